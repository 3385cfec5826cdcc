package proof

import (
	"errors"
	"fmt"

	"github.com/aerolith/aerolith/zerodb"
)

// operation is something that is done and compared inside a transaction.
type operation struct {
	name   string
	weight int
	do     func(s *session) error
}

// reads returns the operations that change nothing.
func reads() []operation {
	return []operation{
		{"get", 300, (*session).get},
		{"seek", 60, (*session).seek},
		{"walk", 30, (*session).walk},
		{"range", 30, (*session).ranged},
		{"prefix", 20, (*session).prefixed},
		{"backward", 2, (*session).backward},
		{"everything", 2, (*session).everything},
	}
}

// writes returns all operations.
func writes() []operation {
	return append(append(reads(), rangeWrites()...),
		operation{"put", 450, (*session).put},
		operation{"put new", 100, (*session).putNew},
		operation{"delete", 280, (*session).remove},
		operation{"delete by cursor", 4, (*session).removeRange},
		operation{"delete all", 1, (*session).removeAll},
		operation{"create table", 10, (*session).create},
		operation{"drop table", 2, (*session).drop},
	)
}

// tableNames are the names that the model uses.
var tableNames = [...]string{"a", "accounts", "accounts by name", "z"}

// table returns a random table, or nil after having compared that there is none.
func (s *session) table() (*zerodb.Table, string, error) {
	name := tableNames[s.random.IntN(len(tableNames))]
	table, err := s.tx.Table(name)
	if _, exists := s.want.content[name]; !exists {
		if !errors.Is(err, zerodb.ErrTableNotFound) {
			return nil, name, fmt.Errorf("table %q that does not exist: %w", name, err)
		}
		return nil, name, nil
	}
	if err == nil && table.Len() != uint64(len(s.want.content[name])) {
		err = fmt.Errorf("table %q has %d entries, want %d", name, table.Len(), len(s.want.content[name]))
	}
	return table, name, err
}

// tableForWriting returns a random table, which it creates if need be.
func (s *session) tableForWriting() (*zerodb.Table, string, error) {
	table, name, err := s.table()
	if table == nil && err == nil {
		s.want.create(name)
		table, err = s.tx.CreateTable(name, zerodb.TableOptions{})
	}
	return table, name, err
}

// create creates a table or opens it.
func (s *session) create() error {
	_, _, err := s.tableForWriting()
	return err
}

// drop drops a table; handles of it are no longer good.
func (s *session) drop() error {
	table, name, err := s.table()
	if table == nil {
		return err
	}
	s.want.drop(name)
	if err := s.tx.DropTable(name); err != nil {
		return err
	}
	if _, err := table.Get([]byte("k")); !errors.Is(err, zerodb.ErrTableDropped) {
		return fmt.Errorf("a dropped table answers %w", err)
	}
	return nil
}

// put stores a value under a new or an old key.
func (s *session) put() error {
	table, name, err := s.tableForWriting()
	if err != nil {
		return err
	}
	key, value := s.key(name), s.value()
	s.want.put(name, key, value)
	return table.Put([]byte(key), []byte(value))
}

// putNew stores a value unless the key is there.
func (s *session) putNew() error {
	table, name, err := s.tableForWriting()
	if err != nil {
		return err
	}
	key, value := s.key(name), s.value()
	err = table.PutNew([]byte(key), []byte(value))
	if _, exists := s.want.content[name].find(key); exists {
		if !errors.Is(err, zerodb.ErrKeyExists) {
			return fmt.Errorf("key %.40q that exists: %w", key, err)
		}
		return nil
	}
	s.want.put(name, key, value)
	return err
}

// remove deletes a key, which may be missing.
func (s *session) remove() error {
	table, name, err := s.table()
	if table == nil {
		return err
	}
	key := s.key(name)
	s.want.remove(name, key)
	return table.Delete([]byte(key))
}

// removeRange deletes the entries that a cursor meets, under the cursor.
func (s *session) removeRange() error {
	table, name, err := s.table()
	if table == nil {
		return err
	}
	c := table.Cursor()
	defer c.Close()
	left := s.random.IntN(100)
	for ok := c.Seek([]byte(s.key(name))); ok && left > 0; ok = c.Next() {
		key := string(c.AppendKey(nil))
		s.want.remove(name, key)
		if err := table.Delete([]byte(key)); err != nil {
			return err
		}
		left--
	}
	return c.Err()
}

// removeAll empties a table one by one, in the loop over it.
func (s *session) removeAll() error {
	table, name, err := s.table()
	if table == nil {
		return err
	}
	for key := range table.All() {
		if err := table.Delete(append([]byte(nil), key...)); err != nil {
			return err
		}
	}
	s.want.clear(name)
	if table.Len() != 0 {
		return fmt.Errorf("%d entries are left", table.Len())
	}
	return s.tx.Err()
}
