package space

import (
	"testing"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
)

// fragmented returns a manager whose every second page of the given number is free.
func fragmented(b *testing.B, pages int) *Manager {
	b.Helper()
	free := make([]Run, 0, pages/2)
	for p := FirstPage; p < FirstPage+ids.PageID(pages); p += 2 {
		free = append(free, Run{Start: p, Count: 1})
	}
	m, err := NewManager(FirstPage+ids.PageID(pages), 1<<40, free)
	if err != nil {
		b.Fatal(err)
	}
	return m
}

// commit lets a transaction replace a path of pages, as small commits do: each page is allocated, and the one that it
// replaces is freed. path holds the pages in use.
func commit(b *testing.B, m *Manager, tx ids.TxID, path []lifetime, pins []ids.TxID) {
	b.Helper()
	for i := range path {
		page, err := m.Allocate(1)
		if err != nil {
			b.Fatal(err)
		}
		if old := path[i]; old.run.Count > 0 {
			if err := m.Free(old.run, old.born, tx); err != nil {
				b.Fatal(err)
			}
		}
		path[i] = lifetime{run: Run{Start: page, Count: 1}, born: tx}
	}
	if err := m.Reclaim(tx, pins); err != nil {
		b.Fatal(err)
	}
}

// BenchmarkCommit measures the whole account of a commit that replaces 16 pages, in files with little and with much
// free space, alone and with long readers.
func BenchmarkCommit(b *testing.B) {
	pins := make([]ids.TxID, 100)
	for i := range pins {
		pins[i] = ids.TxID(i + 1)
	}
	cases := []struct {
		name  string
		pages int
		pins  []ids.TxID
	}{
		{"small file", 1000, pins[:1]},
		{"two million pages", 2_000_000, pins[:1]},
		{"two million pages, 100 readers", 2_000_000, pins},
	}
	for _, c := range cases {
		b.Run(c.name, func(b *testing.B) {
			m := fragmented(b, c.pages)
			path := make([]lifetime, 16)
			b.ReportAllocs()
			tx := ids.TxID(1000)
			for b.Loop() {
				tx++
				commit(b, m, tx, path, c.pins)
			}
		})
	}
}

// BenchmarkLongReaderEnds measures what it takes to make 100,000 single pages available again that one reader held.
func BenchmarkLongReaderEnds(b *testing.B) {
	const pages = 100_000
	for b.Loop() {
		b.StopTimer()
		m, err := NewManager(10*pages, 1<<40, nil)
		if err != nil {
			b.Fatal(err)
		}
		for i := range ids.PageID(pages) {
			page := FirstPage + i*7919%(9*pages)
			if err := m.Free(Run{Start: page, Count: 1}, 1, 2+ids.TxID(i)); err != nil {
				b.Fatal(err)
			}
		}
		if err := m.Reclaim(1<<40, []ids.TxID{1}); err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
		if err := m.Reclaim(1<<40, nil); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkCapture measures the copy that a checkpoint takes under the writer lock, with a million free runs, and the
// cost that it leaves to the next commit.
func BenchmarkCapture(b *testing.B) {
	m := fragmented(b, 2_000_000)
	const pageSize = 4096
	for b.Loop() {
		c, err := m.Capture(pageSize)
		if err != nil {
			b.Fatal(err)
		}
		if err := m.Abandon(c); err != nil {
			b.Fatal(err)
		}
	}
}
