package coll

import (
	"bytes"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/aerolith/aerolith/record/internal/cdt/pack"
)

// TestWindow compares windows with numbers counted one by one, and checks the ends of the integers.
func TestWindow(t *testing.T) {
	for n := range 5 {
		for index := int64(-7); index < 8; index++ {
			for count := range uint64(9) {
				from := index
				if from < 0 {
					from += int64(n)
				}
				want := 0
				for i := range int64(n) {
					if i >= from && i < from+int64(count) {
						want++
					}
				}
				if got := Window(index, count, n); got.Count != want || got.Start < 0 || got.Start+got.Count > n {
					t.Errorf("window %d+%d of %d: %+v, want %d", index, count, n, got, want)
				}
			}
		}
	}
	for _, test := range []struct {
		index int64
		count uint64
		want  Run
	}{
		{math.MinInt64, math.MaxUint64, Run{0, 3}},
		{math.MinInt64, 5, Run{0, 0}},
		{math.MaxInt64, math.MaxUint64, Run{3, 0}},
		{1, math.MaxUint64, Run{1, 2}},
	} {
		if got := Window(test.index, test.count, 3); got != test.want {
			t.Errorf("window %d+%d: %+v", test.index, test.count, got)
		}
	}
}

// TestRelative checks windows that start from a base, at the ends of the integers too.
func TestRelative(t *testing.T) {
	for _, test := range []struct {
		index     int64
		count     uint64
		base      int
		wantIndex int64
		wantCount uint64
	}{
		{1, 5, 2, 3, 5},
		{-1, 5, 2, 1, 5},
		{-3, 5, 2, 0, 4},
		{-9, 5, 2, 0, 0},
		{math.MaxInt64, 5, 2, math.MaxInt64, 5},
		{math.MinInt64, math.MaxUint64, 0, 0, 1<<63 - 1},
	} {
		index, count := Relative(test.index, test.count, test.base)
		if index != test.wantIndex || count != test.wantCount {
			t.Errorf("%+v: %d, %d", test, index, count)
		}
	}
}

// TestSearch compares what is found in random lists and maps by halving with what is found one by one.
func TestSearch(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 3))
	for range 500 {
		n := r.IntN(20)
		kind := []pack.Kind{pack.KindList, pack.KindMap}[r.IntN(2)]
		b := NewBuilder(kind, 0, 0)
		for i := range n {
			member := pack.AppendInteger(nil, int64(r.IntN(8)))
			if kind == pack.KindMap {
				member = append(pack.AppendInteger(nil, int64((i*23)%n)), member...)
			}
			b.Add(member, 1)
		}
		data := b.Bytes()
		slow, ok := Parse(data)
		quick, _ := Parse(bytes.Clone(data))
		if !ok || slow.Len() != n {
			t.Fatalf("%x: %v", data, ok)
		}
		quick.SearchRanks()
		for value := range 9 {
			v := pack.AppendInteger(nil, int64(value))
			if slow.CountBelow(v) != quick.CountBelow(v) || slow.CountUpTo(v) != quick.CountUpTo(v) {
				t.Errorf("%x: %d is found at other ranks", data, value)
			}
		}
		checkPlaces(t, quick)
	}
}

// checkPlaces checks that positions, indexes and ranks of a collection belong together and ascend.
func checkPlaces(t *testing.T, c *Collection) {
	t.Helper()
	for place := range c.Len() {
		if c.IsMap() && c.RankOf(c.PositionOfRank(place)) != place || c.IndexOf(c.PositionOfIndex(place)) != place {
			t.Errorf("place %d is not its own", place)
		}
		if place == 0 {
			continue
		}
		if pack.Compare(c.Value(c.PositionOfRank(place-1)), c.Value(c.PositionOfRank(place))) > 0 {
			t.Errorf("rank %d is below the one before", place)
		}
		if c.IsMap() && pack.Compare(c.Key(c.PositionOfIndex(place-1)), c.Key(c.PositionOfIndex(place))) >= 0 {
			t.Errorf("index %d is not above the one before", place)
		}
	}
}

// TestEdits changes a map that is not stored in order, as older data may be, and a list.
func TestEdits(t *testing.T) {
	unsorted, ok := Parse([]byte{0x83, 3, 30, 1, 10, 2, 20})
	if !ok {
		t.Fatal("not parsed")
	}
	for name, test := range map[string]struct{ got, want []byte }{
		"order":  {unsorted.Reflag(pack.FlagOrdered), []byte{0x84, 0xc7, 0, 1, 0xc0, 1, 10, 2, 20, 3, 30}},
		"splice": {unsorted.Splice(1, 1, []byte{5, 50}, 1), []byte{0x83, 3, 30, 5, 50, 2, 20}},
		"remove": {unsorted.Remove([]bool{true, false, true}), []byte{0x81, 1, 10}},
		"empty":  {Empty(pack.KindList, pack.FlagOrdered).Splice(0, 0, []byte{7}, 1), []byte{0x92, 0xc7, 0, 1, 7}},
	} {
		if !bytes.Equal(test.got, test.want) {
			t.Errorf("%s: %x, want %x", name, test.got, test.want)
		}
	}
	if index, found := unsorted.FindKey([]byte{2}); index != 1 || !found || unsorted.StoredByKey() {
		t.Errorf("key 2 has index %d, %v", index, found)
	}
}

// FuzzParse takes arbitrary bytes apart and looks at every member.
func FuzzParse(f *testing.F) {
	f.Add([]byte{0x83, 3, 30, 1, 10, 2, 20})
	f.Add([]byte{0x92, 0xc7, 0, 1, 7})
	f.Fuzz(func(t *testing.T, b []byte) {
		c, ok := Parse(b)
		if !ok {
			return
		}
		size := 0
		for position := range c.Len() {
			size += len(c.Member(position))
			if c.IsMap() && len(c.Key(position))+len(c.Value(position)) != len(c.Member(position)) {
				t.Fatal("key and value are not the pair")
			}
			c.RankOf(position)
		}
		if size != len(c.Body()) {
			t.Fatalf("members take %d of %d bytes", size, len(c.Body()))
		}
	})
}
