package zerodb

import (
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"testing"

	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// errUndo is what the model's transactions fail with on purpose.
var errUndo = errors.New("undo this")

// model is a database beside maps that say what it must contain.
type model struct {
	t      *testing.T
	random *rand.Rand
	db     *DB
	// tables is the committed content, by table and key.
	tables map[string]map[string]string
}

// TestModel runs random transactions with savepoints, tables, small and large values, checkpoints and reopenings against
// maps, in several configurations. Content and soundness are checked again and again.
func TestModel(t *testing.T) {
	configurations := map[string]func(o *Options){
		"always":         func(*Options) {},
		"none, 8 KiB":    func(o *Options) { o.Durability, o.PageSize = DurabilityNone, 8192 },
		"interval":       func(o *Options) { o.Durability = DurabilityInterval },
		"every checksum": func(o *Options) { o.Checksums = ChecksumAlways },
		"no checksum":    func(o *Options) { o.Checksums, o.PageSize = ChecksumOff, 65536 },
	}
	for name, configure := range configurations {
		t.Run(name, func(t *testing.T) {
			const seed = 42
			opts := memOptions()
			configure(&opts)
			m := &model{t: t, random: rand.New(rand.NewPCG(seed, 1)), tables: map[string]map[string]string{}}
			t.Logf("seed %d", seed)
			for range 8 {
				m.db = openTest(t, "db", opts)
				m.run(60)
				closeTest(t, m.db)
			}
		})
	}
}

// TestModelInMemory is TestModel for a database without files.
func TestModelInMemory(t *testing.T) {
	const seed = 7
	db, err := OpenMemory(Options{})
	must(t, err)
	m := &model{t: t, random: rand.New(rand.NewPCG(seed, 2)), db: db, tables: map[string]map[string]string{}}
	t.Logf("seed %d", seed)
	m.run(400)
	closeTest(t, db)
}

// TestModelAfterCrash leaves the database without closing it, with all that was written, and goes on with the next life.
func TestModelAfterCrash(t *testing.T) {
	const seed = 9
	fs := memfs.New(memfs.Options{CrashImages: true})
	m := &model{t: t, random: rand.New(rand.NewPCG(seed, 3)), tables: map[string]map[string]string{}}
	t.Logf("seed %d", seed)
	must(t, fs.Mkdir("/d", 0o700))
	must(t, fs.SyncDir("/"))
	for range 10 {
		m.db = openTest(t, "/d/db", smallOptions(fs))
		m.run(40)
		image, err := fs.CrashImage(memfs.OnlySynced, nil)
		must(t, err)
		fs = image
	}
}

// run makes some transactions and compares.
func (m *model) run(transactions int) {
	m.compare()
	for i := range transactions {
		m.transaction()
		if m.random.IntN(20) == 0 {
			must(m.t, m.db.Checkpoint(m.t.Context()))
		}
		if i%15 == 14 {
			m.compare()
		}
	}
	m.compare()
}

// transaction makes one transaction, which may fail on purpose.
func (m *model) transaction() {
	next := copyTables(m.tables)
	fails := m.random.IntN(8) == 0
	err := m.db.Update(func(tx *Tx) error {
		if err := m.changes(tx, next, 0); err != nil || !fails {
			return err
		}
		return errUndo
	})
	if fails {
		wantError(m.t, err, errUndo)
		return
	}
	must(m.t, err)
	m.tables = next
}

// copyTables copies a content deeply.
func copyTables(tables map[string]map[string]string) map[string]map[string]string {
	next := map[string]map[string]string{}
	for name, content := range tables {
		next[name] = maps.Clone(content)
	}
	return next
}

// changes makes some random changes, and some of them inside savepoints.
func (m *model) changes(tx *Tx, next map[string]map[string]string, depth int) error {
	for range 1 + m.random.IntN(12) {
		if depth < 4 && m.random.IntN(6) == 0 {
			if err := m.savepoint(tx, next, depth); err != nil {
				return err
			}
			continue
		}
		if err := m.change(tx, next); err != nil {
			return err
		}
	}
	return nil
}

// savepoint makes changes that may be taken back.
func (m *model) savepoint(tx *Tx, next map[string]map[string]string, depth int) error {
	inner, fails := copyTables(next), m.random.IntN(2) == 0
	err := tx.Savepoint(func() error {
		if err := m.changes(tx, inner, depth+1); err != nil || !fails {
			return err
		}
		return errUndo
	})
	if fails && errors.Is(err, errUndo) {
		return nil
	}
	if err == nil {
		clear(next)
		maps.Copy(next, inner)
	}
	return err
}

// change makes one change.
func (m *model) change(tx *Tx, next map[string]map[string]string) error {
	name := fmt.Sprintf("table %d", m.random.IntN(3))
	if m.random.IntN(40) == 0 {
		err := tx.DropTable(name)
		if errors.Is(err, ErrTableNotFound) && next[name] == nil {
			return nil
		}
		delete(next, name)
		return err
	}
	table, err := tx.CreateTable(name, TableOptions{})
	if err != nil {
		return err
	}
	if next[name] == nil {
		next[name] = map[string]string{}
	}
	k := key(m.random.IntN(300))
	if m.random.IntN(3) == 0 {
		delete(next[name], string(k))
		return table.Delete(k)
	}
	v := m.value()
	_, exists := next[name][string(k)]
	if m.random.IntN(4) == 0 {
		if err := table.PutNew(k, v); exists && errors.Is(err, ErrKeyExists) {
			return nil
		} else if err != nil {
			return err
		}
	} else if err := table.Put(k, v); err != nil {
		return err
	}
	next[name][string(k)] = string(v)
	return m.compareKey(table, k, v)
}

// compareKey reads back what was just written.
func (m *model) compareKey(table *Table, k, v []byte) error {
	got, err := table.Get(k)
	if err != nil || string(got) != string(v) {
		return fmt.Errorf("key %q just written: got %d bytes, want %d: %v", k, len(got), len(v), err)
	}
	return nil
}

// value draws a value, seldom a large one.
func (m *model) value() []byte {
	size := m.random.IntN(120)
	if m.random.IntN(10) == 0 {
		size = m.random.IntN(20_000)
	}
	v := make([]byte, size)
	for i := range v {
		v[i] = byte(m.random.Uint32())
	}
	return v
}

// compare compares everything and runs the checker.
func (m *model) compare() {
	m.t.Helper()
	want := map[string]string{}
	for name, content := range m.tables {
		want[name+"/"] = fmt.Sprint(len(content))
		for k, v := range content {
			want[name+"/"+k] = v
		}
	}
	wantContent(m.t, m.db, want)
	wantSound(m.t, m.db)
}

// wantSound fails the test if the checker finds anything.
func wantSound(t *testing.T, db *DB) {
	t.Helper()
	must(t, db.Check(t.Context(), func(f Finding) error { return fmt.Errorf("check: %v", f) }))
}
