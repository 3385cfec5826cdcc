package typed_test

import (
	"cmp"
	"encoding"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/netip"
	"slices"
	"testing"
	"time"

	"github.com/aerolith/aerolith/zerodb"
	"github.com/aerolith/aerolith/zerodb/typed"
)

// memory opens a database in memory for a test.
func memory(t *testing.T) *zerodb.DB {
	t.Helper()
	db, err := zerodb.OpenMemory(zerodb.Options{})
	must(t, err)
	t.Cleanup(func() { must(t, db.Close()) })
	return db
}

// must fails the test on an error.
func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// TestTableModel makes random changes in a table of integers against a map, and compares iterators, ranges and counts.
func TestTableModel(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 5))
	db, want := memory(t), map[int]string{}
	numbers := typed.NewTable("numbers", typed.Int64[int]{}, typed.Text[string]{})
	must(t, db.Update(func(tx *zerodb.Tx) error {
		table, err := numbers.Create(tx)
		must(t, err)
		for i := range 3000 {
			k, v := r.IntN(400)-200, fmt.Sprint(i)
			former, exists := want[k]
			switch r.IntN(5) {
			case 0:
				found, err := table.Delete(k)
				if err != nil || found != exists {
					return fmt.Errorf("delete %d: %v, %w", k, found, err)
				}
				delete(want, k)
				continue
			case 1:
				if stored, err := table.PutIfAbsent(k, v); err != nil || stored == exists {
					return fmt.Errorf("put if absent %d: %v, %w", k, stored, err)
				}
				if exists {
					v = former
				}
			case 2:
				if old, existed, err := table.Replace(k, v); err != nil || existed != exists || old != former {
					return fmt.Errorf("replace %d: %q, %v, %w", k, old, existed, err)
				}
			case 3:
				v = former + "+"
				must(t, table.Update(k, func(old string, there bool) (string, error) {
					if there != exists {
						return "", errors.New("update is told wrongly whether the key is there")
					}
					return old + "+", nil
				}))
			default:
				must(t, table.Put(k, v))
			}
			want[k] = v
		}
		return compareTable(r, table, want)
	}))
}

