package proof

import (
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/aerolith/aerolith/zerodb"
)

// get reads a key, which may be missing, with and without a copy.
func (s *session) get() error {
	table, name, err := s.table()
	if table == nil {
		return err
	}
	key := s.key(name)
	value, err := table.Get([]byte(key))
	if s.random.IntN(4) == 0 {
		value, err = table.AppendValue([]byte("dst"), []byte(key))
		value = value[len("dst"):]
	}
	want := s.want.content[name]
	i, exists := want.find(key)
	if !exists {
		if !errors.Is(err, zerodb.ErrNotFound) {
			return fmt.Errorf("key %.40q that does not exist: %w", key, err)
		}
		return nil
	}
	if err != nil {
		return err
	}
	return want[i].is([]byte(key), value)
}

// seek moves a cursor to a key, and some steps on in both directions.
func (s *session) seek() error {
	table, name, err := s.table()
	if table == nil {
		return err
	}
	c := table.Cursor()
	defer c.Close()
	key, want := s.key(name), s.want.content[name]
	at, _ := want.find(key)
	if err := stands(c, c.Seek([]byte(key)), want, at); err != nil {
		return err
	}
	return s.steps(c, want, at)
}

// walk moves a cursor from one end, and some steps on in both directions.
func (s *session) walk() error {
	table, name, err := s.table()
	if table == nil {
		return err
	}
	c := table.Cursor()
	defer c.Close()
	want := s.want.content[name]
	at, ok := 0, false
	if s.random.IntN(2) == 0 {
		ok = c.First()
	} else {
		at, ok = len(want)-1, c.Last()
	}
	if err := stands(c, ok, want, at); err != nil {
		return err
	}
	return s.steps(c, want, at)
}

// steps moves a cursor that stands on entry number at, until it leaves the table.
func (s *session) steps(c *zerodb.Cursor, want sheet, at int) error {
	for range s.random.IntN(12) {
		if at < 0 || at >= len(want) {
			return nil
		}
		ok := false
		if s.random.IntN(2) == 0 {
			at, ok = at+1, c.Next()
		} else {
			at, ok = at-1, c.Prev()
		}
		if err := stands(c, ok, want, at); err != nil {
			return err
		}
	}
	return nil
}

// stands compares the place of a cursor with entry number at, which may lie outside.
func stands(c *zerodb.Cursor, ok bool, want sheet, at int) error {
	inside := at >= 0 && at < len(want)
	if c.Err() != nil || ok != inside {
		return fmt.Errorf("cursor at entry %d of %d: moved %v, %w", at, len(want), ok, c.Err())
	}
	if !inside {
		return nil
	}
	return want[at].is(c.Key(), c.Value())
}

// ranged iterates between two keys.
func (s *session) ranged() error {
	table, name, err := s.table()
	if table == nil {
		return err
	}
	from, to := s.key(name), s.key(name)
	if from > to {
		from, to = to, from
	}
	want := s.want.content[name]
	i, _ := want.find(from)
	j, _ := want.find(to)
	return s.yields(table.Range([]byte(from), []byte(to)), want[i:j])
}

// prefixed iterates over the keys that begin alike.
func (s *session) prefixed() error {
	table, name, err := s.table()
	if table == nil {
		return err
	}
	key := s.key(name)
	prefix := key[:1+s.random.IntN(len(key))]
	want := s.want.content[name]
	i, _ := want.find(prefix)
	j := i
	for j < len(want) && strings.HasPrefix(want[j].key, prefix) {
		j++
	}
	return s.yields(table.Prefix([]byte(prefix)), want[i:j])
}

// backward iterates over a whole table in descending order.
func (s *session) backward() error {
	table, name, err := s.table()
	if table == nil {
		return err
	}
	want := slices.Clone(s.want.content[name])
	slices.Reverse(want)
	return s.yields(table.Backward(), want)
}

// everything compares all tables, in the middle of a transaction.
func (s *session) everything() error { return matches(s.tx, s.want.content) }

// yields compares what an iterator gives, at times only the beginning.
func (s *session) yields(entries iter.Seq2[[]byte, []byte], want sheet) error {
	stop := len(want)
	if len(want) > 0 && s.random.IntN(4) == 0 {
		stop = 1 + s.random.IntN(len(want))
	}
	i := 0
	for k, v := range entries {
		if i >= len(want) {
			return fmt.Errorf("entry %d: key %.40q, want the end", i, k)
		}
		if err := want[i].is(k, v); err != nil {
			return err
		}
		if i++; i == stop {
			if stop < len(want) {
				return s.tx.Err()
			}
		}
	}
	if i != len(want) {
		return fmt.Errorf("%d entries, want %d: %w", i, len(want), s.tx.Err())
	}
	return s.tx.Err()
}
