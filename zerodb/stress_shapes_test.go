package zerodb

import (
	"errors"
	"fmt"
	"maps"
)

// reshape does what is more to trees than to put and remove single entries, or opens a savepoint.
func (w *stressWriter) reshape() error {
	switch n := w.random.IntN(20); {
	case n < 8:
		return w.savepoint()
	case n < 12:
		return w.removeRange()
	case n < 13:
		return w.clear()
	case n < 14:
		return w.drop()
	case n < 16:
		return w.rename()
	case n < 17:
		_, err := w.create(oneOf(w.random, stressTableNames...))
		return err
	default:
		return w.load()
	}
}

// fill makes some tables and fills them, so that there are leaves to change.
func (w *stressWriter) fill() error {
	for i, name := range stressTableNames[:5] {
		table, err := w.create(name)
		if err != nil {
			return err
		}
		t := w.state[name]
		for range w.s.keys {
			w.place = w.random.IntN(w.s.keys)
			key := w.key(t)
			value := w.content(w.random.IntN(w.s.pageSize / 10))
			if i > 2 {
				value = w.content(w.random.IntN(100))
			}
			if err := table.Put([]byte(key), []byte(value)); err != nil {
				return err
			}
			t = t.put(key, value)
		}
		w.state[name] = t
	}
	return nil
}

// removeRange removes the keys between two, which are not far from each other as a rule.
func (w *stressWriter) removeRange() error {
	table, err := w.table()
	if err != nil {
		return err
	}
	t := w.state[table.Name()]
	if w.random.IntN(4) == 0 && (t.options.Order == OrderBytes || t.options.Order == OrderReverse) {
		return w.removePrefix(table, t)
	}
	from, to := w.key(t), w.key(t)
	if compareKeys(t.options.Order, from, to) > 0 {
		from, to = to, from
	}
	if w.random.IntN(4) > 0 { // some keys only
		if n := t.pairs.at(t.pairs.rank(t.from(from)) + w.random.IntN(20)); n != nil {
			to = n.key
		}
	}
	next, gone := t.removeRange(from, to)
	n, err := table.DeleteRange([]byte(from), []byte(to))
	if err == nil {
		err = answer(fmt.Sprintf("removed from %.40q to %.40q", from, to), n, uint64(gone))
	}
	w.state[table.Name()] = next
	return err
}

// removePrefix removes the keys that begin like one.
func (w *stressWriter) removePrefix(table *Table, t stressTable) error {
	key := w.key(t)
	prefix := key[:max(1, len(key)-1)]
	if t.options.Order == OrderReverse {
		prefix = key[min(len(key)-1, 1):]
	}
	next, gone := t.removePrefix(prefix)
	n, err := table.DeletePrefix([]byte(prefix))
	if err == nil {
		err = answer("removed with a prefix", n, uint64(gone.len()))
	}
	w.state[table.Name()] = next
	return err
}

// clear removes everything from a table.
func (w *stressWriter) clear() error {
	table, err := w.table()
	if err != nil {
		return err
	}
	w.state[table.Name()] = stressTable{options: w.state[table.Name()].options}
	return table.Clear()
}

// drop removes a table.
func (w *stressWriter) drop() error {
	names := w.state.names()
	if len(names) == 0 {
		return nil
	}
	name := oneOf(w.random, names...)
	delete(w.state, name)
	return w.tx.DropTable(name)
}

// rename gives a table another name, unless that is taken.
func (w *stressWriter) rename() error {
	names := w.state.names()
	if len(names) == 0 {
		return nil
	}
	from, to := oneOf(w.random, names...), oneOf(w.random, stressTableNames...)
	if _, taken := w.state[to]; taken {
		return answerError("rename", w.tx.RenameTable(from, to), ErrTableExists)
	}
	w.state[to] = w.state[from]
	delete(w.state, from)
	return w.tx.RenameTable(from, to)
}

// load loads a table that has lost its upper half with sorted entries behind all of it, all or none.
func (w *stressWriter) load() error {
	table, err := w.table()
	if err != nil {
		return err
	}
	name := table.Name()
	former := maps.Clone(w.state)
	err = w.tx.Savepoint(func() error {
		t := w.state[name]
		if half := t.pairs.at(t.pairs.len() / 2); half != nil {
			if _, err := table.DeleteRange([]byte(half.key), nil); err != nil {
				return err
			}
			t.pairs, _ = t.pairs.cut(t.from(half.key))
		}
		above := stressTable{options: t.options}
		for range 1 + w.random.IntN(w.s.keys/2) {
			key := w.key(above)
			if last := t.pairs.at(t.pairs.len() - 1); last == nil || compareKeys(t.options.Order, key, last.key) > 0 {
				above = above.put(key, w.value(above, key))
			}
		}
		n, err := table.LoadWith(LoadOptions{Fill: oneOf(w.random, 100, 60)}, func(yield func(k, v []byte) bool) {
			above.pairs.all(func(n *sortedPairs) bool { return yield([]byte(n.key), []byte(n.value)) })
		})
		if err == nil {
			err = answer("loaded", n, uint64(above.pairs.len()))
		}
		t.pairs = t.pairs.join(above.pairs)
		w.state[name] = t
		return err
	})
	if err == nil {
		return nil
	}
	w.state = former
	return errors.Join(errorIf(!errors.As(err, new(*LimitError)), err))
}
