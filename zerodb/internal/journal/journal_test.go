package journal

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
)

// decode returns the operations of b as text, with table names instead of numbers.
func decode(t *testing.T, b []byte) []string {
	t.Helper()
	var r Reader
	if err := r.Reset(b); err != nil {
		t.Fatal(err)
	}
	var names, operations []string
	for r.Next() {
		o := r.Operation()
		if o.Kind == NameTable {
			if int(o.Table) != len(names) {
				t.Fatalf("name %q gets number %d", o.Key, o.Table)
			}
			names = append(names, string(o.Key))
			continue
		}
		operations = append(operations, fmt.Sprintf("%d %s %q %q", o.Kind, names[o.Table], o.Key, o.Value))
	}
	if r.Err() != nil {
		t.Fatal(r.Err())
	}
	return operations
}

// TestRoundTrip writes every kind of operation on two tables and reads them back, with the header.
func TestRoundTrip(t *testing.T) {
	var w Writer
	for range 2 { // the second time with memory that was used
		w.Reset()
		if !w.Empty() {
			t.Fatal("not empty after Reset")
		}
		people, places := w.Table("people"), w.Table("places")
		w.Table("unused")
		w.CreateTable(places, []byte("options"))
		w.Put(people, []byte("ann"), []byte("1"))
		w.Put(places, nil, bytes.Repeat([]byte("x"), 300))
		w.Delete(people, []byte("bob"))
		w.ClearTable(people)
		w.DropTable(places)
		b := whole(w.Finish(time.Unix(5, 7), 99))
		if w.Empty() || w.Len() != len(b) {
			t.Fatalf("empty %v, length %d, want %d", w.Empty(), w.Len(), len(b))
		}
		want := []string{
			`2 places "" "options"`, `5 people "ann" "1"`, fmt.Sprintf(`5 places "" %q`, bytes.Repeat([]byte("x"), 300)),
			`6 people "bob" ""`, `4 people "" ""`, `3 places "" ""`,
		}
		if got := decode(t, b); fmt.Sprint(got) != fmt.Sprint(want) {
			t.Fatalf("got %v\nwant %v", got, want)
		}
		var r Reader
		if err := r.Reset(b); err != nil {
			t.Fatal(err)
		}
		if h := r.Header(); !h.WallTime.Equal(time.Unix(5, 7)) || h.Previous != 99 || h.Count != 8 {
			t.Fatalf("header %+v", h)
		}
	}
}

// TestTruncateAgainstRewriting makes random operations with nested savepoints, some undone, and checks that the bytes
// equal those of a writer that only ever saw what was kept.
func TestTruncateAgainstRewriting(t *testing.T) {
	type change struct{ table, key string }
	var w, fresh Writer
	for seed := range int64(200) {
		random := rand.New(rand.NewPCG(uint64(seed), 0))
		w.Reset()
		var kept []change
		var marks []Mark
		var lengths []int
		for range 60 {
			switch random.IntN(5) {
			case 0:
				marks, lengths = append(marks, w.Mark()), append(lengths, len(kept))
			case 1:
				if len(marks) > 0 {
					i := random.IntN(len(marks))
					w.Truncate(marks[i])
					kept, marks, lengths = kept[:lengths[i]], marks[:i], lengths[:i]
				}
			default:
				c := change{fmt.Sprint("t", random.IntN(6)), fmt.Sprint(random.Int())}
				w.Delete(w.Table(c.table), []byte(c.key))
				kept = append(kept, c)
			}
		}
		fresh.Reset()
		for _, c := range kept {
			fresh.Delete(fresh.Table(c.table), []byte(c.key))
		}
		got, want := whole(w.Finish(time.Unix(1, 0), 2)), whole(fresh.Finish(time.Unix(1, 0), 2))
		if !bytes.Equal(got, want) {
			t.Fatalf("seed %d: after truncating\n%x\nwant\n%x", seed, got, want)
		}
	}
}

// TestReaderRefuses checks malformed bytes of every sort, and the place that the error names.
func TestReaderRefuses(t *testing.T) {
	header := func(count byte) []byte {
		b := make([]byte, headerSize)
		b[0], b[offsetCount] = version, count
		return b
	}
	named := func(count byte, rest ...byte) []byte {
		return append(append(header(count), byte(NameTable), 1, 't'), rest...)
	}
	const after = headerSize + 3
	cases := map[string]struct {
		bytes  []byte
		offset int
	}{
		"nothing":                 {nil, 0},
		"half a header":           {header(0)[:headerSize-1], 0},
		"another version":         {append([]byte{3}, header(0)[1:]...), 0},
		"reserved byte":           {append([]byte{version, 1}, header(0)[2:]...), 0},
		"more operations counted": {named(2), offsetCount},
		"fewer counted":           {named(0), offsetCount},
		"kind 0":                  {append(header(1), 0), headerSize},
		"kind unknown":            {append(header(1), 200), headerSize},
		"table not named":         {append(header(1), byte(DropTable), 0), headerSize + 1},
		"table beyond":            {named(2, byte(DropTable), 1), after + 1},
		"no table":                {named(2, byte(DropTable)), after + 1},
		"long form":               {named(2, byte(DropTable), 0x80, 0), after + 1},
		"number beyond 64 bits":   {named(2, append([]byte{byte(DropTable)}, bytes.Repeat([]byte{0xff}, 10)...)...), after + 1},
		"key missing":             {named(2, byte(Delete), 0, 5, 'k'), after + 3},
		"huge key":                {named(2, byte(Delete), 0, 0xff, 0xff, 0xff, 0xff, 0x06), after + 7},
		"beyond int":              {named(2, byte(Delete), 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1), after + 2},
		"value missing":           {named(2, byte(Put), 0, 1, 2, 'k', 'v'), after + 5},
		"value length missing":    {named(2, byte(Put), 0, 1), after + 3},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			var r Reader
			err := r.Reset(c.bytes)
			for err == nil && r.Next() {
				continue
			}
			var malformed *FormatError
			if err = r.Err(); !errors.As(err, &malformed) || !errors.Is(err, ErrMalformed) || malformed.Offset != c.offset {
				t.Fatalf("got %v, want a fault at %d", err, c.offset)
			}
			if r.Next() {
				t.Fatal("goes on after a fault")
			}
		})
	}
}

