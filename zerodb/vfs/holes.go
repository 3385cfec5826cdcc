package vfs

// Sparse is a File that can tell whether blocks are missing below its length, as after a sparse copy: a write there needs room, and may not find any.
type Sparse interface {
	// Holes returns how many bytes below its length the file has no blocks for. It is 0 where the system does not say; where a file system
	// compresses, FillHoles may leave some.
	Holes() (int64, error)
	// FillHoles reserves what Holes counts and changes neither content nor length. It fails with ErrNoSpace, having reserved nothing, where there is
	// no room for all of it, and with errors.ErrUnsupported where the file system cannot do it.
	FillHoles() error
}

var _ Sparse = (*hostFile)(nil)

// Holes implements Sparse.
func (f *hostFile) Holes() (int64, error) {
	lacking, err := lackingBlocks(f.file)
	return lacking, wrapHostError(OpSize, f.name, err)
}

// FillHoles implements Sparse.
func (f *hostFile) FillHoles() error {
	if err := f.refuseReadOnly(OpAllocate); err != nil {
		return err
	}
	f.growth.Lock()
	defer f.growth.Unlock()
	lacking, err := lackingBlocks(f.file)
	if err != nil || lacking == 0 {
		return wrapHostError(OpAllocate, f.name, err)
	}
	return wrapHostError(OpAllocate, f.name, fillHoles(f.file, lacking))
}
