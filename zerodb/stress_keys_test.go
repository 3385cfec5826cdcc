package zerodb

import (
	"encoding/binary"
	"fmt"
	"sort"
	"strings"

	"github.com/aerolith/aerolith/zerodb/internal/page"
)

// stressTableNames are the names that tables have, of which each may have any options.
var stressTableNames = []string{"t", "t/nested", "t/nested/" + strings.Repeat("deeper/", 30), "other", "moved", "moved/again", "u", "v"}

// tableOptions chooses options of a new table.
func (w *stressWriter) tableOptions() TableOptions {
	return oneOf(w.random, TableOptions{}, TableOptions{}, TableOptions{}, TableOptions{Order: OrderReverse}, TableOptions{Order: OrderUint32}, TableOptions{Order: OrderUint64},
		TableOptions{Duplicates: true}, TableOptions{Order: OrderReverse, Duplicates: true}, TableOptions{Order: OrderUint64, Duplicates: true})
}

// key chooses a key for a table: one that it has, or any, often in the place where the transaction is at work.
func (w *stressWriter) key(t stressTable) string {
	r := w.random
	if n := t.pairs.len(); n > 0 && r.IntN(2) == 0 {
		rank := r.IntN(n)
		if r.IntN(2) == 0 {
			rank = (w.place*n/w.s.keys + r.IntN(8)) % n
		}
		return t.pairs.at(rank).key
	}
	number := r.IntN(w.s.keys)
	if r.IntN(2) == 0 {
		number = (w.place + r.IntN(8)) % w.s.keys
	}
	switch t.options.Order {
	case OrderUint32:
		return string(binary.LittleEndian.AppendUint32(nil, uint32(number*100_000)))
	case OrderUint64:
		return string(binary.LittleEndian.AppendUint64(nil, uint64(number)<<40))
	}
	return w.bytesKey(number, t.options)
}

// bytesKey chooses a key of bytes with a number: most have one prefix, some do not have it, or are longer or shorter.
func (w *stressWriter) bytesKey(number int, options TableOptions) string {
	r := w.random
	key := fmt.Sprintf("%s%06d", w.s.prefix, number)
	switch r.IntN(20) {
	case 0:
		return oneOf(r, "a", "k", "kez", "zz", "\x00", "\xff\xff") + oneOf(r, "", fmt.Sprint(number%5))
	case 1:
		return key[:len(key)-1-r.IntN(3)]
	case 2:
		return key + "\x00" + oneOf(r, "", "x")
	case 3:
		if number%8 == 0 {
			most := pageKeyMax(w.s.pageSize)
			if options.Duplicates {
				most /= 3
			}
			if most -= r.IntN(3); most > len(key) {
				return key + strings.Repeat("l", most-len(key))
			}
		}
	}
	return key
}

// value chooses a value for a key: small ones most often, as long as the former one or nearly, around the longest that lies in the leaf, around the size of a page.
func (w *stressWriter) value(t stressTable, key string) string {
	r, pageSize := w.random, w.s.pageSize
	longest := longestInline(pageSize, len(key))
	size := 0
	n := r.IntN(40)
	if w.s.slow && r.IntN(4) == 0 {
		n = 39 // what is written at once, in places that were free
	}
	switch {
	case n < 22:
		size = r.IntN(150)
	case n < 28:
		if old := t.get(key); old != nil {
			size = max(0, len(old.value)+r.IntN(3)-1)
		}
	case n < 34:
		size = pageSize/16 + r.IntN(pageSize/16)
	case n < 38:
		size = max(0, longest+r.IntN(5)-2)
	case n == 38:
		size = pageSize - 100 + r.IntN(200)
	default:
		size = 3*pageSize - r.IntN(100)
	}
	if t.options.Duplicates { // a pair must fit
		size = min(size, max(0, pageKeyMax(pageSize)-len(key)-2-strings.Count(key, "\x00")-r.IntN(3)))
	}
	return w.content(size)
}

// longestInline is the longest value that lies in a leaf beside a key of a size.
func longestInline(pageSize, keySize int) int {
	return sort.Search(pageSize, func(n int) bool { return !page.FitsInline(pageSize, keySize, n+1) })
}

// smallValue chooses a value for a key that may fit where the former one is, or beside it.
func (w *stressWriter) smallValue(t stressTable, key string) string {
	size := w.random.IntN(60)
	if old := t.get(key); old != nil && !t.options.Duplicates && w.random.IntN(4) > 0 {
		size = max(0, len(old.value)+w.random.IntN(4)-2)
	}
	return w.content(size)
}

// content makes a value of a size.
func (w *stressWriter) content(size int) string {
	if w.random.IntN(16) == 0 {
		return string(make([]byte, size))
	}
	b := make([]byte, 0, size+8)
	for x := w.random.Uint64(); len(b) < size; x = x*0x9e3779b97f4a7c15 + 1 {
		b = binary.LittleEndian.AppendUint64(b, x)
	}
	return string(b[:size])
}

// table chooses a table, and makes one where there are few.
func (w *stressWriter) table() (*Table, error) {
	names := w.state.names()
	if len(names) < 3 {
		return w.create(oneOf(w.random, stressTableNames...))
	}
	if w.random.IntN(3) > 0 {
		return w.tx.Table(names[w.main%len(names)])
	}
	return w.tx.Table(oneOf(w.random, names...))
}

// create makes a table, if it is missing.
func (w *stressWriter) create(name string) (*Table, error) {
	t, ok := w.state[name]
	if !ok {
		t.options = w.tableOptions()
	}
	table, err := w.tx.CreateTable(name, t.options)
	if err == nil {
		w.state[name] = t
	}
	return table, err
}
