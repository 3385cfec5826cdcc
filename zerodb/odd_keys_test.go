package zerodb

import (
	"encoding/binary"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/aerolith/aerolith/zerodb/internal/page"
)

// oddKeys is about how many keys a table can have.
const oddKeys = 1200

// key chooses a key for a table: one that it has, or any. Most are as long as they may be, and five differ in the last byte alone, so that branches have few children and trees are deep.
func (w *oddWriter) key(t stressTable) string {
	r := w.random
	if n := t.pairs.len(); n > 0 && r.IntN(3) > 0 {
		return t.pairs.at(r.IntN(n)).key
	}
	number := r.IntN(oddKeys)
	if t.options.Order == OrderUint32 || t.options.Order == OrderUint64 {
		return numberedKey(t.options.Order, uint64(number)*1_000_003)
	}
	size := w.o.opts.MaxKeySize
	if t.options.Duplicates { // room for values
		size /= oneOf(r, 2, 3)
	}
	key := make([]byte, size)
	_, _ = rand.NewChaCha8([32]byte{byte(number / 5), byte(number / 5 >> 8)}).Read(key)
	switch r.IntN(8) {
	case 0:
		return string(key[:1])
	case 1, 2:
		return string(key[:1+number%size])
	}
	key[size-1] = byte(number % 5)
	return string(key)
}

// numberedKey returns a number as a key of a table of numbers.
func numberedKey(order KeyOrder, number uint64) string {
	if order == OrderUint32 {
		return string(binary.LittleEndian.AppendUint32(nil, uint32(number)))
	}
	return string(binary.LittleEndian.AppendUint64(nil, number))
}

// value chooses a value for a key: small, or around each border: nothing, what lies in the leaf beside its key, what fills one or several pages, the longest one, with duplicates the longest pair.
func (w *oddWriter) value(t stressTable, key string) string {
	r, pageSize, longest := w.random, w.o.opts.PageSize, w.o.opts.MaxValueSize
	if t.options.Duplicates {
		room := w.o.opts.MaxKeySize - len(key) - 2 - strings.Count(key, "\x00")
		return w.content(min(room, oneOf(r, r.IntN(20), r.IntN(20), r.IntN(20), r.IntN(200), room-r.IntN(2))))
	}
	size := r.IntN(40)
	switch r.IntN(14) {
	case 0:
		size = 0
	case 1, 2:
		size = longestInline(pageSize, len(key)) + r.IntN(5) - 2
	case 3:
		size = r.IntN(longest)
	case 4:
		size = (1+r.IntN(3))*pageSize - page.HeaderSize + r.IntN(3) - 1
	case 5:
		size = longest - r.IntN(2)
	case 6:
		if old := t.get(key); old != nil {
			size = len(old.value) + r.IntN(3) - 1
		}
	}
	return w.content(min(max(size, 0), longest))
}

// keysAbove returns ascending keys that are, most often, above those of a table.
func (w *oddWriter) keysAbove(t stressTable, n int) []string {
	r, size := w.random, w.o.opts.MaxKeySize
	if t.options.Duplicates {
		size /= 3
	}
	var keys []string
	start := uint64(r.IntN(1_000_000_000)) + 2_000_000_000
	for i := range uint64(n) {
		key := numberedKey(t.options.Order, start+i)
		if t.options.Order == OrderBytes || t.options.Order == OrderReverse {
			b := append([]byte("\xff\xff\xff"), numberKey(start+i)...)
			if r.IntN(2) == 0 {
				b = append(b, make([]byte, size-len(b)-r.IntN(30))...)
			}
			if t.options.Order == OrderReverse {
				slices.Reverse(b)
			}
			key = string(b)
		}
		keys = append(keys, key)
	}
	return keys
}
