package zerodb

import (
	"errors"
	"fmt"
)

// onEntry makes an operation on a table of one that is told a key, and returns the table as it then must be. What fails has changed nothing, or the transaction has failed.
func onEntry(do func(w *oddWriter, table *Table, t stressTable, key string) (stressTable, error)) func(w *oddWriter) error {
	return func(w *oddWriter) error {
		table, err := w.oddTable()
		if table == nil {
			return err
		}
		t := w.state[table.Name()]
		key := w.key(t)
		w.o.note("  at %.8q (%d), %v, %d entries, key %.8x (%d)", table.Name(), len(table.Name()), t.options, t.pairs.len(), key, len(key))
		next, err := do(w, table, t, key)
		if err != nil {
			return fmt.Errorf("table %.8q (%d), %v, key %.8x (%d): %w", table.Name(), len(table.Name()), t.options, key, len(key), err)
		}
		w.state[table.Name()] = next
		return nil
	}
}

// putValue stores a value in one of the ways that there are.
func (w *oddWriter) putValue(table *Table, t stressTable, key string) (stressTable, error) {
	value := w.value(t, key)
	w.o.note("  a value of %d", len(value))
	return w.put(table, t, key, value)
}

// putBeyond stores what is longer than it may be by one byte.
func (w *oddWriter) putBeyond(table *Table, t stressTable, key string) (stressTable, error) {
	if t.options.Duplicates {
		return t, nil
	}
	refused := func(option string, key, value []byte) error {
		var limit *LimitError
		if err := table.Put(key, value); !errors.As(err, &limit) || limit.Option != option {
			return fmt.Errorf("%w: beyond %s: %v", errStressAnswer, option, err)
		}
		return nil
	}
	err := refused("MaxValueSize", []byte(key), make([]byte, w.o.opts.MaxValueSize+1))
	if err == nil && hasPrefixes(t.options.Order) {
		err = refused("MaxKeySize", make([]byte, w.o.opts.MaxKeySize+1), nil)
	}
	return t, err
}

// hasPrefixes reports whether keys of an order are bytes.
func hasPrefixes(order KeyOrder) bool { return order == OrderBytes || order == OrderReverse }

// removeRange removes the keys between two, which are not far from each other as a rule.
func (w *oddWriter) removeRange(table *Table, t stressTable, key string) (stressTable, error) {
	from, to := w.ends(t, key)
	if w.random.IntN(8) > 0 { // some keys only
		if n := t.pairs.at(t.pairs.rank(t.from(from)) + w.random.IntN(20)); n != nil {
			to = n.key
		}
	}
	next, gone := t.removeRange(from, to)
	n, err := table.DeleteRange([]byte(from), []byte(to))
	if err != nil {
		return t, err
	}
	return next, answer("removed", n, uint64(gone))
}

// ends returns a key and another one as the ends of a range, in order.
func (w *oddWriter) ends(t stressTable, key string) (from, to string) {
	to = w.key(t)
	if compareKeys(t.options.Order, key, to) > 0 {
		return to, key
	}
	return key, to
}

// prefix returns the beginning of a key, with OrderReverse its end: a byte, or a few.
func (w *oddWriter) prefix(t stressTable, key string) string {
	n := 1 + w.random.IntN(min(3, len(key)))
	if t.options.Order == OrderReverse {
		return key[len(key)-n:]
	}
	return key[:n]
}

// removePrefix removes the keys that begin like one.
func (w *oddWriter) removePrefix(table *Table, t stressTable, key string) (stressTable, error) {
	prefix := w.prefix(t, key)
	n, err := table.DeletePrefix([]byte(prefix))
	if !hasPrefixes(t.options.Order) {
		return t, answerError("remove a prefix", err, ErrNoPrefix)
	}
	if err != nil {
		return t, err
	}
	next, gone := t.removePrefix(prefix)
	return next, answer("removed", n, uint64(gone.len()))
}

// load loads sorted entries behind all of a table. Where they are not behind all it is told so; where one is refused for a limit, those before it are stored.
func (w *oddWriter) load(table *Table, t stressTable, _ string) (stressTable, error) {
	keys := w.keysAbove(t, w.random.IntN(40))
	due := errorIf(len(keys) > 0 && t.pairs.rank(t.from(keys[0])) < t.pairs.len(), ErrKeyOrder)
	states := []stressTable{t} // by how many are stored
	n, err := table.LoadWith(LoadOptions{Fill: oneOf(w.random, 100, 60, 1)}, func(yield func(k, v []byte) bool) {
		for i, key := range keys {
			value := w.value(t, key)
			states = append(states, states[i].put(key, value))
			if !yield([]byte(key), []byte(value)) {
				return
			}
		}
	})
	w.o.note("  %d of %d", n, len(keys))
	if n >= uint64(len(states)) {
		return t, answer("loaded", n, uint64(len(keys)))
	}
	if err != nil {
		w.state[table.Name()] = states[n]
		return states[n], answerError("load", err, due)
	}
	return states[n], errors.Join(answer("loaded", n, uint64(len(keys))), answerError("load", nil, due))
}

// walk moves a cursor from a key on, one way or the other, and changes some of the entries that it meets.
func (w *oddWriter) walk(table *Table, t stressTable, key string) (stressTable, error) {
	c := table.Cursor()
	defer c.Close()
	at := t.pairs.at(t.pairs.rank(t.from(key)))
	found := c.Seek([]byte(key))
	for range 6 {
		if err := answer("found by the cursor", found, at != nil); err != nil || at == nil {
			return t, errors.Join(err, c.Err())
		}
		if err := answer("at the cursor", shortPair(string(c.Key()), string(c.Value())), shortPair(at.key, at.value)); err != nil {
			return t, err
		}
		var err error
		if t, at, err = w.changeAt(c, t, at); err != nil {
			return t, err
		}
		w.state[table.Name()] = t // what comes may fail, this stays
		if w.random.IntN(3) > 0 {
			found, at = c.Next(), t.pairs.at(t.pairs.rank(t.behindPair(at.key, at.value)))
		} else {
			found, at = c.Prev(), t.pairs.at(t.pairs.rank(t.fromPair(at.key, at.value))-1)
		}
	}
	return t, c.Err()
}

// changeAt changes the entry on which a cursor stands, or leaves it as it is. It returns the pair on which the cursor then stands, or stood.
func (w *oddWriter) changeAt(c *Cursor, t stressTable, at *sortedPairs) (stressTable, *sortedPairs, error) {
	switch w.random.IntN(12) {
	case 0, 1, 2:
		value := w.value(t, at.key)
		if err := c.Put([]byte(value)); err != nil {
			return t, at, err
		}
		t, at = t.removePair(at.key, at.value).put(at.key, value), newPairs(at.key, value)
		return t, at, answer("stored at the cursor", shortPair(string(c.Key()), string(c.Value())), shortPair(at.key, value))
	case 3:
		if err := c.Delete(); err != nil {
			return t, at, err
		}
		return t.removePair(at.key, at.value), at, nil
	case 4:
		if err := c.DeleteKey(); err != nil {
			return t, at, err
		}
		t, _ = t.remove(at.key)
	}
	return t, at, nil
}
