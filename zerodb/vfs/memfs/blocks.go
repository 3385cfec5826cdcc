package memfs

import "math/bits"

// wordBits is how many blocks one word of a blockSet holds.
const wordBits = 64

// blockSet is the set of a file's blocks that occupy space.
type blockSet struct {
	words []uint64
	count int64
}

// missing returns how many blocks of the byte range [from, to) are not in the set.
func (s *blockSet) missing(from, to int64) int64 {
	var n int64
	for b := from / blockBytes; b*blockBytes < to; b++ {
		if !s.has(b) {
			n++
		}
	}
	return n
}

// has reports whether a block is in the set.
func (s *blockSet) has(block int64) bool {
	word := block / wordBits
	return word < int64(len(s.words)) && s.words[word]&(1<<(block%wordBits)) != 0
}

// add puts the blocks of the byte range [from, to) in the set.
func (s *blockSet) add(from, to int64) {
	if from >= to {
		return
	}
	last := (to - 1) / blockBytes
	if need := int(last/wordBits) + 1; need > len(s.words) {
		longer := make([]uint64, max(need, 2*len(s.words)))
		copy(longer, s.words)
		s.words = longer
	}
	for b := from / blockBytes; b <= last; b++ {
		if !s.has(b) {
			s.words[b/wordBits] |= 1 << (b % wordBits)
			s.count++
		}
	}
}

// cut removes the blocks that lie wholly at or behind size, and returns how many.
func (s *blockSet) cut(size int64) int64 {
	first, before := (size+blockBytes-1)/blockBytes, s.count
	for word := first / wordBits; word < int64(len(s.words)); word++ {
		gone := s.words[word]
		if word == first/wordBits {
			gone &^= 1<<(first%wordBits) - 1
		}
		s.words[word] &^= gone
		s.count -= int64(bits.OnesCount64(gone))
	}
	return before - s.count
}

// clone returns a copy without the blocks behind size.
func (s *blockSet) clone(size int64) blockSet {
	c := blockSet{words: append([]uint64(nil), s.words...), count: s.count}
	c.cut(size)
	return c
}
