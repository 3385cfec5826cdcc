package memfs

import (
	"math/rand/v2"
	"slices"
)

// choice decides which changes an image keeps.
type choice struct {
	kind   Kind
	random *rand.Rand
	// cut is the sequence number from which on an ordered prefix keeps nothing, and Reordered everything.
	cut uint64
}

// flip returns true half of the time.
func (c choice) flip() bool { return c.random.IntN(2) == 0 }

// keepsMove decides about a change of names.
func (c choice) keepsMove(m move) bool {
	switch c.kind {
	case Everything, StaleLength, TornHeads:
		return true
	case OrderedPrefix:
		return m.sequence < c.cut
	case Reordered:
		return m.sequence >= c.cut
	case RandomSubset, TornSectors:
		return c.flip()
	default:
		return false
	}
}

// content returns what the image holds of a file.
func (c choice) content(node *inode) *content {
	if c.kind == Everything {
		return node.content.snapshot(node.content.size.Load(), node.content.freeze)
	}
	image := node.durableContent()
	switch c.kind {
	case OrderedPrefix:
		c.applyPrefix(image, node.stable.pending)
	case RandomSubset:
		c.applySubset(image, node.stable.pending)
	case TornSectors:
		c.applyTorn(image, node.stable.pending)
	case StaleLength:
		applyWrites(image, node.stable.pending)
		image.resize(node.stable.size)
	case Reordered:
		c.applySuffix(image, node.stable.pending)
	case TornHeads:
		c.applyTornHeads(image, node.stable.pending)
	}
	return image
}

// durableContent returns what a file held at its last sync.
func (i *inode) durableContent() *content {
	return i.content.snapshot(i.stable.size, func(index int) *frozen {
		if before, changed := i.stable.before[index]; changed {
			return before
		}
		return i.content.freeze(index)
	})
}

// apply makes one edit.
func (e edit) apply(image *content) {
	if e.isResize() {
		image.resize(e.offset)
		return
	}
	image.writeAt(e.bytes, e.offset)
}

// applyPrefix makes the edits before the cut.
func (c choice) applyPrefix(image *content, pending []edit) {
	for _, e := range pending {
		if e.sequence < c.cut {
			e.apply(image)
		}
	}
}

// applySuffix makes the edits from the cut on.
func (c choice) applySuffix(image *content, pending []edit) {
	for _, e := range pending {
		if e.sequence >= c.cut {
			e.apply(image)
		} else {
			c.keepLength(image, e)
		}
	}
}

// applyTornHeads makes all edits, but only a part of the writes to the file's beginning.
func (c choice) applyTornHeads(image *content, pending []edit) {
	for _, e := range pending {
		if e.isResize() || e.offset >= headBytes {
			e.apply(image)
			continue
		}
		image.lengthen(e.end())
		if cut := c.random.IntN(len(e.bytes) + 1); c.flip() {
			image.writeAt(e.bytes[:cut], e.offset)
		} else {
			image.writeAt(e.bytes[cut:], e.offset+int64(cut))
		}
	}
}

// applyWrites makes the writes and leaves out the changes of the length.
func applyWrites(image *content, pending []edit) {
	for _, e := range pending {
		if !e.isResize() {
			e.apply(image)
		}
	}
}

// applySubset makes any of the edits. Writes change places with each other, but not with a change of the length:
// file systems keep those in order, lest deleted bytes come back.
func (c choice) applySubset(image *content, pending []edit) {
	for _, run := range runsOfWrites(pending) {
		run = slices.Clone(run)
		c.random.Shuffle(len(run), func(i, j int) { run[i], run[j] = run[j], run[i] })
		for _, e := range run {
			if c.flip() {
				e.apply(image)
			} else {
				c.keepLength(image, e)
			}
		}
	}
}

// runsOfWrites splits edits into runs: each change of the length alone, the writes between two together.
func runsOfWrites(pending []edit) [][]edit {
	var runs [][]edit
	start := 0
	for i, e := range pending {
		if !e.isResize() {
			continue
		}
		runs = append(runs, pending[start:i], pending[i:i+1])
		start = i + 1
	}
	return append(runs, pending[start:])
}

// keepLength lets half of the dropped writes leave the length that they gave the file, without the bytes.
func (c choice) keepLength(image *content, e edit) {
	if !e.isResize() && c.flip() {
		image.lengthen(e.end())
	}
}

// applyTorn makes any of the changes of the length, and of each write any of the sectors.
func (c choice) applyTorn(image *content, pending []edit) {
	for _, e := range pending {
		switch {
		case !e.isResize():
			c.tear(image, e)
			c.keepLength(image, e)
		case c.flip():
			e.apply(image)
		}
	}
}

// tear makes a write for some of its sectors. How many are kept differs from write to write, so that both nearly
// complete and nearly lost ones occur.
func (c choice) tear(image *content, e edit) {
	const most = 8
	kept := c.random.IntN(most + 1)
	for at := e.offset; at < e.end(); {
		next := min(e.end(), at/sectorBytes*sectorBytes+sectorBytes)
		if c.random.IntN(most) < kept {
			image.writeAt(e.bytes[at-e.offset:next-e.offset], at)
		}
		at = next
	}
}
