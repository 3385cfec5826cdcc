package zerodb

import (
	"errors"
	"fmt"
)

// change makes one change, and compares what it answers.
func (w *stressWriter) change() error {
	n := w.random.IntN(100)
	if w.kind == stressAll && n < 12 {
		return w.reshape()
	}
	table, err := w.table()
	if err != nil {
		return err
	}
	t := w.state[table.Name()]
	key := w.key(t)
	switch {
	case w.kind == stressPuts && n < 98:
		value := w.smallValue(t, key)
		t, err = t.put(key, value), table.Put([]byte(key), []byte(value))
	case n < 70:
		t, err = w.put(table, t, key, w.value(t, key))
	case n < 80:
		t, err = w.remove(table, t, key)
	case n < 88:
		t, err = w.byCursor(table, t, key)
	default:
		err = t.agreesAt(table, key)
	}
	if err != nil {
		return fmt.Errorf("table %q, %v, key %.40q (%d): %w", table.Name(), t.options, key, len(key), err)
	}
	w.state[table.Name()] = t
	return nil
}

// errStressAnswer says that an answer is not that of the model.
var errStressAnswer = errors.New("a wrong answer")

// answer compares an answer with the right one.
func answer[T comparable](what string, got, want T) error {
	if got != want {
		return fmt.Errorf("%w: %s: %v, not %v", errStressAnswer, what, got, want)
	}
	return nil
}

// answerError compares an error with the one that is due, or nil.
func answerError(what string, got, want error) error {
	if want != nil && errors.Is(got, want) {
		return nil
	}
	if got == nil && want != nil {
		return fmt.Errorf("%w: %s: no error, not %w", errStressAnswer, what, want)
	}
	return got
}

// errorIf returns err where it is due.
func errorIf(due bool, err error) error {
	if due {
		return err
	}
	return nil
}

// put stores a pair in one of the ways that there are.
func (w *stressWriter) put(table *Table, t stressTable, key, value string) (stressTable, error) {
	k, v := []byte(key), []byte(value)
	if t.options.Duplicates {
		return w.putDuplicate(table, t, key, value)
	}
	old := t.get(key)
	next := t.put(key, value)
	switch w.random.IntN(10) {
	case 0:
		due := errorIf(old != nil, ErrKeyExists)
		if err := answerError("put new", table.PutNew(k, v), due); err != nil || due != nil {
			return t, err
		}
	case 1:
		stored, err := table.PutIfAbsent(k, v)
		if err == nil {
			err = answer("put if absent", stored, old == nil)
		}
		if err != nil || old != nil {
			return t, err
		}
	case 2:
		due := errorIf(old == nil, ErrNotFound)
		if err := answerError("update", table.Update(k, v), due); err != nil || due != nil {
			return t, err
		}
	case 3:
		former, existed, err := table.Replace(nil, k, v)
		if err == nil {
			err = answer("replaced", existed, old != nil)
		}
		if err == nil && existed {
			err = answer("replaced value", string(former), old.value)
		}
		if err != nil {
			return t, err
		}
	case 4:
		if err := table.PutFunc(k, len(v), func(b []byte) error { copy(b, v); return nil }); err != nil {
			return t, err
		}
	case 5:
		due := errorIf(t.pairs.rank(t.from(key)) < t.pairs.len(), ErrKeyOrder)
		if err := answerError("append", table.Append(k, v), due); err != nil || due != nil {
			return t, err
		}
	default:
		if err := table.Put(k, v); err != nil {
			return t, err
		}
	}
	return next, nil
}

// putDuplicate stores a pair beside others of its key.
func (w *stressWriter) putDuplicate(table *Table, t stressTable, key, value string) (stressTable, error) {
	if w.random.IntN(2) == 0 {
		err := table.Put([]byte(key), []byte(value))
		return t.put(key, value), err
	}
	added, err := table.PutDup([]byte(key), []byte(value))
	if err == nil {
		err = answer("added", added, !t.has(key, value))
	}
	return t.put(key, value), err
}

// remove removes a key, or a pair, in one of the ways that there are.
func (w *stressWriter) remove(table *Table, t stressTable, key string) (stressTable, error) {
	k, old := []byte(key), t.get(key)
	next, _ := t.remove(key)
	switch n := w.random.IntN(4); {
	case n < 2 && t.options.Duplicates:
		if old == nil {
			old = &sortedPairs{value: "none"}
		}
		found, err := table.DeleteDup(k, []byte(old.value))
		if err == nil {
			err = answer("removed", found, t.has(key, old.value))
		}
		return t.removePair(key, old.value), err
	case n == 0:
		return next, table.Delete(k)
	case n == 1:
		found, err := table.Remove(k)
		if err == nil {
			err = answer("removed", found, old != nil)
		}
		return next, err
	default:
		value, found, err := table.Take(nil, k)
		if err == nil {
			err = answer("taken", found, old != nil)
		}
		if err == nil && found {
			err = answer("taken value", string(value), old.value)
		}
		return next, err
	}
}

// byCursor moves a cursor to a key, changes what it finds there, and looks at what comes next.
func (w *stressWriter) byCursor(table *Table, t stressTable, key string) (stressTable, error) {
	c := table.Cursor()
	defer c.Close()
	rank := t.pairs.rank(t.from(key))
	at := t.pairs.at(rank)
	if err := answer("seek", c.Seek([]byte(key)), at != nil); err != nil || at == nil {
		return t, errors.Join(err, c.Err())
	}
	if err := answer("pair of the cursor", shortPair(string(c.Key()), string(c.Value())), shortPair(at.key, at.value)); err != nil {
		return t, err
	}
	next := t
	var err error
	switch w.random.IntN(3) {
	case 0:
		value := w.value(t, at.key)
		err = c.Put([]byte(value))
		next = t.removePair(at.key, at.value).put(at.key, value)
		rank = next.pairs.rank(next.fromPair(at.key, value)) + 1
	case 1:
		err = c.Delete()
		next = t.removePair(at.key, at.value)
	default:
		err = c.DeleteKey()
		next, _ = t.remove(at.key)
		rank = next.pairs.rank(next.from(at.key))
	}
	if err != nil {
		return t, err
	}
	behind := next.pairs.at(rank)
	if err := answer("next of the cursor", c.Next(), behind != nil); err != nil || behind == nil {
		return next, errors.Join(err, c.Err())
	}
	return next, answer("next pair of the cursor", shortPair(string(c.Key()), string(c.Value())), shortPair(behind.key, behind.value))
}
