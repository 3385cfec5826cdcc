package zerodb

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
)

// replica is what a follower has made of the commits that it saw.
type replica struct {
	at      Position
	tables  map[string]*replicaTable
	commits int
}

// replicaTable is a table of a replica: for each key its values, one unless the table has duplicates.
type replicaTable struct {
	options TableOptions
	keys    map[string][]string
}

// newReplica returns one without content.
func newReplica() *replica { return &replica{tables: map[string]*replicaTable{}} }

// take applies one commit.
func (r *replica) take(c Commit) error {
	if c.Tx <= r.at.Tx {
		return fmt.Errorf("transaction %d after %d", c.Tx, r.at.Tx)
	}
	for change, err := range c.Changes() {
		if err != nil {
			return err
		}
		if err := r.change(change); err != nil {
			return err
		}
	}
	r.at = c.Position
	r.commits++
	return nil
}

// change applies one change.
func (r *replica) change(c Change) error {
	t, k, v := r.tables[c.Table], string(c.Key), string(c.Value)
	switch c.Kind {
	case ChangeCreateTable:
		r.tables[c.Table] = &replicaTable{options: optionsFor(c.Table), keys: map[string][]string{}}
	case ChangeDropTable:
		delete(r.tables, c.Table)
	case ChangeRenameTable:
		r.tables[v] = t
		delete(r.tables, c.Table)
	case ChangeClearTable:
		t.keys = map[string][]string{}
	case ChangePut:
		if !t.options.Duplicates {
			t.keys[k] = nil
		}
		if !slices.Contains(t.keys[k], v) {
			t.keys[k] = append(t.keys[k], v)
		}
	case ChangeDelete:
		delete(t.keys, k)
	case ChangeDeletePair:
		t.keys[k] = slices.DeleteFunc(t.keys[k], func(other string) bool { return other == v })
	case ChangeDeleteRange:
		maps.DeleteFunc(t.keys, func(key string, _ []string) bool {
			return (k == "" || t.compare(key, k) >= 0) && (v == "" || t.compare(key, v) < 0)
		})
	default:
		return fmt.Errorf("unexpected %v", c.Kind)
	}
	return nil
}

// compare compares two keys in the order of the table.
func (t *replicaTable) compare(a, b string) int {
	switch t.options.Order {
	case OrderUint32:
		return cmp.Compare(binary.LittleEndian.Uint32([]byte(a)), binary.LittleEndian.Uint32([]byte(b)))
	case OrderReverse:
		x, y := []byte(a), []byte(b)
		slices.Reverse(x)
		slices.Reverse(y)
		return bytes.Compare(x, y)
	default:
		return cmp.Compare(a, b)
	}
}

// content returns what the replica has in the form of pairs.
func (r *replica) content() map[string]string {
	all := map[string]string{}
	for name, t := range r.tables {
		count := 0
		for k, values := range t.keys {
			for _, v := range values {
				all[name+"/"+k+"="+v] = ""
				count++
			}
		}
		all[name+"/"] = fmt.Sprint(count)
	}
	return all
}

// catchUp takes everything that is durable.
func (r *replica) catchUp(t *testing.T, db *DB) {
	t.Helper()
	for c, err := range db.History(t.Context(), r.at) {
		must(t, err)
		must(t, r.take(c))
	}
}

// pairs returns every pair of key and value in the database, and the length of each table.
func pairs(db *DB) (map[string]string, error) {
	all := map[string]string{}
	err := db.View(func(tx *Tx) error {
		for name, info := range tx.Tables() {
			table, err := tx.Table(name)
			if err != nil {
				return err
			}
			all[name+"/"] = fmt.Sprint(info.Len)
			for k, v := range table.All() {
				all[name+"/"+string(k)+"="+string(v)] = ""
			}
		}
		return nil
	})
	return all, err
}

// wantPairs compares everything in the database with what is wanted.
func wantPairs(t *testing.T, db *DB, want map[string]string) {
	t.Helper()
	got, err := pairs(db)
	must(t, err)
	if !maps.Equal(got, want) {
		t.Fatalf("content differs: %s", difference(got, want))
	}
}

// optionsFor returns the options of the tables that scramble makes, which their names tell.
func optionsFor(name string) TableOptions {
	return map[byte]TableOptions{
		'0': {}, '1': {Order: OrderReverse}, '2': {Duplicates: true}, '3': {Order: OrderUint32}, '4': {Order: OrderReverse, Duplicates: true},
	}[name[len(name)-1]]
}

// scramble commits one transaction of random changes of every kind.
func scramble(db *DB, random *rand.Rand) error {
	return db.Update(func(tx *Tx) error {
		for range 1 + random.IntN(8) {
			name := fmt.Sprintf("table %d", random.IntN(5))
			table, err := tx.CreateTable(name, optionsFor(name))
			if err != nil {
				return err
			}
			if err := scrambleTable(tx, table, random); err != nil {
				return err
			}
		}
		return nil
	})
}

// scrambleTable makes one random change.
func scrambleTable(tx *Tx, table *Table, random *rand.Rand) error {
	options := table.Options()
	draw := func() []byte {
		if options.Order == OrderUint32 {
			return binary.LittleEndian.AppendUint32(nil, random.Uint32N(300))
		}
		return fmt.Appendf(nil, "key %d", random.IntN(300))
	}
	k := draw()
	switch n := random.IntN(60); {
	case n == 0:
		return tx.DropTable(table.Name())
	case n == 1:
		return table.Clear()
	case n == 2:
		to := "moved " + table.Name()
		if _, err := tx.Table(to); err == nil {
			return tx.DropTable(to)
		}
		return tx.RenameTable(table.Name(), to)
	case n < 8:
		to := draw()
		if options.Order != OrderUint32 && options.Order != OrderReverse && bytes.Compare(k, to) > 0 {
			k, to = to, k
		}
		if (&replicaTable{options: options}).compare(string(k), string(to)) >= 0 {
			return nil
		}
		_, err := table.DeleteRange(k, to)
		return err
	case n < 15:
		return table.Delete(k)
	case n < 20 && options.Duplicates:
		_, err := table.DeleteDup(k, fmt.Appendf(nil, "value %d", random.IntN(5)))
		return err
	case options.Duplicates:
		_, err := table.PutDup(k, fmt.Appendf(nil, "value %d", random.IntN(5)))
		return err
	case n == 20:
		return table.Put(k, make([]byte, 20000+random.IntN(20000)))
	default:
		return table.Put(k, fmt.Appendf(nil, "%d %0*d", random.Uint64(), random.IntN(300), 0))
	}
}
