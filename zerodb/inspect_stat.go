package zerodb

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"github.com/aerolith/aerolith/zerodb/internal/btree"
	"github.com/aerolith/aerolith/zerodb/internal/catalog"
	"github.com/aerolith/aerolith/zerodb/internal/meta"
	"github.com/aerolith/aerolith/zerodb/internal/page"
	"github.com/aerolith/aerolith/zerodb/internal/space"
	"github.com/aerolith/aerolith/zerodb/internal/wal"
)

// TableStat tells how a table lies in the file.
type TableStat struct {
	// Name is the table's name; empty for the catalog.
	Name string
	// Entries is the number of entries, Depth the number of levels.
	Entries uint64
	Depth   int
	// BranchPages, LeafPages and LargePages are the pages by kind, LargeValues the values with pages of their own.
	BranchPages, LeafPages, LargePages, LargeValues uint64
	// UsedBytes is how many bytes of these pages are in use.
	UsedBytes uint64
	// DamagedPlaces is how many places could not be read; what lies below is not counted.
	DamagedPlaces uint64
}

// Pages returns how many pages the table has.
func (t TableStat) Pages() uint64 { return t.BranchPages + t.LeafPages + t.LargePages }

// FreeStat tells how the free pages lie in the file.
type FreeStat struct {
	// Pages is the number of free pages, Runs in how many runs they lie, Largest the length of the longest, SetPages the number
	// of pages that hold the free set itself.
	Pages, Runs, Largest, SetPages uint64
	// Err says why the free set cannot be read; nil if it can.
	Err error
}

// LogStat tells what the log holds.
type LogStat struct {
	// Segments and Spares are the files by use, Bytes the size of all.
	Segments, Spares int
	Bytes            int64
	// Transactions and LastTx are those behind the checkpoint. Err says where the log is damaged.
	Transactions, LastTx uint64
	Err                  error
}

// FileStat describes a database as it lies on the disk.
type FileStat struct {
	// UUID is the database's identity, in hexadecimal.
	UUID string
	// PageSize is the size of a page in bytes, Pages how many there are, FileBytes the size of the data file.
	PageSize  int
	Pages     uint64
	FileBytes int64
	// CheckpointTx and CheckpointTime are those of the last checkpoint. Clean says that the database was closed in order then.
	CheckpointTx   uint64
	CheckpointTime time.Time
	Clean          bool
	// InUse says that somebody has the database open.
	InUse bool
	// Catalog and Tables are the trees, in the order of their names.
	Catalog TableStat
	Tables  []TableStat
	Free    FreeStat
	Log     LogStat
}

// Stat looks at the whole database and describes it. Damage is part of the description. Errors: an error that wraps ctx.Err(), the
// damage of both meta pages, and the file system's.
func (i *Inspection) Stat(ctx context.Context, o CheckOptions) (FileStat, error) {
	m, err := i.current()
	if err != nil {
		return FileStat{}, err
	}
	s := FileStat{
		UUID: fmt.Sprintf("%x", m.UUID), PageSize: m.PageSize, Pages: uint64(m.HighWater), FileBytes: i.pager.Size(),
		CheckpointTx: uint64(m.Tx), CheckpointTime: m.WallTime, Clean: m.Clean, InUse: i.InUse(), Free: i.freeStat(m),
	}
	var seen uint64
	err = i.survey(ctx, m, func(table string, state btree.State, v btree.Visit) {
		if seen += v.Pages; o.Progress != nil {
			o.Progress(seen, s.Pages-s.Free.Pages)
		}
		s.table(table, state).add(v)
	})
	if err != nil {
		return FileStat{}, fmt.Errorf("zerodb: stat %s: %w", i.path, err)
	}
	s.Log = i.logStat(ctx, m)
	return s, ctx.Err()
}

// table returns the figures of the table, which is the last one or a new one.
func (s *FileStat) table(name string, state btree.State) *TableStat {
	if name == "" {
		s.Catalog.Entries, s.Catalog.Depth = state.Count, int(state.Depth)
		return &s.Catalog
	}
	if last := len(s.Tables) - 1; last < 0 || s.Tables[last].Name != name {
		s.Tables = append(s.Tables, TableStat{Name: name, Entries: state.Count, Depth: int(state.Depth)})
	}
	return &s.Tables[len(s.Tables)-1]
}

// add counts a page or a run of pages. A visit without a page announces the table.
func (t *TableStat) add(v btree.Visit) {
	switch {
	case v.Fault != nil:
		t.DamagedPlaces++
		return
	case v.Kind == page.KindBranch:
		t.BranchPages++
	case v.Kind == page.KindLeaf:
		t.LeafPages++
	case v.Kind == page.KindLarge:
		t.LargePages += v.Pages
		t.LargeValues++
	}
	t.UsedBytes += v.Used
}

// survey shows every page of every tree of a checkpoint, each table announced by a visit without a kind.
func (i *Inspection) survey(ctx context.Context, m meta.Meta, visit func(table string, state btree.State, v btree.Visit)) (err error) {
	defer catchFaults(i.pager).done(&err)
	pages, top := i.audit(m), btree.State(m.Catalog)
	shown := func(table string, state btree.State) func(btree.Visit) error {
		return func(v btree.Visit) error {
			visit(table, state, v)
			return ctx.Err()
		}
	}
	visit("", top, btree.Visit{})
	return catalog.Walk(pages, top, shown("", top), func(name string, entry catalog.Entry, err error) error {
		switch {
		case err != nil:
			return shown(name, btree.State{})(btree.Visit{Fault: err})
		case name == catalog.RemainsName:
			return catalog.WalkRemains(pages, entry.State, shown("", top))
		}
		visit(name, entry.State, btree.Visit{})
		tree := btree.Tree{State: entry.State}
		return tree.Walk(pages, shown(name, entry.State))
	})
}

// freeStat describes the free set.
func (i *Inspection) freeStat(m meta.Meta) FreeStat {
	set, err := i.freeSet(m)
	s := FreeStat{Runs: uint64(len(set.Free)), SetPages: pagesOf(set.Chain), Pages: pagesOf(set.Free), Err: err}
	for _, r := range set.Free {
		s.Largest = max(s.Largest, r.Count)
	}
	return s
}

// pagesOf counts the pages of runs.
func pagesOf(runs []space.Run) uint64 {
	var n uint64
	for _, r := range runs {
		n += r.Count
	}
	return n
}

// logStat describes the log.
func (i *Inspection) logStat(ctx context.Context, m meta.Meta) LogStat {
	s := LogStat{LastTx: uint64(m.Tx)}
	folder, err := wal.List(i.logOptions(m.UUID))
	if errors.Is(err, fs.ErrNotExist) {
		s.Err = fault0(lostLog)
		return s
	}
	s.Segments, s.Spares, s.Bytes = len(folder.Segments), folder.Spares, folder.Bytes
	_, err = wal.Read(i.logOptions(m.UUID), wal.Position(m.Log), func(r wal.Record) error {
		if r.Type == recordCommit { // pieces without it do not count
			s.Transactions++
			s.LastTx = uint64(r.Tx)
		}
		return ctx.Err()
	})
	s.Err = logCorruption(err)
	return s
}
