package zerodb

import (
	"errors"
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"
	"sync"
)

// stressTable is what a table must have in one version.
type stressTable struct {
	options TableOptions
	pairs   *sortedPairs
}

// from returns a condition for cut and rank: pairs whose key is not below one.
func (t stressTable) from(key string) func(n *sortedPairs) bool {
	return func(n *sortedPairs) bool { return compareKeys(t.options.Order, n.key, key) >= 0 }
}

// behind returns the condition of pairs whose key is above one.
func (t stressTable) behind(key string) func(n *sortedPairs) bool {
	return func(n *sortedPairs) bool { return compareKeys(t.options.Order, n.key, key) > 0 }
}

// fromPair returns the condition of pairs that are not below one.
func (t stressTable) fromPair(key, value string) func(n *sortedPairs) bool {
	return func(n *sortedPairs) bool {
		c := compareKeys(t.options.Order, n.key, key)
		return c > 0 || c == 0 && n.value >= value
	}
}

// behindPair returns the condition of pairs that are above one, of which there is one for each key without duplicates.
func (t stressTable) behindPair(key, value string) func(n *sortedPairs) bool {
	return func(n *sortedPairs) bool {
		c := compareKeys(t.options.Order, n.key, key)
		return c > 0 || c == 0 && t.options.Duplicates && n.value > value
	}
}

// get returns the lowest pair of a key, or nil.
func (t stressTable) get(key string) *sortedPairs {
	if n := t.pairs.at(t.pairs.rank(t.from(key))); n != nil && n.key == key {
		return n
	}
	return nil
}

// has reports whether there is a pair.
func (t stressTable) has(key, value string) bool {
	n := t.pairs.at(t.pairs.rank(t.fromPair(key, value)))
	return n != nil && n.key == key && n.value == value
}

// put returns the table with a pair, in place of that of its key where there are no duplicates.
func (t stressTable) put(key, value string) stressTable {
	if t.options.Duplicates {
		t = t.removePair(key, value)
		before, rest := t.pairs.cut(t.fromPair(key, value))
		t.pairs = before.join(newPairs(key, value)).join(rest)
		return t
	}
	before, rest := t.pairs.cut(t.from(key))
	_, rest = rest.cut(t.behind(key))
	t.pairs = before.join(newPairs(key, value)).join(rest)
	return t
}

// removePair returns the table without a pair.
func (t stressTable) removePair(key, value string) stressTable {
	if !t.has(key, value) {
		return t
	}
	before, rest := t.pairs.cut(t.fromPair(key, value))
	first := rest.at(0)
	_, rest = rest.cut(func(n *sortedPairs) bool { return n.key != first.key || n.value != first.value })
	t.pairs = before.join(rest)
	return t
}

// remove returns the table without a key, and how many pairs that had.
func (t stressTable) remove(key string) (stressTable, int) {
	before, rest := t.pairs.cut(t.from(key))
	gone, rest := rest.cut(t.behind(key))
	t.pairs = before.join(rest)
	return t, gone.len()
}

// removeRange returns the table without the keys from one to another one, and how many pairs those had.
func (t stressTable) removeRange(from, to string) (stressTable, int) {
	before, rest := t.pairs.cut(t.from(from))
	gone, rest := rest.cut(t.from(to))
	t.pairs = before.join(rest)
	return t, gone.len()
}

// removePrefix returns the table without the keys that begin, or with OrderReverse end, like one, and the pairs that those had.
func (t stressTable) removePrefix(prefix string) (stressTable, *sortedPairs) {
	has := strings.HasPrefix
	if t.options.Order == OrderReverse {
		has = strings.HasSuffix
	}
	var rest, gone *sortedPairs
	t.pairs.all(func(n *sortedPairs) bool {
		if has(n.key, prefix) {
			gone = gone.join(newPairs(n.key, n.value))
		} else {
			rest = rest.join(newPairs(n.key, n.value))
		}
		return true
	})
	t.pairs = rest
	return t, gone
}

