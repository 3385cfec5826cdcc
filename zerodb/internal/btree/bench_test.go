package btree

import (
	"encoding/binary"
	"math/rand/v2"
	"testing"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/page"
)

// benchEntries is how many entries the trees of the benchmarks have.
const benchEntries = 1 << 20

// benchCached is how many entries fit in a processor's caches.
const benchCached = 4000

// benchStore is a Writer without checks, close to what an engine with its pages in memory costs.
type benchStore struct {
	size  int
	tx    ids.TxID
	pages [][]byte
	spare []ids.PageID
}

// newBenchStore returns an empty store.
func newBenchStore(pageSize int) *benchStore {
	return &benchStore{size: pageSize, tx: 1, pages: make([][]byte, page.FirstID)}
}

// PageSize implements Reader.
func (s *benchStore) PageSize() int { return s.size }

// Read implements Reader.
func (s *benchStore) Read(ref ids.PageRef) ([]byte, error) { return s.pages[ref.ID], nil }

// ReadRun implements Reader; the benchmarks have no large values.
func (s *benchStore) ReadRun(ids.PageRef, uint64) ([]byte, error) { return nil, errInjected }

// NewRun implements Writer; the benchmarks have no large values.
func (s *benchStore) NewRun([]byte) (ids.PageRef, error) { return ids.PageRef{}, errInjected }

// FreeRun implements Writer; the benchmarks have no large values.
func (s *benchStore) FreeRun(ids.PageRef, uint64) error { return errInjected }

// Stamp implements Writer.
func (s *benchStore) Stamp() uint64 { return uint64(s.tx) }

// LeaveBehind implements Writer.
func (s *benchStore) LeaveBehind(ids.PageRef) {}

// Regroup implements Writer.
func (s *benchStore) Regroup() {}

// add returns a private page.
func (s *benchStore) add() (ids.PageRef, []byte) {
	if n := len(s.spare); n > 0 {
		id := s.spare[n-1]
		s.spare = s.spare[:n-1]
		return ids.PageRef{ID: id, Birth: s.tx}, s.pages[id]
	}
	s.pages = append(s.pages, make([]byte, s.size))
	return ids.PageRef{ID: ids.PageID(len(s.pages) - 1), Birth: s.tx}, s.pages[len(s.pages)-1]
}

// New implements Writer.
func (s *benchStore) New(kind page.Kind) (ids.PageRef, []byte, error) {
	ref, b := s.add()
	page.Init(b, kind, ref)
	return ref, b, nil
}

// Edit implements Writer.
func (s *benchStore) Edit(ref ids.PageRef) (ids.PageRef, []byte, error) {
	if ref.Birth == s.tx {
		return ref, s.pages[ref.ID], nil
	}
	copied, b := s.add()
	copy(b, s.pages[ref.ID])
	page.SetRef(b, copied)
	s.spare = append(s.spare, ref.ID)
	return copied, b, nil
}

// Free implements Writer.
func (s *benchStore) Free(ref ids.PageRef) error {
	s.spare = append(s.spare, ref.ID)
	return nil
}

// benchKeys returns the keys of the benchmarks in random order: spread over the whole range like digests.
func benchKeys(count int) [][]byte {
	r := rand.New(rand.NewPCG(1, 0))
	keys := make([][]byte, count)
	for i := range keys {
		keys[i] = randomBytes(r, 20)
	}
	return keys
}

// benchTree returns a tree with the keys, each with a value of 100 bytes.
func benchTree(b *testing.B, keys [][]byte) (*benchStore, *Tree) {
	b.Helper()
	s, tree, value := newBenchStore(4096), &Tree{}, make([]byte, 100)
	for i, key := range keys {
		if i%10000 == 0 {
			s.tx++
		}
		if err := tree.Put(s, key, value, Upsert); err != nil {
			b.Fatal(err)
		}
	}
	b.ResetTimer()
	return s, tree
}

// BenchmarkGetRandom measures Get over a tree larger than the processor's caches.
func BenchmarkGetRandom(b *testing.B) {
	keys := benchKeys(benchEntries)
	s, tree := benchTree(b, keys)
	for i := range b.N {
		if _, err := tree.Get(s, keys[uint32(i)*2654435761%benchEntries]); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkInsertRandom measures Put of new keys into a large tree in transactions of 10,000.
func BenchmarkInsertRandom(b *testing.B) {
	keys := benchKeys(benchEntries + b.N)
	s, tree := benchTree(b, keys[:benchEntries])
	value := make([]byte, 100)
	for i := range b.N {
		if i%10000 == 0 {
			s.tx++
		}
		if err := tree.Put(s, keys[benchEntries+i], value, Upsert); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkInsertSequential measures Put of ascending keys in transactions of 10,000.
func BenchmarkInsertSequential(b *testing.B) {
	s, tree, value, key := newBenchStore(4096), &Tree{}, make([]byte, 100), make([]byte, 8)
	for i := range b.N {
		if i%10000 == 0 {
			s.tx++
		}
		binary.BigEndian.PutUint64(key, uint64(i))
		if err := tree.Put(s, key, value, Upsert); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkDeleteRandom measures Delete in transactions of 10,000.
func BenchmarkDeleteRandom(b *testing.B) {
	keys := benchKeys(max(b.N, benchEntries))
	s, tree := benchTree(b, keys)
	for i := range b.N {
		if i%10000 == 0 {
			s.tx++
		}
		if _, err := tree.Delete(s, keys[i]); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkScan measures one step of a cursor forward, with key and value, through a tree larger than the processor's
// caches and through a small one.
func BenchmarkScan(b *testing.B) {
	b.Run("large", func(b *testing.B) { scan(b, benchEntries) })
	b.Run("cached", func(b *testing.B) { scan(b, benchCached) })
}

// BenchmarkGetCached measures Get over a tree that the processor's caches hold.
func BenchmarkGetCached(b *testing.B) {
	keys := benchKeys(benchCached)
	s, tree := benchTree(b, keys)
	for i := range b.N {
		if _, err := tree.Get(s, keys[i%benchCached]); err != nil {
			b.Fatal(err)
		}
	}
}

// scan is BenchmarkScan for a tree of the given size.
func scan(b *testing.B, entries int) {
	s, tree := benchTree(b, benchKeys(entries))
	var c Cursor
	c.AttachSnapshot(s, tree)
	total := 0
	for range b.N {
		if !c.Next() {
			c.First()
		}
		total += len(c.Key()) + len(c.Value())
	}
	b.ReportMetric(float64(total)/float64(b.N), "bytes/entry")
}
