package zerodb

import (
	"errors"
	"slices"
)

// loops compares what all loops show of a range, of a prefix and of a key, and how much a range is said to hold.
func (w *oddWriter) loops(table *Table, t stressTable, key string) (stressTable, error) {
	w.o.counts["deepest tree"] = max(w.o.counts["deepest tree"], int(table.tree.Depth))
	from, to := w.ends(t, key)
	within := t.pairs.between(t.from(from), t.from(to))
	low, high := []byte(from), []byte(to)
	err := errors.Join(shows("range", table.Range(low, high), within.list()), shows("range backward", table.RangeBackward(low, high), within.backward()), amounts(table, t, low, high, within.len()))
	if hasPrefixes(t.options.Order) {
		prefix := w.prefix(t, key)
		_, with := t.removePrefix(prefix)
		err = errors.Join(err, shows("prefix", table.Prefix([]byte(prefix)), with.list()), shows("prefix backward", table.PrefixBackward([]byte(prefix)), with.backward()))
	}
	if t.options.Duplicates {
		err = errors.Join(err, showsDuplicates(table, t, key))
	}
	return t, errors.Join(err, w.tx.Err())
}

// showsDuplicates compares the values of a key.
func showsDuplicates(table *Table, t stressTable, key string) error {
	of := t.pairs.between(t.from(key), t.behind(key))
	pairs := func(yield func(k, v []byte) bool) {
		for value := range table.Dups([]byte(key)) {
			if !yield([]byte(key), value) {
				return
			}
		}
	}
	n, err := table.CountDups([]byte(key))
	return errors.Join(err, answer("count of duplicates", n, uint64(of.len())), shows("duplicates", pairs, of.list()))
}

// amounts compares how many entries a range is said to hold, exactly and about.
func amounts(table *Table, t stressTable, from, to []byte, want int) error {
	const leaves = 48 // which are counted, below one page
	n, err := table.Count(from, to)
	about, aboutErr := table.Estimate(from, to)
	if err := errors.Join(err, aboutErr); err != nil {
		return err
	}
	err = answer("count", n, uint64(want))
	if all := t.pairs.len(); all <= leaves && table.tree.Depth <= 2 {
		err = errors.Join(err, answer("estimate of few", about.Entries, uint64(want)))
	} else {
		err = errors.Join(err, answer("estimate above all", about.Entries > uint64(all), false), answer("estimate of nothing", about.Entries == 0, want == 0))
	}
	return err
}

// between returns the pairs from the first for which from holds to the first for which to does.
func (n *sortedPairs) between(from, to func(n *sortedPairs) bool) *sortedPairs {
	_, rest := n.cut(from)
	within, _ := rest.cut(to)
	return within
}

// backward returns the pairs in descending order.
func (n *sortedPairs) backward() []*sortedPairs {
	all := n.list()
	slices.Reverse(all)
	return all
}