// agrees compares all that a transaction finds in a table.
func (t stressTable) agrees(table *Table) error {
	if table.Options() != t.options || table.Len() != uint64(t.pairs.len()) {
		return fmt.Errorf("table %q: %v and %d entries, not %v and %d", table.Name(), table.Options(), table.Len(), t.options, t.pairs.len())
	}
	if err := errors.Join(shows("all", table.All(), t.pairs.list()), table.tx.Err()); err != nil {
		return fmt.Errorf("table %q: %w", table.Name(), err)
	}
	return nil
}

// shows compares what a loop shows with the pairs that it must show.
func shows(what string, loop iter.Seq2[[]byte, []byte], want []*sortedPairs) error {
	for k, v := range loop {
		if len(want) == 0 {
			return fmt.Errorf("%w: %s: %s behind all", errStressAnswer, what, shortPair(string(k), string(v)))
		}
		if want[0].key != string(k) || want[0].value != string(v) {
			return fmt.Errorf("%w: %s, %d from the end: %s, not %s", errStressAnswer, what, len(want), shortPair(string(k), string(v)), shortPair(want[0].key, want[0].value))
		}
		want = want[1:]
	}
	return answer(what+": missing", len(want), 0)
}

// shortPair describes a pair.
func shortPair(key, value string) string {
	return fmt.Sprintf("%.60q (%d) = %.20q (%d)", key, len(key), value, len(value))
}

// stressState is what a database must contain in one version, by names of tables. One that others can see does not change.
type stressState map[string]stressTable

// names returns the names in order.
func (s stressState) names() []string { return slices.Sorted(maps.Keys(s)) }

// agrees compares all that a transaction sees.
func (s stressState) agrees(tx *Tx) error {
	var names []string
	for name := range tx.Tables() {
		names = append(names, name)
	}
	if err := tx.Err(); err != nil {
		return fmt.Errorf("tables: %w", err)
	}
	if !slices.Equal(names, s.names()) {
		return fmt.Errorf("%w: tables %q, not %q", errStressAnswer, names, s.names())
	}
	for _, name := range names {
		table, err := tx.Table(name)
		if err == nil {
			err = s[name].agrees(table)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// stressVersions say what each version of a database must contain. They are safe for use by several goroutines.
type stressVersions struct {
	mu      sync.Mutex
	settled *sync.Cond
	list    []stressVersion
	// open says that it is not known yet whether the last one is committed.
	open bool
	// shown is the last one of which readers who come must know.
	shown uint64
}

// stressVersion is the state that a transaction has left.
type stressVersion struct {
	tx    uint64
	state stressState
}

// newStressVersions returns the version that a database begins with.
func newStressVersions(state stressState) *stressVersions {
	v := &stressVersions{list: []stressVersion{{0, state}}}
	v.settled = sync.NewCond(&v.mu)
	return v
}

// announce adds a version that is about to be committed.
func (v *stressVersions) announce(tx uint64, state stressState) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.list, v.open = append(v.list, stressVersion{tx, state}), true
}

// conclude says whether the last version has been committed.
func (v *stressVersions) conclude(committed bool) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.open = false; !committed {
		v.list = v.list[:len(v.list)-1]
	}
	v.settled.Broadcast()
}

// show says that readers who come see a version, or a later one.
func (v *stressVersions) show(tx uint64) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.shown = max(v.shown, tx)
}

// least returns what readers who come must know of.
func (v *stressVersions) least() uint64 {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.shown
}

// of returns the state of a version. One that is not known has the content of the one before it: compactions change none.
func (v *stressVersions) of(tx uint64) stressState {
	v.mu.Lock()
	defer v.mu.Unlock()
	for {
		last := len(v.list) - 1
		for v.list[last].tx > tx {
			last--
		}
		if found := v.list[last]; found.tx == tx || last < len(v.list)-1 || !v.open {
			return found.state
		}
		v.settled.Wait()
	}
}
