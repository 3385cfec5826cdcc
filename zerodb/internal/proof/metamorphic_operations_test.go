package proof

import (
	"bytes"
	"errors"
	"fmt"
	"iter"

	"github.com/aerolith/aerolith/zerodb"
)

// changeKind makes one change.
type changeKind func(r *telling, tx *zerodb.Tx, t *zerodb.Table) error

// kindsOfChanges are the changes of tables.
func kindsOfChanges() []changeKind {
	return []changeKind{
		func(r *telling, _ *zerodb.Tx, t *zerodb.Table) error { return t.Put(r.key(), r.value(t)) },
		func(r *telling, _ *zerodb.Tx, t *zerodb.Table) error { return t.Put(r.key(), r.value(t)) },
		func(r *telling, _ *zerodb.Tx, t *zerodb.Table) error { return t.PutNew(r.key(), r.value(t)) },
		func(r *telling, _ *zerodb.Tx, t *zerodb.Table) error {
			stored, err := t.PutIfAbsent(r.key(), r.value(t))
			r.hear("absent", stored)
			return err
		},
		func(r *telling, _ *zerodb.Tx, t *zerodb.Table) error {
			old, existed, err := t.Replace(nil, r.key(), r.value(t))
			r.hear("replaced", string(old), existed)
			return err
		},
		func(r *telling, _ *zerodb.Tx, t *zerodb.Table) error { return t.Update(r.key(), r.value(t)) },
		func(r *telling, _ *zerodb.Tx, t *zerodb.Table) error {
			r.serial++
			return t.Append(fmt.Appendf(nil, "zz %09d", r.serial), r.value(t))
		},
		func(r *telling, _ *zerodb.Tx, t *zerodb.Table) error {
			key, value := r.key(), r.value(t)
			return t.PutFunc(key, len(value), func(b []byte) error { copy(b, value); return nil })
		},
		func(r *telling, _ *zerodb.Tx, t *zerodb.Table) error { return t.Delete(r.key()) },
		func(r *telling, _ *zerodb.Tx, t *zerodb.Table) error {
			found, err := t.Remove(r.key())
			r.hear("removed", found)
			return err
		},
		func(r *telling, _ *zerodb.Tx, t *zerodb.Table) error {
			value, found, err := t.Take(nil, r.key())
			r.hear("taken", string(value), found)
			return err
		},
		func(r *telling, _ *zerodb.Tx, t *zerodb.Table) error {
			from, to := r.ordered(t)
			count, err := t.DeleteRange(from, to)
			r.hear("deleted", count)
			return err
		},
		func(r *telling, _ *zerodb.Tx, t *zerodb.Table) error {
			count, err := t.DeletePrefix(r.key()[:6])
			r.hear("deleted", count)
			return err
		},
		func(r *telling, _ *zerodb.Tx, t *zerodb.Table) error { return r.rarely(t.Clear) },
		func(r *telling, tx *zerodb.Tx, t *zerodb.Table) error {
			return r.rarely(func() error { return tx.DropTable(t.Name()) })
		},
		func(r *telling, tx *zerodb.Tx, t *zerodb.Table) error {
			_, err := tx.OpenTable(t.Name(), t.Options())
			return err
		},
		func(r *telling, tx *zerodb.Tx, t *zerodb.Table) error {
			return r.rarely(func() error {
				to := "moved " + t.Name()
				if _, err := tx.Table(to); err == nil {
					return tx.DropTable(to)
				}
				return tx.RenameTable(t.Name(), to)
			})
		},
		func(r *telling, _ *zerodb.Tx, t *zerodb.Table) error {
			added, err := t.PutDup(r.key(), r.value(t))
			r.hear("added", added)
			return err
		},
		func(r *telling, _ *zerodb.Tx, t *zerodb.Table) error {
			found, err := t.DeleteDup(r.key(), r.value(t))
			r.hear("found", found)
			return err
		},
		cursorChange(func(r *telling, t *zerodb.Table, c *zerodb.Cursor) error { return c.Put(r.value(t)) }),
		cursorChange(func(_ *telling, _ *zerodb.Table, c *zerodb.Cursor) error { return c.Delete() }),
		cursorChange(func(_ *telling, _ *zerodb.Table, c *zerodb.Cursor) error { return c.DeleteKey() }),
		loadTable,
	}
}

// rarely does something now and then, so that tables get some content in between.
func (r *telling) rarely(do func() error) error {
	if r.random.IntN(6) > 0 {
		return nil
	}
	return do()
}

// ordered draws two keys in the order of the table.
func (r *telling) ordered(t *zerodb.Table) (from, to []byte) {
	from, to = r.key(), r.key()
	less := bytes.Compare(from, to) < 0
	if t.Options().Order == zerodb.OrderReverse {
		a, b := bytes.Clone(from), bytes.Clone(to)
		for i, j := 0, len(a)-1; i < j; i, j = i+1, j-1 {
			a[i], a[j], b[i], b[j] = a[j], a[i], b[j], b[i]
		}
		less = bytes.Compare(a, b) < 0
	}
	if !less {
		from, to = to, from
	}
	return from, to
}

