package proof

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/aerolith/aerolith/zerodb"
)

// rangeWrites returns the operations that change many entries, tables as a whole, or a value in a particular way.
func rangeWrites() []operation {
	return []operation{
		{"delete range", 12, (*session).deleteRange},
		{"delete prefix", 4, (*session).deletePrefix},
		{"clear table", 2, (*session).clearTable},
		{"rename table", 4, (*session).renameTable},
		{"append", 30, (*session).appendEntry},
		{"replace", 30, (*session).replace},
		{"take", 20, (*session).take},
		{"fill", 20, (*session).fill},
		{"write at cursor", 20, (*session).writeAtCursor},
		{"count", 20, (*session).count},
		{"load", 2, (*session).load},
	}
}

// deleteRange deletes the keys between two.
func (s *session) deleteRange() error {
	table, name, err := s.table()
	if table == nil {
		return err
	}
	from, to := s.key(name), s.key(name)
	if s.random.IntN(8) != 0 && from > to {
		from, to = to, from
	}
	if s.random.IntN(20) == 0 {
		to = ""
	}
	want := s.want.removeRange(name, from, to)
	got, err := table.DeleteRange([]byte(from), []byte(to))
	if err != nil || got != uint64(want) {
		return fmt.Errorf("delete %.40q to %.40q: %d entries, want %d: %w", from, to, got, want, err)
	}
	return nil
}

// deletePrefix deletes the keys that begin alike.
func (s *session) deletePrefix() error {
	table, name, err := s.table()
	if table == nil {
		return err
	}
	key := s.key(name)
	prefix := key[:1+s.random.IntN(len(key))]
	want := 0
	for _, e := range slices.Clone(s.want.content[name]) {
		if strings.HasPrefix(e.key, prefix) {
			s.want.remove(name, e.key)
			want++
		}
	}
	got, err := table.DeletePrefix([]byte(prefix))
	if err != nil || got != uint64(want) {
		return fmt.Errorf("delete prefix %.40q: %d entries, want %d: %w", prefix, got, want, err)
	}
	return nil
}

// clearTable empties a table at once.
func (s *session) clearTable() error {
	table, name, err := s.table()
	if table == nil {
		return err
	}
	s.want.clear(name)
	return table.Clear()
}

// renameTable gives a table the name of another, which may exist.
func (s *session) renameTable() error {
	table, name, err := s.table()
	if table == nil {
		return err
	}
	to := tableNames[s.random.IntN(len(tableNames))]
	err = s.tx.RenameTable(name, to)
	if _, exists := s.want.content[to]; exists {
		if !errors.Is(err, zerodb.ErrTableExists) {
			return fmt.Errorf("rename to %q, which exists: %w", to, err)
		}
		return nil
	}
	s.want.rename(name, to)
	if _, err := table.Get([]byte("k")); !errors.Is(err, zerodb.ErrTableDropped) {
		return fmt.Errorf("a renamed table answers %w", err)
	}
	return err
}

// appendEntry appends an entry, which is refused unless its key is above all.
func (s *session) appendEntry() error {
	table, name, err := s.tableForWriting()
	if err != nil {
		return err
	}
	key, value := s.key(name), s.value()
	want := s.want.content[name]
	if len(want) > 0 && s.random.IntN(2) == 0 {
		key = want[len(want)-1].key + "+"
		if len(key) > 900 {
			return nil
		}
	}
	err = table.Append([]byte(key), []byte(value))
	if len(want) > 0 && key <= want[len(want)-1].key {
		if !errors.Is(err, zerodb.ErrKeyOrder) {
			return fmt.Errorf("append of %.40q behind %.40q: %w", key, want[len(want)-1].key, err)
		}
		return nil
	}
	s.want.put(name, key, value)
	return err
}

// replace stores a value and compares the former one.
func (s *session) replace() error {
	table, name, err := s.tableForWriting()
	if err != nil {
		return err
	}
	key, value := s.key(name), s.value()
	i, exists := s.want.content[name].find(key)
	former := ""
	if exists {
		former = s.want.content[name][i].value
	}
	old, existed, err := table.Replace(nil, []byte(key), []byte(value))
	if err != nil || existed != exists || string(old) != former {
		return fmt.Errorf("replace %.40q: %d bytes, %v, want %d, %v: %w", key, len(old), existed, len(former), exists, err)
	}
	s.want.put(name, key, value)
	return nil
}

// take deletes a key and compares its value.
func (s *session) take() error {
	table, name, err := s.table()
	if table == nil {
		return err
	}
	key := s.key(name)
	i, exists := s.want.content[name].find(key)
	former := ""
	if exists {
		former = s.want.content[name][i].value
	}
	old, found, err := table.Take(nil, []byte(key))
	if err != nil || found != exists || string(old) != former {
		return fmt.Errorf("take %.40q: %d bytes, %v, want %d, %v: %w", key, len(old), found, len(former), exists, err)
	}
	s.want.remove(name, key)
	return nil
}

// fill stores a value by a function, which may fail.
func (s *session) fill() error {
	table, name, err := s.tableForWriting()
	if err != nil {
		return err
	}
	key, value := s.key(name), s.value()
	fails := s.random.IntN(5) == 0
	err = table.PutFunc([]byte(key), len(value), func(b []byte) error {
		copy(b, value)
		if fails {
			return errUndo
		}
		return nil
	})
	if fails && errors.Is(err, errUndo) {
		return nil
	}
	s.want.put(name, key, value)
	return err
}

// count counts a range and has it estimated.
func (s *session) count() error {
	table, name, err := s.table()
	if table == nil {
		return err
	}
	from, to := s.key(name), s.key(name)
	want := 0
	for _, e := range s.want.content[name] {
		if e.key >= from && e.key < to {
			want++
		}
	}
	got, err := table.Count([]byte(from), []byte(to))
	if err != nil || got != uint64(want) {
		return fmt.Errorf("count %.40q to %.40q: %d, want %d: %w", from, to, got, want, err)
	}
	if _, err := table.Estimate([]byte(from), []byte(to)); err != nil {
		return err
	}
	i, _ := s.want.content[name].find(from)
	backward := slices.Clone(s.want.content[name][i : i+want])
	slices.Reverse(backward)
	return s.yields(table.RangeBackward([]byte(from), []byte(to)), backward)
}
