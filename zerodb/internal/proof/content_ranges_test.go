package proof

import (
	"cmp"
	"slices"
)

// removeRange deletes the keys from one on and below another; an empty one leaves that side open. It returns how many.
func (d *draft) removeRange(table, from, to string) int {
	s := d.own(table)
	i, _ := s.find(from)
	j := len(s)
	if to != "" {
		j, _ = s.find(to)
	}
	if i >= j {
		return 0
	}
	d.content[table] = slices.Delete(s, i, j)
	return j - i
}

// rename gives a table another name.
func (d *draft) rename(table, to string) {
	d.content[to], d.owned[to] = d.content[table], d.owned[table]
	d.drop(table)
}

// findPair returns where a pair is or belongs in a table with duplicates.
func (s sheet) findPair(p entry) (int, bool) {
	return slices.BinarySearchFunc(s, p, func(e, p entry) int {
		return cmp.Or(cmp.Compare(e.key, p.key), cmp.Compare(e.value, p.value))
	})
}

// putPair adds a value to those of a key.
func (d *draft) putPair(table, key, value string) {
	s := d.own(table)
	if i, found := s.findPair(entry{key, value}); !found {
		d.content[table] = slices.Insert(s, i, entry{key, value})
	}
}

// removePair removes one value of a key.
func (d *draft) removePair(table, key, value string) {
	if i, found := d.content[table].findPair(entry{key, value}); found {
		d.content[table] = slices.Delete(d.own(table), i, i+1)
	}
}

// removeDups removes all values of a key.
func (d *draft) removeDups(table, key string) {
	d.content[table] = slices.DeleteFunc(d.own(table), func(e entry) bool { return e.key == key })
}
