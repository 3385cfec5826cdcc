package memfs

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
)

// Kind says what of the changes that were not synced a power failure has kept.
type Kind int

// The kinds of crash images. What was synced is in all of them.
const (
	// OnlySynced keeps nothing else.
	OnlySynced Kind = iota + 1
	// Everything keeps all changes, as if the disk had been fast.
	Everything
	// OrderedPrefix keeps the changes up to a random one, over all files and folders.
	OrderedPrefix
	// RandomSubset keeps any of the changes; the kept writes of a file take effect in random order. A dropped write
	// behind the end may leave its length, with zeros.
	RandomSubset
	// TornSectors keeps any of the 512-byte sectors of each write, and any of the changes of names and lengths.
	TornSectors
	// StaleLength keeps all writes and names, but the lengths of the last sync: what lies behind them is lost, and
	// what was cut off is there.
	StaleLength
	// Reordered keeps the changes from a random one on and loses those before it, over all files and folders, as a disk that
	// writes the newest first. A dropped write behind the end may leave its length, with zeros.
	Reordered
	// TornHeads keeps everything, but of each write that begins in the first 8 KiB of a file, where formats keep what they begin with,
	// only the first or the last bytes, at any byte.
	TornHeads
)

// Kinds returns every kind of crash image.
func Kinds() []Kind {
	return []Kind{OnlySynced, Everything, OrderedPrefix, RandomSubset, TornSectors, StaleLength, Reordered, TornHeads}
}

// String returns the kind's name.
func (k Kind) String() string {
	names := [...]string{"only synced", "everything", "ordered prefix", "random subset", "torn sectors", "stale length", "reordered", "torn heads"}
	if k < OnlySynced || int(k) > len(names) {
		return fmt.Sprintf("kind %d", int(k))
	}
	return names[k-1]
}

// isRandom reports whether two images of the kind may differ.
func (k Kind) isRandom() bool { return k != OnlySynced && k != Everything && k != StaleLength }

// CrashImage returns a new, independent file system, as it may be found after the power failed now. All that is in
// it counts as durable; it has the same options, no open files and no locks. random decides what the random kinds
// keep (for OnlySynced, Everything and StaleLength it may be nil): the same random numbers and the
// same operations give the same image. The work on the original may go on meanwhile and afterwards.
//
// Changes of names are kept whole: a rename is either there or not, and never leaves both names or none of its own.
// A file whose creation is not kept is lost, even if its content was synced.
//
// It fails with ErrNoCrashImages if Options.CrashImages is not set, and with ErrKind for an unknown kind, or if the
// kind needs random numbers and random is nil.
func (f *FS) CrashImage(kind Kind, random *rand.Rand) (*FS, error) {
	if !f.options.CrashImages {
		return nil, ErrNoCrashImages
	}
	if !slices.Contains(Kinds(), kind) || kind.isRandom() && random == nil {
		return nil, fmt.Errorf("%w: %v", ErrKind, kind)
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	b := &imageBuilder{
		source: f,
		image:  New(f.options),
		choice: choice{kind: kind, random: random},
		names:  map[*inode]map[string]*inode{},
		copies: map[*inode]*inode{},
	}
	b.image.quota = f.quota
	if kind == OrderedPrefix || kind == Reordered {
		b.choice.cut = f.drawCut(random)
	}
	b.applyMoves()
	b.image.root = b.copyOf(f.root)
	return b.image, nil
}

// drawCut draws the sequence number from which on nothing is kept: each number of kept changes is as likely. It is
// called with mu held.
func (f *FS) drawCut(random *rand.Rand) uint64 {
	var pending []uint64
	for _, m := range f.moves {
		pending = append(pending, m.sequence)
	}
	for _, node := range f.files() {
		for _, e := range node.stable.pending {
			pending = append(pending, e.sequence)
		}
	}
	slices.Sort(pending)
	kept := random.IntN(len(pending) + 1)
	if kept == len(pending) {
		return f.sequence + 1
	}
	return pending[kept]
}

// files returns every file that an image can contain, in no order. It is called with mu held.
func (f *FS) files() []*inode {
	seen := map[*inode]bool{}
	var visit func(node *inode)
	visit = func(node *inode) {
		if seen[node] {
			return
		}
		seen[node] = true
		for _, child := range node.entries {
			visit(child)
		}
		for _, child := range node.durable {
			visit(child)
		}
	}
	visit(f.root)
	for _, m := range f.moves {
		visit(m.node)
	}
	return slices.DeleteFunc(slices.Collect(maps.Keys(seen)), (*inode).isFolder)
}

// imageBuilder makes one crash image. The source's mu is held all the time.
type imageBuilder struct {
	source, image *FS
	choice        choice
	// names are the folders' names in the image, still leading to the source's inodes.
	names map[*inode]map[string]*inode
	// copies are the image's inodes by the source's. A folder is entered before its content, so that no confusion
	// of dropped renames can make the builder run in circles.
	copies map[*inode]*inode
}

// namesOf returns the names that a folder of the source has in the image.
func (b *imageBuilder) namesOf(folder *inode) map[string]*inode {
	if b.names[folder] == nil {
		b.names[folder] = maps.Clone(folder.durable)
	}
	return b.names[folder]
}

// applyMoves makes the changes of names that the choice keeps.
func (b *imageBuilder) applyMoves() {
	for _, m := range b.source.moves {
		if b.choice.keepsMove(m) {
			m.apply(b.namesOf)
		}
	}
}

// copyOf returns the image's inode for one of the source's, with all below it.
func (b *imageBuilder) copyOf(node *inode) *inode {
	if made := b.copies[node]; made != nil {
		return made
	}
	if !node.isFolder() {
		made := b.copyFile(node)
		b.copies[node] = made
		return made
	}
	made := newFolder(node.mode)
	b.copies[node] = made
	names := b.namesOf(node)
	for _, name := range slices.Sorted(maps.Keys(names)) {
		child := b.copyOf(names[name])
		child.names++
		made.entries[name], made.durable[name] = child, child
	}
	return made
}

// copyFile returns the image's inode for a file. The space is charged as it was, within the new length: what the
// file occupied beyond its content is not worth modelling. Where it is longer than at present, because it has been
// cut off and that is lost, it has the space there that it had before, and all of it where it was gone altogether.
func (b *imageBuilder) copyFile(node *inode) *inode {
	made := &inode{mode: node.mode, content: b.choice.content(node)}
	size := made.content.size.Load()
	made.stable = stable{size: size}
	made.blocks = node.lasting().clone(size)
	made.blocks.add(min(size, node.content.size.Load()), size)
	b.image.used += made.blocks.count * blockBytes
	return made
}
