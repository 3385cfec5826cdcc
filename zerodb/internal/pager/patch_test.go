package pager

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/page"
)

// patchBench is a bench with one leaf below a page that is not there, with some keys, in memory or in the store.
func patchBench(t *testing.T, inStore bool, entries map[string]string) (b *bench, ref ids.PageRef) {
	t.Helper()
	b = newBench(t, 1<<30)
	b.work.LimitOverlays(1 << 20)
	b.begin()
	ref, content, err := b.work.New(page.KindLeaf)
	if err != nil {
		t.Fatal(err)
	}
	for k, v := range entries {
		if !page.Node(content).Put([]byte(k), page.AppendInline(nil, []byte(v))) {
			t.Fatal("the leaf is full")
		}
	}
	b.commitToMemory(t)
	if inStore {
		if err := b.pager.WriteKept(); err != nil {
			t.Fatal(err)
		}
	}
	return b, ref
}

// commitToMemory finishes the transaction, whose pages stay in memory.
func (b *bench) commitToMemory(t *testing.T) {
	t.Helper()
	_, err := b.pager.Reserve(b.free.HighWater())
	if err = errors.Join(err, b.work.Keep()); err == nil {
		err = errors.Join(b.work.Finish(), b.free.Reclaim(b.tx, nil))
	}
	if err != nil {
		t.Fatal(err)
	}
}

// patch puts an entry into the leaf in a transaction of its own and reports what Patch does.
func (b *bench) patch(t *testing.T, ref ids.PageRef, key, value string) (existed, done bool) {
	t.Helper()
	b.begin()
	b.work.AllowTwins(0, 1)
	b.work.AllowPatches()
	tree := &TreeTwins{Work: b.work, Name: "t"}
	existed, done = tree.Patch(ref, ids.PageRef{ID: 9999, Birth: 1}, 2, []byte(key), page.AppendInline(nil, []byte(value)))
	b.work.KeepTwins()
	if err := b.work.Finish(); err != nil {
		t.Fatal(err)
	}
	return existed, done
}

// entriesOf returns what a state finds in a leaf.
func (b *bench) entriesOf(t *testing.T, ref ids.PageRef, state ids.TxID) map[string]string {
	t.Helper()
	content, err := b.pager.Read(ref, b.free.HighWater(), state)
	if err != nil {
		t.Fatal(err)
	}
	if err := page.Validate(content, ref, pageSize); err != nil {
		t.Fatal(err)
	}
	n, found := page.Node(content), map[string]string{}
	for i := range n.Count() {
		v, _ := n.Inline(i)
		found[string(n.AppendKey(nil, i))] = string(v)
	}
	return found
}

// TestPatchesAgainstPages puts entries of many sizes into leaves at random until there is no more room, and compares what each state finds with a map: patches say whether a key was there, are
// refused only where eight lie over each other or the room may not do, and always fit.
func TestPatchesAgainstPages(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	for round := range 60 {
		want := map[string]string{"a": "first", "ax": "second"}
		b, ref := patchBench(t, round%2 == 0, want)
		states := map[ids.TxID]map[string]string{b.tx: maps.Clone(want)}
		for range 60 {
			k, v := fmt.Sprintf("a%d", random.IntN(40)), string(make([]byte, random.IntN(300)))
			_, there := want[k]
			existed, done := b.patch(t, ref, k, v)
			if done && existed != there {
				t.Fatalf("key %q: existed %v, done %v; it was there: %v", k, existed, done, there)
			}
			if done {
				want[k] = v
			}
			states[b.tx] = maps.Clone(want)
			if random.IntN(5) == 0 {
				b.sees(t, ref, states, random)
			}
		}
		b.sees(t, ref, states, random)
		if len(want) < 10 {
			t.Errorf("round %d: only %d keys were stored", round, len(want))
		}
	}
}

// sees compares what some states find, in no order.
func (b *bench) sees(t *testing.T, ref ids.PageRef, states map[ids.TxID]map[string]string, random *rand.Rand) {
	t.Helper()
	all := slices.Sorted(maps.Keys(states))
	for range 5 {
		state := all[random.IntN(len(all))]
		if got := b.entriesOf(t, ref, state); !maps.Equal(got, states[state]) {
			t.Fatalf("state %d finds %d entries, others than the %d that it must find", state, len(got), len(states[state]))
		}
	}
}

// TestPatchIsRefused tries what a patch cannot do: nothing changes by that.
func TestPatchIsRefused(t *testing.T) {
	long := string(make([]byte, 900))
	b, ref := patchBench(t, true, map[string]string{"key 1": long, "key 2": long, "key 3": long, "key 4": long})
	before := b.entriesOf(t, ref, b.tx)
	if _, done := b.patch(t, ref, "key 5", long); done {
		t.Error("an entry was put for which there is no room")
	}
	b.pager.opts.Checksums = ChecksumAlways
	if _, done := b.patch(t, ref, "key 1", "v"); done {
		t.Error("there are patches although each read is verified")
	}
	b.pager.opts.Checksums = ChecksumOnce
	if got := b.entriesOf(t, ref, b.tx); !maps.Equal(got, before) {
		t.Error("something has changed")
	}
	for i := range patchesMost {
		if _, done := b.patch(t, ref, "key 1", fmt.Sprint(i)); !done {
			t.Fatalf("patch %d was refused", i)
		}
	}
	if _, done := b.patch(t, ref, "key 1", "x"); done {
		t.Errorf("%d patches lie over each other", patchesMost+1)
	}
}

// TestPatchIsLaidOutByMany lets many goroutines come to one patch at once: all get the same memory, and what lies behind goes only when nobody sees it.
func TestPatchIsLaidOutByMany(t *testing.T) {
	for range 200 {
		b, ref := patchBench(t, false, map[string]string{"a": "1"})
		first := b.tx
		b.patch(t, ref, "a", "2")
		b.patch(t, ref, "b", "3")
		limit, last := b.free.HighWater(), b.tx
		var group sync.WaitGroup
		var got [4][]byte
		for i := range got {
			group.Go(func() { got[i], _ = b.pager.Read(ref, limit, last) })
		}
		b.work.SettlePatches()
		b.work.ReleaseFormer(first)
		group.Wait()
		for _, c := range got[1:] {
			if len(c) != pageSize || &c[0] != &got[0][0] {
				t.Fatal("two goroutines have laid out the same patch")
			}
		}
		if found := b.entriesOf(t, ref, first); !maps.Equal(found, map[string]string{"a": "1"}) {
			t.Fatalf("the state before finds %v", found)
		}
		b.work.SettlePatches()
		b.work.ReleaseFormer(last)
		if p := b.pager.kept.at(ref); p.former.Load() != nil || !bytes.Equal(p.laidOut(), got[0]) {
			t.Fatal("what lies behind a patch that is laid out stays although nobody sees it")
		}
	}
}