// TestNoAllocations checks that a warm writer and a reader allocate nothing.
func TestNoAllocations(t *testing.T) {
	var w Writer
	var r Reader
	key, value := []byte("key"), make([]byte, 1000)
	cycle := func() {
		w.Reset()
		for range 50 {
			w.Put(w.Table("table"), key, value)
		}
		if err := r.Reset(whole(w.Finish(time.Unix(0, 0), 1))); err != nil {
			t.Fatal(err)
		}
		for r.Next() {
			continue
		}
	}
	cycle()
	if n := testing.AllocsPerRun(20, cycle); n != 0 {
		t.Fatalf("%v allocations", n)
	}
}

// rewrite writes the operations of a reader into w, and returns the reader's verdict.
func rewrite(w *Writer, r *Reader) error {
	var tables []Table
	for r.Next() {
		switch o := r.Operation(); o.Kind {
		case NameTable:
			tables = append(tables, w.Table(string(o.Key)))
		case CreateTable:
			w.CreateTable(tables[o.Table], o.Value)
		case DropTable:
			w.DropTable(tables[o.Table])
		case ClearTable:
			w.ClearTable(tables[o.Table])
		case Put:
			w.Put(tables[o.Table], o.Key, o.Value)
		case Delete:
			w.Delete(tables[o.Table], o.Key)
		case DeleteRange:
			w.DeleteRange(tables[o.Table], o.Key, o.Value)
		case DeletePair:
			w.DeletePair(tables[o.Table], o.Key, o.Value)
		case RenameTable:
			w.RenameTable(tables[o.Table], string(o.Value))
		}
	}
	return r.Err()
}

// FuzzReader feeds arbitrary bytes. The walk must end without a panic, and what decodes can be written again and then
// decodes to the same operations.
func FuzzReader(f *testing.F) {
	var w Writer
	w.Reset()
	w.CreateTable(w.Table("a"), []byte{1})
	w.Put(w.Table("a"), []byte("key"), []byte("value"))
	w.Delete(w.Table("b"), []byte("key"))
	w.DeleteRange(w.Table("b"), []byte("from"), nil)
	w.DeletePair(w.Table("b"), []byte("key"), []byte("value"))
	w.RenameTable(w.Table("b"), "c")
	w.DropTable(w.Table("c"))
	f.Add(bytes.Clone(whole(w.Finish(time.Unix(1, 2), 3))))
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, b []byte) {
		var r Reader
		if r.Reset(b) != nil {
			return
		}
		var once, twice Writer
		once.Reset()
		twice.Reset()
		if rewrite(&once, &r) != nil {
			return
		}
		first := whole(once.Finish(r.Header().WallTime, r.Header().Previous))
		if err := r.Reset(first); err != nil {
			t.Fatal(err)
		}
		if err := rewrite(&twice, &r); err != nil {
			t.Fatal(err)
		}
		if second := whole(twice.Finish(r.Header().WallTime, ids.TxID(r.Header().Previous))); !bytes.Equal(first, second) {
			t.Fatalf("%x became %x", first, second)
		}
	})
}

// BenchmarkPut measures noting one Put of a small record.
func BenchmarkPut(b *testing.B) {
	var w Writer
	w.Reset()
	key, value := make([]byte, 20), make([]byte, 100)
	table, start := w.Table("table"), w.Mark()
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if i%10_000 == 0 {
			w.Truncate(start)
		}
		w.Put(table, key, value)
	}
}

// TestBufferIsKeptWhileUsed writes a few large transactions, whose memory stays, and then many small ones, after which it is gone.
func TestBufferIsKeptWhileUsed(t *testing.T) {
	var w Writer
	w.Reset()
	large := make([]byte, 3*keptBytes)
	w.Put(w.Table("t"), nil, large)
	w.Reset()
	w.Reset()
	if cap(w.buffer) < len(large) {
		t.Fatalf("%d bytes are kept of %d", cap(w.buffer), len(large))
	}
	for range keptResets {
		w.Reset()
	}
	if cap(w.buffer) > keptBytes {
		t.Errorf("%d bytes are kept though nobody uses them", cap(w.buffer))
	}
	w.Put(w.Table("t"), nil, make([]byte, keptMost))
	w.Reset()
	if cap(w.buffer) > keptBytes {
		t.Errorf("%d bytes are kept of a transaction of %d", cap(w.buffer), keptMost)
	}
}
