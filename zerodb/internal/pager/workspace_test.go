package pager

import (
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"testing"

	"github.com/aerolith/aerolith/zerodb/internal/fault"
	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/page"
	"github.com/aerolith/aerolith/zerodb/internal/space"
)

const pageSize = 4096

// bench is a workspace on memory with all that it needs.
type bench struct {
	pager *Pager
	free  *space.Manager
	work  *Workspace
	tx    ids.TxID
}

// newBench returns an empty one.
func newBench(t *testing.T, bytesMax int64) *bench {
	t.Helper()
	p := New(NewHeapStore(), Options{PageSize: pageSize, GrowthStep: pageSize, SizeMax: 1 << 30})
	free, err := space.NewManager(space.FirstPage, 1<<18, nil)
	if err != nil {
		t.Fatal(err)
	}
	return &bench{pager: p, free: free, work: NewWorkspace(p, free, bytesMax)}
}

// begin starts the next transaction.
func (b *bench) begin() {
	b.tx++
	b.work.Begin(b.tx, b.free.HighWater())
}

// commit stores the pages and finishes the transaction.
func (b *bench) commit(t *testing.T) {
	t.Helper()
	_, err := b.pager.Reserve(b.free.HighWater())
	if err = errors.Join(err, b.store()); err == nil {
		err = b.work.Finish()
	}
	if err == nil {
		err = b.free.Reclaim(b.tx, nil)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// state is what a model knows of the pages: a number that stands as the only key in each leaf, or a value's length.
type state struct {
	leaves map[ids.PageRef]uint64
	runs   map[ids.PageRef]int
}

// clone copies a state.
func (s state) clone() state {
	return state{leaves: maps.Clone(s.leaves), runs: maps.Clone(s.runs)}
}

// stamp puts a number into an empty leaf, or in the place of the one there.
func stamp(b []byte, n uint64) {
	node := page.Node(b)
	if node.Count() > 0 {
		node.Remove(0)
	}
	node.Insert(0, fmt.Appendf(nil, "%d", n), page.AppendInline(nil, nil))
}

// stamped reads the number back.
func stamped(b []byte) string { return string(page.Node(b).AppendKey(nil, 0)) }

// valueFor makes a large value that says its length.
func valueFor(n int) []byte {
	v := make([]byte, n)
	for i := range v {
		v[i] = byte(n + i)
	}
	return v
}

// savepointModel drives a workspace beside a model.
type savepointModel struct {
	*bench
	t      *testing.T
	random *rand.Rand
	stamps uint64
}

// TestSavepointsRestoreEverything makes random changes under nested savepoints, releasing some and rolling others back, over
// many transactions that commit or abort. Pages must always read as the model says, memory be counted right, and in
// the end the account of pages be exact.
func TestSavepointsRestoreEverything(t *testing.T) {
	const seed = 5
	m := savepointModel{bench: newBench(t, 1<<40), t: t, random: rand.New(rand.NewPCG(seed, 0))}
	t.Logf("seed %d", seed)
	s := state{leaves: map[ids.PageRef]uint64{}, runs: map[ids.PageRef]int{}}
	for range 150 {
		m.begin()
		next := m.changes(s.clone(), 0)
		m.compare(next)
		if m.random.IntN(4) == 0 {
			if err := m.work.Discard(); err != nil {
				t.Fatal(err)
			}
			continue
		}
		m.commit(t)
		s = next
	}
	m.begin()
	m.compare(s)
	used := uint64(len(s.leaves))
	for _, n := range s.runs {
		used += page.RunPages(pageSize, uint64(n))
	}
	figures := m.free.Stats(nil)
	if total := uint64(figures.HighWater) - page.FirstID; used+figures.Available+figures.Retired != total {
		t.Errorf("%d pages used, %d available and %d retired of %d", used, figures.Available, figures.Retired, total)
	}
}

// changes makes random changes, some in savepoints, and returns the state that they leave.
func (m *savepointModel) changes(s state, depth int) state {
	for range m.random.IntN(15) {
		if depth < 5 && m.random.IntN(5) == 0 {
			bytes := m.work.Bytes()
			m.work.Savepoint()
			inner := m.changes(s.clone(), depth+1)
			m.compare(inner)
			if m.random.IntN(2) == 0 {
				m.work.Release()
				s = inner
			} else {
				m.must(m.work.Rollback())
				if got := m.work.Bytes(); got != bytes {
					m.t.Fatalf("%d bytes before the savepoint, %d after", bytes, got)
				}
			}
			m.compare(s)
			continue
		}
		m.change(s)
	}
	return s
}

// change makes one change.
func (m *savepointModel) change(s state) {
	m.stamps++
	switch m.random.IntN(6) {
	case 0, 1:
		ref, b, err := m.work.New(page.KindLeaf)
		m.must(err)
		stamp(b, m.stamps)
		s.leaves[ref] = m.stamps
	case 2, 3:
		for old := range s.leaves {
			ref, b, err := m.work.Edit(old)
			m.must(err)
			stamp(b, m.stamps)
			delete(s.leaves, old)
			s.leaves[ref] = m.stamps
			return
		}
	case 4:
		for old := range s.leaves {
			m.must(m.work.Free(old))
			delete(s.leaves, old)
			return
		}
	case 5:
		m.changeRun(s)
	}
}

// changeRun stores or frees a large value.
func (m *savepointModel) changeRun(s state) {
	if m.random.IntN(2) == 0 {
		n := 1 + m.random.IntN(3*pageSize)
		ref, err := m.work.NewRun(valueFor(n))
		m.must(err)
		s.runs[ref] = n
		return
	}
	for ref, n := range s.runs {
		m.must(m.work.FreeRun(ref, uint64(n)))
		delete(s.runs, ref)
		return
	}
}

// must fails the test on an error.
func (m *savepointModel) must(err error) {
	m.t.Helper()
	if err != nil {
		m.t.Fatal(err)
	}
}

// compare reads every page of the state.
func (m *savepointModel) compare(s state) {
	m.t.Helper()
	for ref, n := range s.leaves {
		b, err := m.work.Read(ref)
		if err != nil || stamped(b) != fmt.Sprint(n) {
			m.t.Fatalf("leaf %v: %v, want %d", ref, err, n)
		}
	}
	for ref, n := range s.runs {
		b, err := m.work.ReadRun(ref, uint64(n))
		if err != nil || string(b) != string(valueFor(n)) {
			m.t.Fatalf("run %v of %d bytes: %v", ref, n, err)
		}
	}
}

// TestOwnPageReturnsAtOnce makes and frees a page within one transaction many times: it is always the same one.
func TestOwnPageReturnsAtOnce(t *testing.T) {
	b := newBench(t, 1<<20)
	b.begin()
	for range 1000 {
		ref, _, err := b.work.New(page.KindLeaf)
		if err == nil {
			err = b.work.Free(ref)
		}
		if err != nil || ref.ID != page.FirstID {
			t.Fatalf("page %v, %v", ref, err)
		}
	}
	if b.work.Bytes() != 0 || b.work.Len() != 0 {
		t.Errorf("%d bytes in %d pages are left", b.work.Bytes(), b.work.Len())
	}
}

// TestForeignReferencesAreRefused uses references that no transaction could have made: each is a CorruptionError.
func TestForeignReferencesAreRefused(t *testing.T) {
	b := newBench(t, 1<<20)
	b.begin()
	own, _, err := b.work.New(page.KindLeaf)
	if err != nil {
		t.Fatal(err)
	}
	b.commit(t)
	b.begin()
	cases := map[string]func() error{
		"read beyond":      func() error { _, err := b.work.Read(ids.PageRef{ID: 99, Birth: 1}); return err },
		"read meta":        func() error { _, err := b.work.Read(ids.PageRef{ID: 1, Birth: 1}); return err },
		"read own, absent": func() error { _, err := b.work.Read(ids.PageRef{ID: own.ID, Birth: b.tx}); return err },
		"edit own, absent": func() error { _, _, err := b.work.Edit(ids.PageRef{ID: own.ID, Birth: b.tx}); return err },
		"free beyond":      func() error { return b.work.Free(ids.PageRef{ID: 99, Birth: 1}) },
		"free own, absent": func() error { return b.work.Free(ids.PageRef{ID: own.ID, Birth: b.tx}) },
		"wrong birth":      func() error { _, err := b.work.Read(ids.PageRef{ID: own.ID, Birth: own.Birth + 7}); return err },
		"leaf as run":      func() error { _, err := b.work.ReadRun(own, 100); return err },
		"run beyond":       func() error { _, err := b.work.ReadRun(own, 1<<30); return err },
		"run, overflow":    func() error { _, err := b.work.ReadRun(own, 1<<63); return err },
		"free, overflow":   func() error { return b.work.FreeRun(own, 1<<63) },
	}
	for name, do := range cases {
		var damage *fault.CorruptionError
		if err := do(); !errors.As(err, &damage) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

// TestMemoryLimit makes pages until the limit: the error names the option, and rolling back makes room again.
func TestMemoryLimit(t *testing.T) {
	b := newBench(t, 5*pageSize)
	b.begin()
	b.work.Savepoint()
	var limit *fault.LimitError
	var err error
	for n := 0; err == nil; n++ {
		_, _, err = b.work.New(page.KindLeaf)
	}
	if !errors.As(err, &limit) || limit.Option != "MaxTxBytes" || b.work.Len() != 5 {
		t.Fatalf("got %v with %d pages", err, b.work.Len())
	}
	if err := b.work.Rollback(); err != nil || b.work.Bytes() != 0 {
		t.Errorf("%d bytes left, %v", b.work.Bytes(), err)
	}
}