// cursorChange makes a change at the place of a cursor.
func cursorChange(do func(r *telling, t *zerodb.Table, c *zerodb.Cursor) error) changeKind {
	return func(r *telling, _ *zerodb.Tx, t *zerodb.Table) error {
		c := t.Cursor()
		defer c.Close()
		if !c.Seek(r.key()) {
			return c.Err()
		}
		r.hear("at", string(c.Key()))
		return errors.Join(do(r, t, c), c.Err())
	}
}

// loadTable loads sorted entries into an empty table.
func loadTable(r *telling, _ *zerodb.Tx, t *zerodb.Table) error {
	if t.Options() != (zerodb.TableOptions{}) || r.random.IntN(4) > 0 {
		return nil
	}
	if err := t.Clear(); err != nil {
		return err
	}
	count, seed := r.random.IntN(300), r.random.IntN(1000)
	loaded, err := t.Load(func(yield func([]byte, []byte) bool) {
		for i := range count {
			if !yield(r.keyOf(i), fmt.Appendf(nil, "loaded %d", i*seed)) {
				return
			}
		}
	})
	r.hear("loaded", loaded)
	return err
}

// readKind makes one read.
type readKind func(r *telling, t *zerodb.Table, key, other []byte) error

// kindsOfReads are the reads of tables.
func kindsOfReads() []readKind {
	return []readKind{
		func(r *telling, t *zerodb.Table, key, _ []byte) error {
			value, err := t.Get(key)
			r.hear("get", string(value))
			return err
		},
		func(r *telling, t *zerodb.Table, key, other []byte) error {
			value, err := t.AppendValue(other, key)
			r.hear("append", string(value))
			return err
		},
		func(r *telling, t *zerodb.Table, key, _ []byte) error {
			found, err := t.Has(key)
			r.hear("has", found, t.Len())
			return err
		},
		func(r *telling, t *zerodb.Table, _, _ []byte) error {
			from, to := r.ordered(t)
			count, err := t.Count(from, to)
			r.hear("count", count)
			return err
		},
		func(r *telling, t *zerodb.Table, _, _ []byte) error { return r.hearAll(t.All()) },
		func(r *telling, t *zerodb.Table, _, _ []byte) error { return r.hearAll(t.Backward()) },
		func(r *telling, t *zerodb.Table, _, _ []byte) error { return r.hearAll(t.Range(r.ordered(t))) },
		func(r *telling, t *zerodb.Table, _, _ []byte) error { return r.hearAll(t.RangeBackward(r.ordered(t))) },
		func(r *telling, t *zerodb.Table, key, _ []byte) error { return r.hearAll(t.Prefix(key[:5])) },
		func(r *telling, t *zerodb.Table, key, _ []byte) error { return r.hearAll(t.PrefixBackward(key[:5])) },
		func(r *telling, t *zerodb.Table, key, _ []byte) error {
			for v := range t.Dups(key) {
				r.hear("dup", string(v))
			}
			count, err := t.CountDups(key)
			r.hear("dups", count)
			return err
		},
		func(r *telling, t *zerodb.Table, key, _ []byte) error {
			found, err := t.HasDup(key, []byte("pair 3"))
			r.hear("has dup", found)
			return err
		},
		walk((*zerodb.Cursor).First, (*zerodb.Cursor).Next),
		walk((*zerodb.Cursor).Last, (*zerodb.Cursor).Prev),
		walk((*zerodb.Cursor).First, (*zerodb.Cursor).NextKey),
		walk((*zerodb.Cursor).Last, (*zerodb.Cursor).PrevKey),
		walk((*zerodb.Cursor).Last, (*zerodb.Cursor).FirstDup),
		func(r *telling, t *zerodb.Table, key, _ []byte) error {
			return walk(func(c *zerodb.Cursor) bool { return c.Seek(key) }, (*zerodb.Cursor).Prev)(r, t, nil, nil)
		},
		func(r *telling, t *zerodb.Table, key, _ []byte) error {
			return walk(func(c *zerodb.Cursor) bool { return c.SeekDupRange(key, []byte("pair 2")) }, (*zerodb.Cursor).NextDup)(r, t, nil, nil)
		},
	}
}

// hearAll notes what an iterator yields.
func (r *telling) hearAll(entries iter.Seq2[[]byte, []byte]) error {
	for k, v := range entries {
		r.hear(string(k), string(v))
	}
	return nil
}

// walk moves a cursor a few times and notes where it comes to.
func walk(begin, step func(*zerodb.Cursor) bool) readKind {
	return func(r *telling, t *zerodb.Table, _, _ []byte) error {
		c := t.Cursor()
		defer c.Close()
		const moves = 8
		for ok, n := begin(c), 0; ok && n < moves; ok, n = step(c), n+1 {
			r.hear(string(c.Key()), string(c.Value()))
		}
		return c.Err()
	}
}
