package zerodb

import (
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"path/filepath"
	"testing"

	"github.com/aerolith/aerolith/zerodb/internal/pager"
)

// twinModel makes random small transactions beside readers that stay, and checkpoints, and compares what each reader sees with what it saw.
type twinModel struct {
	t       *testing.T
	db      *DB
	random  *rand.Rand
	content map[string]string
	readers []twinReader
	inPlace int
}

// twinReader is a reader and what it must see.
type twinReader struct {
	tx   *Tx
	want map[string]string
}

// TestTwinsModel goes through thousands of states with twins, overlays, readers of many ages and new openings.
func TestTwinsModel(t *testing.T) {
	lives, steps := 4, 600/raceFactor
	defer pager.PatchBesideReaders.Store(false)
	for name, durability := range map[string]Durability{"always": DurabilityAlways, "none": DurabilityNone, "memory": DurabilityInterval} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "db")
			m := &twinModel{t: t, random: rand.New(rand.NewPCG(7, uint64(durability))), content: map[string]string{}}
			opts := DefaultOptions()
			opts.Durability, opts.PageSize = durability, 4096
			for range lives {
				m.open(path, opts)
				pager.PatchBesideReaders.Store(m.random.IntN(4) > 0)
				m.db.w.work.LimitOverlays(int64(1+m.random.IntN(20)) * 4096)
				m.readers = append(m.readers, m.begin())
				for range steps {
					m.step()
					if t.Failed() {
						t.FailNow()
					}
				}
				m.endAll()
				must(t, m.db.Check(t.Context(), func(f Finding) error { return fmt.Errorf("found %v", f) }))
				closeTest(t, m.db)
			}
			if m.inPlace < lives*steps/8 {
				t.Errorf("only %d commits changed leaves in their place", m.inPlace)
			}
		})
	}
}

// open opens the database; that of DurabilityInterval stands for one in memory, which begins anew.
func (m *twinModel) open(path string, opts Options) {
	if opts.Durability != DurabilityInterval {
		m.db = openTest(m.t, path, opts)
		return
	}
	var err error
	m.db, err = OpenMemory(opts)
	must(m.t, err)
	m.content = map[string]string{}
}

// step does one thing.
func (m *twinModel) step() {
	switch n := m.random.IntN(100); {
	case n < 70:
		m.change(1 + m.random.IntN(3))
	case n < 72:
		m.change(200)
	case n < 73:
		must(m.t, m.db.Checkpoint(m.t.Context()))
	case n < 74:
		must(m.t, m.db.writeWaiting(m.t.Context()))
	case n < 85 && len(m.readers) < 12:
		m.readers = append(m.readers, m.begin())
	case len(m.readers) > 0:
		i := m.random.IntN(len(m.readers))
		m.see(m.readers[i])
		if m.random.IntN(3) == 0 {
			must(m.t, m.readers[i].tx.Rollback())
			m.readers[i] = m.readers[len(m.readers)-1]
			m.readers = m.readers[:len(m.readers)-1]
		}
	}
}

// change makes one transaction of some changes, which it sometimes takes back.
func (m *twinModel) change(count int) {
	next, before := maps.Clone(m.content), catalogOf(m.db)
	tx := begin(m.t, m.db, true)
	names := [...]string{"a", "b"}
	for range count {
		table, err := tx.CreateTable(names[m.random.IntN(len(names))], TableOptions{})
		must(m.t, err)
		k := key(m.random.IntN(1000))
		id := table.Name() + string(k)
		if m.random.IntN(4) == 0 {
			delete(next, id)
			if err := table.Delete(k); err != nil && !errors.Is(err, ErrNotFound) {
				m.t.Fatal(err)
			}
			continue
		}
		v := make([]byte, m.random.IntN(150))
		for i := range v {
			v[i] = byte(m.random.Uint32())
		}
		must(m.t, table.Put(k, v))
		next[id] = string(v)
	}
	if m.random.IntN(10) == 0 {
		must(m.t, tx.Rollback())
		return
	}
	must(m.t, tx.Commit())
	m.content = next
	if catalogOf(m.db) == before {
		m.inPlace++
	}
}

// begin starts a reader.
func (m *twinModel) begin() twinReader {
	return twinReader{tx: begin(m.t, m.db, false), want: m.content}
}

// see compares all that a reader sees.
func (m *twinModel) see(r twinReader) {
	got := map[string]string{}
	for _, name := range [...]string{"a", "b"} {
		table, err := r.tx.Table(name)
		if errors.Is(err, ErrTableNotFound) {
			continue
		}
		must(m.t, err)
		entries := 0
		for k, v := range table.All() {
			got[name+string(k)] = string(v)
			entries++
		}
		must(m.t, r.tx.Err())
		if table.Len() != uint64(entries) {
			m.t.Errorf("transaction %d, table %q: %d entries of %d", r.tx.ID(), name, entries, table.Len())
		}
	}
	if !maps.Equal(got, r.want) {
		m.t.Errorf("transaction %d sees %d entries, others than the %d that it must see", r.tx.ID(), len(got), len(r.want))
	}
}

// endAll ends the readers.
func (m *twinModel) endAll() {
	for _, r := range m.readers {
		m.see(r)
		must(m.t, r.tx.Rollback())
	}
	m.readers = nil
}