// compareTable compares a table with a map.
func compareTable(r *rand.Rand, table *typed.Table[int, string], want map[int]string) error {
	keys := make([]int, 0, len(want))
	for k := range want {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	var got []int
	for k, v := range table.All() {
		if v != want[k] {
			return fmt.Errorf("%d has %q", k, v)
		}
		got = append(got, k)
	}
	if !slices.Equal(got, keys) || table.Len() != uint64(len(keys)) {
		return fmt.Errorf("keys are %v", got)
	}
	for range 50 {
		from, to := r.IntN(500)-250, r.IntN(500)-250
		i, _ := slices.BinarySearch(keys, from)
		j, _ := slices.BinarySearch(keys, to)
		inside := keys[i:max(i, j)]
		n, err := table.Count(from, to)
		if err != nil || n != uint64(len(inside)) {
			return fmt.Errorf("count %d to %d: %d, %w", from, to, n, err)
		}
		var forward, backward []int
		for k := range table.Range(from, to) {
			forward = append(forward, k)
		}
		for k := range table.RangeBackward(from, to) {
			backward = append(backward, k)
		}
		slices.Reverse(backward)
		if !slices.Equal(forward, inside) || !slices.Equal(backward, inside) {
			return fmt.Errorf("%d to %d: %v, %v, want %v", from, to, forward, backward, inside)
		}
	}
	first, _, ok := table.First()
	last, _, also := table.Last()
	if !ok || !also || first != keys[0] || last != keys[len(keys)-1] {
		return fmt.Errorf("first %d, last %d", first, last)
	}
	return nil
}

// A network address is a value that appends itself.
var _ encoding.BinaryAppender = netip.Addr{}

// event is a value of several fields.
type event struct {
	Name  string
	Count int
}

// storeAndLoad stores a value by a codec and reads it back.
func storeAndLoad[V any](t *testing.T, name string, codec typed.ValueCodec[V], value V, same func(a, b V) bool) {
	t.Helper()
	db, table := memory(t), typed.NewTable(name, typed.String[string]{}, codec)
	must(t, db.Update(func(tx *zerodb.Tx) error {
		table, err := table.Create(tx)
		must(t, err)
		must(t, table.Put("k", value))
		got, err := table.Get("k")
		if err != nil || !same(got, value) {
			t.Errorf("%s: %v became %v, %v", name, value, got, err)
		}
		_, err = table.Get("missing")
		if !typed.IsNotFound(err) {
			t.Errorf("%s: missing key: %v", name, err)
		}
		return nil
	}))
}

// TestValueCodecs stores a value by each codec.
func TestValueCodecs(t *testing.T) {
	storeAndLoad(t, "raw", typed.Raw{}, []byte("raw"), slices.Equal[[]byte])
	storeAndLoad(t, "copied", typed.Copied{}, []byte("copied"), slices.Equal[[]byte])
	storeAndLoad(t, "text", typed.Text[string]{}, "text", func(a, b string) bool { return a == b })
	storeAndLoad(t, "nothing", typed.Nothing{}, struct{}{}, func(a, b struct{}) bool { return true })
	storeAndLoad(t, "json", typed.JSON[event]{}, event{"<start>", 7}, func(a, b event) bool { return a == b })
	storeAndLoad(t, "appender", typed.Binary[netip.Addr, *netip.Addr]{}, netip.MustParseAddr("::1"), func(a, b netip.Addr) bool { return a == b })
	storeAndLoad(t, "time", typed.Binary[time.Time, *time.Time]{}, time.Unix(5, 6).UTC(), time.Time.Equal)
	storeAndLoad(t, "same", typed.Same[uint32]{Key: typed.Uint32[uint32]{}}, 77, func(a, b uint32) bool { return cmp.Compare(a, b) == 0 })
}

// TestWrongCodec reads a table by other codecs than those that wrote it, one by one and by an iterator, and stores what cannot be encoded.
func TestWrongCodec(t *testing.T) {
	db := memory(t)
	must(t, db.Update(func(tx *zerodb.Tx) error {
		table, err := typed.NewTable("t", typed.String[string]{}, typed.Text[string]{}).Create(tx)
		must(t, err)
		return table.Put("odd", "not JSON")
	}))
	var wrong *typed.DecodeError
	err := db.View(func(tx *zerodb.Tx) error {
		table, err := typed.NewTable("t", typed.Uint32[uint32]{}, typed.Text[string]{}).Open(tx)
		must(t, err)
		for k, v := range table.All() {
			t.Errorf("found %v, %v", k, v)
		}
		return nil
	})
	if !errors.As(err, &wrong) {
		t.Errorf("iterator: %v", err)
	}
	must(t, db.Update(func(tx *zerodb.Tx) error {
		table, err := typed.NewTable("t", typed.String[string]{}, typed.JSON[any]{}).Open(tx)
		must(t, err)
		if _, err := table.Get("odd"); !errors.As(err, &wrong) {
			t.Errorf("get: %v", err)
		}
		_, existed, err := table.Replace("odd", "JSON")
		if former, getErr := table.Bytes().Get([]byte("odd")); !errors.As(err, &wrong) || !existed || getErr != nil || string(former) != "not JSON" {
			t.Errorf("replace: %v, %v; there is %s, %v", existed, err, former, getErr)
		}
		if err := table.Put("k", make(chan int)); err == nil {
			t.Error("a channel was stored")
		}
		n, err := table.Load(func(yield func(string, any) bool) { _ = yield("p", 1) && yield("q", make(chan int)) })
		if n != 1 || err == nil {
			t.Errorf("load: %d, %v", n, err)
		}
		_, err = typed.NewTable("missing", typed.String[string]{}, typed.Raw{}).Open(tx)
		if !errors.Is(err, zerodb.ErrTableNotFound) {
			t.Errorf("missing table: %v", err)
		}
		return nil
	}))
}

// TestBeginning iterates over and deletes the pairs that begin alike, among neighbours whose first parts are close.
func TestBeginning(t *testing.T) {
	db := memory(t)
	visits := typed.NewTable("visits", typed.Pairs[string, uint64]{typed.String[string]{}, typed.Uint64[uint64]{}}, typed.Nothing{})
	must(t, db.Update(func(tx *zerodb.Tx) error {
		table, err := visits.Create(tx)
		must(t, err)
		for _, user := range []string{"a", "a\x00", "a\x00\x01", "ab", "b"} {
			for n := range uint64(3) {
				must(t, table.Put(typed.Pair[string, uint64]{First: user, Second: n}, struct{}{}))
			}
		}
		entries, err := typed.Beginning(table, "a\x00")
		must(t, err)
		n := uint64(0)
		for k := range entries {
			if k.First != "a\x00" || k.Second != n {
				t.Errorf("entry %d is %v", n, k)
			}
			n++
		}
		deleted, err := typed.DeleteBeginning(table, "a\x00")
		if n != 3 || deleted != 3 || table.Len() != 12 {
			t.Errorf("%d found, %d deleted, %d left: %v", n, deleted, table.Len(), err)
		}
		return err
	}))
}

// TestAllocations makes sure that reading and writing numbers allocates nothing of its own.
func TestAllocations(t *testing.T) {
	if testing.CoverMode() != "" {
		t.Skip("counting statements keeps functions from being inlined, and what escapes from them then is allocated")
	}
	if raceFactor > 1 {
		t.Skip("the race detector allocates")
	}
	db := memory(t)
	counters := typed.NewTable("counters", typed.Uint64[uint64]{}, typed.Same[uint64]{Key: typed.Uint64[uint64]{}})
	must(t, db.Update(func(tx *zerodb.Tx) error {
		table, err := counters.Create(tx)
		must(t, err)
		for k := range uint64(1000) {
			must(t, table.Append(k, k))
		}
		return nil
	}))
	must(t, db.View(func(tx *zerodb.Tx) error {
		table, err := counters.Open(tx)
		must(t, err)
		sum, k := uint64(0), uint64(0)
		all := table.All()
		ways := map[string]func(){
			"get": func() {
				k = (k + 7) % 1000
				v, err := table.Get(k)
				must(t, err)
				sum += v
			},
			"all": func() {
				for _, v := range all {
					sum += v
				}
			},
		}
		for name, way := range ways {
			way()
			if n := testing.AllocsPerRun(50, way); n != 0 {
				t.Errorf("%s: %v allocations", name, n)
			}
		}
		return nil
	}))
}
