package proof

import (
	"fmt"
	"hash/maphash"
	"maps"
	"slices"

	"github.com/aerolith/aerolith/zerodb"
)

// contentOf reads everything that a transaction sees.
func contentOf(tx *zerodb.Tx) (content, error) {
	c := content{}
	for name := range tx.Tables() {
		table, err := tx.Table(name)
		if err != nil {
			return nil, err
		}
		s := sheet{}
		for k, v := range table.All() {
			s = append(s, entry{string(k), string(v)})
		}
		c[name] = s
	}
	return c, tx.Err()
}

// sharing returns a content with the sheets and entries of another one where they are the same, so that many states of one database take little memory.
func (c content) sharing(former content) content {
	for name, s := range c {
		f := former[name]
		if slices.Equal(s, f) {
			c[name] = f
			continue
		}
		for i, j := 0, 0; i < len(s) && j < len(f); {
			switch {
			case s[i] == f[j]:
				s[i] = f[j]
				i, j = i+1, j+1
			case s[i].key < f[j].key:
				i++
			default:
				j++
			}
		}
	}
	return c
}

// sumOf sums a content up.
func sumOf(c content) uint64 {
	h := newDigest()
	for _, name := range slices.Sorted(maps.Keys(c)) {
		digestString(h, name)
		maphash.WriteComparable(h, uint64(len(c[name])))
		for _, e := range c[name] {
			digestString(h, e.key)
			digestString(h, e.value)
		}
	}
	return h.Sum64()
}

// digestSeed is that of all digests, which are compared within one process only.
var digestSeed = maphash.MakeSeed()

// newDigest returns what sums a content up: it does so again and again, so it must be fast.
func newDigest() *maphash.Hash {
	h := new(maphash.Hash)
	h.SetSeed(digestSeed)
	return h
}

// digestString adds a string with its length.
func digestString(h *maphash.Hash, s string) {
	maphash.WriteComparable(h, len(s))
	h.WriteString(s)
}

// digestBytes adds bytes like a string.
func digestBytes(h *maphash.Hash, b []byte) {
	maphash.WriteComparable(h, len(b))
	h.Write(b)
}

// differences lists where a content differs from what it should be.
func differences(got, want content) (all []string) {
	for _, name := range slices.Sorted(maps.Keys(want)) {
		if _, found := got[name]; !found {
			all = append(all, fmt.Sprintf("table %q is missing", name))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(got)) {
		w, found := want[name]
		if !found {
			all = append(all, fmt.Sprintf("table %q is there", name))
			continue
		}
		if !slices.Equal(got[name], w) {
			all = append(all, differencesOf(name, got[name], w)...)
		}
	}
	return all
}

// differencesOf lists where a table differs from what it should be.
func differencesOf(name string, got, want sheet) (all []string) {
	there := map[entry]int{}
	for _, e := range got {
		there[e]++
	}
	for _, e := range want {
		if there[e]--; there[e] < 0 {
			all = append(all, fmt.Sprintf("%q has no %.40q=%.40q", name, e.key, e.value))
		}
	}
	for e, n := range there {
		if n > 0 {
			all = append(all, fmt.Sprintf("%q has %.40q=%.40q", name, e.key, e.value))
		}
	}
	return all
}
