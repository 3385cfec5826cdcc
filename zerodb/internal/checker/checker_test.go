package checker

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/aerolith/aerolith/zerodb/internal/btree"
	"github.com/aerolith/aerolith/zerodb/internal/catalog"
	"github.com/aerolith/aerolith/zerodb/internal/fault"
	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/keyform"
	"github.com/aerolith/aerolith/zerodb/internal/page"
	"github.com/aerolith/aerolith/zerodb/internal/pager"
	"github.com/aerolith/aerolith/zerodb/internal/space"
)

const pageSize = 4096

// sound builds a small database in memory, with a catalog of two tables and a large value, and returns its state.
func sound(t *testing.T) (State, pager.Store) {
	t.Helper()
	store := pager.NewHeapStore()
	p := pager.New(store, pager.Options{PageSize: pageSize, GrowthStep: pageSize, SizeMax: 1 << 30})
	free, err := space.NewManager(space.FirstPage, 1<<20, nil)
	work := pager.NewWorkspace(p, free, 1<<30)
	work.Begin(1, free.HighWater())
	var top btree.Tree
	for _, name := range []string{"a", "b"} {
		var tree btree.Tree
		for i := range 500 {
			size := 50
			if i == 7 {
				size = 9000
			}
			err = errors.Join(err, tree.Put(work, fmt.Appendf(nil, "%s%05d", name, i), make([]byte, size), btree.Upsert))
		}
		entry := catalog.Encode(catalog.Entry{State: tree.State})
		err = errors.Join(err, top.Put(work, []byte(name), entry[:], btree.Upsert))
	}
	_, reserved := p.Reserve(free.HighWater())
	if err = errors.Join(err, reserved, work.Write(), work.Finish()); err != nil {
		t.Fatal(err)
	}
	return State{
		Pages:   &pager.Audit{View: pager.View{Pager: p, Limit: free.HighWater()}},
		Catalog: top.State, HighWater: free.HighWater(), Free: free.AppendFree(nil),
	}, store
}

// check runs the checker and returns its findings.
func check(t *testing.T, s State) []Finding {
	t.Helper()
	var findings []Finding
	if _, err := Run(t.Context(), s, func(f Finding) error { findings = append(findings, f); return nil }); err != nil {
		t.Fatal(err)
	}
	return findings
}

// wantKind fails the test unless there is a finding of the kind in the page.
func wantKind(t *testing.T, findings []Finding, kind fault.Kind, page ids.PageID) {
	t.Helper()
	for _, f := range findings {
		var damage *fault.CorruptionError
		if errors.As(f.Err, &damage) && damage.Kind == kind && f.Page == page {
			return
		}
	}
	t.Errorf("no finding %q in page %d: %v", kind, page, findings)
}

// TestSoundStateHasNoFindings checks what is right.
func TestSoundStateHasNoFindings(t *testing.T) {
	s, _ := sound(t)
	if findings := check(t, s); len(findings) > 0 {
		t.Error(findings)
	}
}

// TestLostPages raises the high-water mark: the pages at the end have no owner, in one finding.
func TestLostPages(t *testing.T) {
	s, _ := sound(t)
	first := s.HighWater
	s.HighWater += 200
	findings := check(t, s)
	wantKind(t, findings, NoOwner, first)
	if len(findings) != 1 || findings[0].Pages != 200 {
		t.Errorf("findings %v", findings)
	}
}

// TestPagesWithTwoOwners has used pages as free too, once by the account and once as free-space pages.
func TestPagesWithTwoOwners(t *testing.T) {
	s, _ := sound(t)
	s.Free = append(s.Free, space.Run{Start: s.Catalog.Root.ID, Count: 1})
	wantKind(t, check(t, s), TwoOwners, s.Catalog.Root.ID)
	s, _ = sound(t)
	s.FreeSpace = []space.Run{{Start: 5, Count: 2}, {Start: 6, Count: 1}}
	findings := check(t, s)
	wantKind(t, findings, TwoOwners, 5)
	wantKind(t, findings, TwoOwners, 6)
	s, _ = sound(t)
	s.Free = append(s.Free, space.Run{Start: 0, Count: 1}, space.Run{Start: s.HighWater - 1, Count: 9})
	findings = check(t, s)
	wantKind(t, findings, TwoOwners, 0)
	wantKind(t, findings, TwoOwners, s.HighWater-1)
}

// misshapen returns the entry of the last table of a sound database with a form that its keys have not, and the table's leaves.
func misshapen(t *testing.T, s State, form keyform.Form) (catalog.Entry, []ids.PageID) {
	t.Helper()
	top := btree.Tree{State: s.Catalog}
	value, err := top.Get(s.Pages, []byte("b"))
	if err != nil {
		t.Fatal(err)
	}
	entry, err := catalog.Decode(value, top.Root)
	if err != nil {
		t.Fatal(err)
	}
	entry.Form = form
	var leaves []ids.PageID
	tree := btree.Tree{State: entry.State}
	err = tree.Walk(s.Pages, func(v btree.Visit) error {
		if v.Kind == page.KindLeaf {
			leaves = append(leaves, v.Ref.ID)
		}
		return nil
	})
	if err != nil || len(leaves) < 3 {
		t.Fatal(leaves, err)
	}
	return entry, leaves
}

// TestKeysWithoutTheirForm says of a table that it has numbers for keys, or several values for each: that its keys are none is found in its first leaf, and where that is damaged, in the next one.
func TestKeysWithoutTheirForm(t *testing.T) {
	for _, form := range []keyform.Form{{Order: keyform.Uint32}, {Duplicates: true}} {
		s, store := sound(t)
		entry, leaves := misshapen(t, s, form)
		walk := func() (findings []Finding) {
			c := &checker{ctx: t.Context(), state: s, table: "b", owners: newOwners(s.HighWater)}
			c.report = func(f Finding) error { findings = append(findings, f); return nil }
			if err := c.walkTable(entry); err != nil {
				t.Fatal(err)
			}
			return findings
		}
		findings := walk()
		wantKind(t, findings, keyform.Malformed, leaves[0])
		if len(findings) != 1 {
			t.Errorf("findings %v", findings)
		}
		b, err := store.At(int64(leaves[0])*pageSize, pageSize)
		if err != nil {
			t.Fatal(err)
		}
		b[100] ^= 4
		wantKind(t, walk(), keyform.Malformed, leaves[1])
	}
}

// TestDamagedPages flips a bit in each page in turn: there is a finding in that page, or in the large value that it is a part of.
func TestDamagedPages(t *testing.T) {
	s, store := sound(t)
	for id := space.FirstPage; id < s.HighWater; id++ {
		b, err := store.At(int64(id)*pageSize, pageSize)
		if err != nil {
			t.Fatal(err)
		}
		b[100] ^= 4
		findings := check(t, s)
		b[100] ^= 4
		if len(findings) == 0 {
			t.Errorf("page %d: nothing was found", id)
			continue
		}
		if f := findings[0]; id < f.Page || id >= f.Page+ids.PageID(f.Pages) {
			t.Errorf("page %d: found %v", id, findings)
		}
	}
}

// TestEnds ends checks by the report and by the context.
func TestEnds(t *testing.T) {
	s, _ := sound(t)
	s.HighWater++
	enough := errors.New("enough")
	if _, err := Run(t.Context(), s, func(Finding) error { return enough }); !errors.Is(err, enough) {
		t.Errorf("got %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Run(ctx, s, func(Finding) error { return nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}
