package proof

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/aerolith/aerolith/zerodb"
)

// entry is a key with its value.
type entry struct{ key, value string }

// sheet is what a table must contain: entries in ascending order of their keys.
type sheet []entry

// find returns where a key is or belongs.
func (s sheet) find(key string) (int, bool) {
	return slices.BinarySearchFunc(s, key, func(e entry, key string) int { return cmp.Compare(e.key, key) })
}

// content is what a database must contain, by table. Once it is a committed state it is never changed.
type content map[string]sheet

// draft is a content that is being changed. Sheets are shared with the state it comes from until they are changed.
type draft struct {
	content
	owned map[string]bool
}

// draftOf returns a draft that begins as a copy of the state.
func draftOf(c content) *draft { return &draft{content: maps.Clone(c), owned: map[string]bool{}} }

// own makes sure that a sheet can be changed.
func (d *draft) own(table string) sheet {
	if !d.owned[table] {
		d.content[table] = slices.Clone(d.content[table])
		d.owned[table] = true
	}
	return d.content[table]
}

// create makes a table unless it exists.
func (d *draft) create(table string) {
	if _, exists := d.content[table]; !exists {
		d.content[table] = sheet{}
	}
}

// drop removes a table.
func (d *draft) drop(table string) {
	delete(d.content, table)
	delete(d.owned, table)
}

// put sets the value of a key.
func (d *draft) put(table, key, value string) {
	s := d.own(table)
	i, found := s.find(key)
	if found {
		s[i].value = value
		return
	}
	d.content[table] = slices.Insert(s, i, entry{key, value})
}

// remove deletes a key, if it is there.
func (d *draft) remove(table, key string) {
	if i, found := d.content[table].find(key); found {
		d.content[table] = slices.Delete(d.own(table), i, i+1)
	}
}

// clear deletes all keys of a table.
func (d *draft) clear(table string) {
	d.content[table] = sheet{}
	d.owned[table] = true
}

// matches compares everything that a transaction sees with a content.
func matches(tx *zerodb.Tx, want content) error {
	names := slices.Sorted(maps.Keys(want))
	seen := 0
	for name, info := range tx.Tables() {
		if seen == len(names) || name != names[seen] {
			return fmt.Errorf("table %q is there, but should be among %q", name, names[min(seen, len(names)):])
		}
		seen++
		if info.Len != uint64(len(want[name])) {
			return fmt.Errorf("table %q is listed with %d entries, want %d", name, info.Len, len(want[name]))
		}
		table, err := tx.Table(name)
		if err != nil {
			return err
		}
		if err := matchesSheet(tx, table, want[name]); err != nil {
			return fmt.Errorf("table %q: %w", name, err)
		}
	}
	if err := tx.Err(); err != nil {
		return err
	}
	if seen < len(names) {
		return fmt.Errorf("tables %q are missing", names[seen:])
	}
	return nil
}

// matchesSheet compares all entries of a table with a sheet, in ascending order.
func matchesSheet(tx *zerodb.Tx, table *zerodb.Table, want sheet) error {
	i := 0
	for k, v := range table.All() {
		if i == len(want) {
			return fmt.Errorf("entry %d: key %.40q is there, want the end", i, k)
		}
		if err := want[i].is(k, v); err != nil {
			return fmt.Errorf("entry %d: %w", i, err)
		}
		i++
	}
	if err := tx.Err(); err != nil {
		return err
	}
	if i < len(want) {
		return fmt.Errorf("entry %d: the end, want key %.40q", i, want[i].key)
	}
	return nil
}

// is compares an entry with what was read.
func (e entry) is(key, value []byte) error {
	if string(key) != e.key {
		return fmt.Errorf("key %.40q, want %.40q", key, e.key)
	}
	if string(value) != e.value {
		return fmt.Errorf("key %.40q has %d bytes %.40q, want %d bytes %.40q", key, len(value), value, len(e.value), e.value)
	}
	return nil
}

// wholly compares everything that a database shows with a content, and lets the engine's checker look at every page.
func wholly(db *zerodb.DB, want content) error {
	if err := db.View(func(tx *zerodb.Tx) error { return matches(tx, want) }); err != nil {
		return err
	}
	var found []string
	err := db.Check(context.Background(), func(f zerodb.Finding) error {
		found = append(found, f.String())
		return nil
	})
	if err == nil && len(found) > 0 {
		err = fmt.Errorf("the checker found: %s", strings.Join(found, "; "))
	}
	return err
}
