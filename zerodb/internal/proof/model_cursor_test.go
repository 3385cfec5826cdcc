package proof

import (
	"errors"
	"fmt"
	"iter"
)

// writeAtCursor overwrites and deletes entries under a cursor, which then goes on to the right neighbour.
func (s *session) writeAtCursor() error {
	table, name, err := s.table()
	if table == nil {
		return err
	}
	c := table.Cursor()
	defer c.Close()
	for ok, left := c.Seek([]byte(s.key(name))), s.random.IntN(20); ok && left > 0; left-- {
		key := string(c.AppendKey(nil))
		forward := s.random.IntN(2) == 0
		if s.random.IntN(2) == 0 {
			value := s.value()
			s.want.put(name, key, value)
			err = c.Put([]byte(value))
			if err == nil && string(c.Value()) != value {
				err = fmt.Errorf("key %.40q has not the value just written", key)
			}
		} else {
			s.want.remove(name, key)
			err = errors.Join(c.Delete(), c.Delete())
			if err == nil && c.Value() != nil {
				err = fmt.Errorf("deleted key %.40q has a value", key)
			}
		}
		if err != nil {
			return err
		}
		i, found := s.want.content[name].find(key)
		if forward {
			if found {
				i++
			}
			ok = c.Next()
		} else {
			i--
			ok = c.Prev()
		}
		if err := stands(c, ok, s.want.content[name], i); err != nil {
			return err
		}
	}
	return c.Err()
}

// load loads entries behind the last one of a table.
func (s *session) load() error {
	table, name, err := s.tableForWriting()
	if err != nil {
		return err
	}
	first := "~"
	if want := s.want.content[name]; len(want) > 0 {
		first = want[len(want)-1].key + "~"
	}
	if len(first) > 900 {
		return nil
	}
	count := s.random.IntN(300)
	n, err := table.Load(s.entries(name, first, count))
	if err != nil || n != uint64(count) {
		return fmt.Errorf("load: %d entries, want %d: %w", n, count, err)
	}
	return nil
}

// entries makes entries in ascending order and enters them as it goes.
func (s *session) entries(name, first string, count int) iter.Seq2[[]byte, []byte] {
	return func(yield func([]byte, []byte) bool) {
		for i := range count {
			key, value := fmt.Sprintf("%s%04d", first, i), s.value()
			s.want.put(name, key, value)
			if !yield([]byte(key), []byte(value)) {
				return
			}
		}
	}
}
