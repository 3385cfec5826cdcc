package memfs

import "io/fs"

// inode is a file or a folder, whatever its names are. FS.mu guards its fields.
type inode struct {
	mode fs.FileMode

	// entries are a folder's names; nil for a file.
	entries map[string]*inode
	// durable are the names that a power failure leaves.
	durable map[string]*inode

	// content holds a file's bytes; nil for a folder.
	content *content
	// stable says what a power failure leaves of them.
	stable stable
	// blocks is the space that they occupy.
	blocks blockSet
	// freed is the space that they occupied until nothing kept it any more. They have it again where a power failure brings a name back.
	freed blockSet
	// names and handles count what keeps the space occupied: names in folders, open files and mappings.
	names, handles int
	// locked says that somebody holds the lock that the file stands for.
	locked bool
	// shared is the memory of Share; it has nothing to do with content.
	shared []byte
	// sharers counts who has it.
	sharers int
}

// newFolder returns an empty folder.
func newFolder(perm fs.FileMode) *inode {
	return &inode{
		mode:    perm&fs.ModePerm | fs.ModeDir,
		entries: map[string]*inode{},
		durable: map[string]*inode{},
	}
}

// newFile returns an empty file.
func newFile(perm fs.FileMode, chunkBytes int64) *inode {
	return &inode{mode: perm & fs.ModePerm, content: newContent(chunkBytes)}
}

// lasting returns the space that a file occupies, or did to its end.
func (i *inode) lasting() *blockSet {
	if i.blocks.count == 0 {
		return &i.freed
	}
	return &i.blocks
}

// isFolder reports whether the inode is a folder.
func (i *inode) isFolder() bool { return i.entries != nil }

// contains reports whether other is the folder itself or somewhere below it.
func (i *inode) contains(other *inode) bool {
	if i == other {
		return true
	}
	for _, child := range i.entries {
		if child.isFolder() && child.contains(other) {
			return true
		}
	}
	return false
}
