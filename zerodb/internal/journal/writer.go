package journal

import (
	"encoding/binary"
	"slices"
)

// Table is a Writer's handle of a table. It is not the number that stands in the bytes.
type Table int

// Writer gathers the changes of one transaction. Reset prepares it for each; it keeps its memory. The zero Writer
// must be Reset before use.
type Writer struct {
	buffer []byte
	count  uint32
	// part is how many pieces were cut off before what is in the buffer.
	part   uint32
	tables []table
	// byName has the handles of all tables where they are more than fewTables.
	byName map[string]Table
	named  []Table // tables whose name is in the buffer; the index is their number there
	// lent are values that stay where they are, in order, of lentBytes in all.
	lent      []lent
	lentBytes int
	// more is memory for complete.
	more [][]byte
	// adds says that an operation was noted that may add something.
	adds bool
	// unused counts the calls of Reset since the buffer was used to a quarter.
	unused int
}

// table is what the writer knows of one table.
type table struct {
	name    string
	namedAt int    // place of its NameTable operation, 0 when there is none
	number  Number // its number in the bytes, once named
}

// Mark is a place in a Writer to which Truncate can return.
type Mark struct {
	length int
	count  uint32
	part   uint32
}

// Bounds of the buffer that a Writer keeps between transactions, in bytes. Up to keptBytes it is always kept: small transactions never
// allocate. Up to keptMost it is kept while transactions go on using it, since to clear new memory for each costs as much as to copy the
// changes; after keptResets calls of Reset without such a use it is given back.
const (
	keptBytes  = 1 << 20
	keptMost   = 8 << 20
	keptResets = 64
)

const (
	// fewTables is up to how many tables are searched one by one.
	fewTables = 8
	// keptTables is the number of tables up to which a Writer keeps their memory between transactions.
	keptTables = 1 << 10
)

// Reset forgets the last transaction.
func (w *Writer) Reset() {
	if !w.keepsBuffer() {
		w.buffer, w.unused = nil, 0
	}
	if len(w.tables) > keptTables {
		w.byName, w.tables, w.named = nil, nil, nil
	}
	w.buffer = append(w.buffer[:0], make([]byte, headerSize)...)
	w.count, w.part, w.adds = 0, 0, false
	w.giveBack(0)
	if len(w.tables) > fewTables {
		clear(w.byName)
	}
	clear(w.tables)
	w.tables, w.named = w.tables[:0], w.named[:0]
}

// keepsBuffer reports whether the buffer is worth its memory, and counts how often it was not used.
func (w *Writer) keepsBuffer() bool {
	const quarter = 4
	w.unused++
	if len(w.buffer) >= cap(w.buffer)/quarter {
		w.unused = 0
	}
	return cap(w.buffer) <= keptBytes || cap(w.buffer) <= keptMost && w.unused <= keptResets
}

// Table returns the handle of the table with the given name. It stays right until Reset, also through Truncate. The
// name is written before the first operation that needs it.
func (w *Writer) Table(name string) Table {
	if handle, known := w.find(name); known {
		return handle
	}
	w.tables = append(w.tables, table{name: name})
	w.enter()
	return Table(len(w.tables) - 1)
}

// find returns the handle of a table that has one.
func (w *Writer) find(name string) (handle Table, known bool) {
	if len(w.tables) > fewTables {
		handle, known = w.byName[name]
		return handle, known
	}
	for i := range w.tables {
		if w.tables[i].name == name {
			return Table(i), true
		}
	}
	return 0, false
}

// enter makes the last table, and when they have become many all of them, known by name.
func (w *Writer) enter() {
	if len(w.tables) <= fewTables {
		return
	}
	if w.byName == nil {
		w.byName = make(map[string]Table)
	}
	first := len(w.tables) - 1
	if first == fewTables {
		first = 0
	}
	for i := first; i < len(w.tables); i++ {
		w.byName[w.tables[i].name] = Table(i)
	}
}

// CreateTable notes that the table was created with options, which the engine encodes.
func (w *Writer) CreateTable(t Table, options []byte) {
	w.begin(CreateTable, t)
	w.bytes(options)
}

// DropTable notes that the table was dropped.
func (w *Writer) DropTable(t Table) { w.begin(DropTable, t) }

// ClearTable notes that the table was emptied.
func (w *Writer) ClearTable(t Table) { w.begin(ClearTable, t) }

// Put notes that value was stored under key. Both are copied.
func (w *Writer) Put(t Table, key, value []byte) { w.pair(Put, t, key, value) }

// DeleteRange notes that the keys from one on and below another were removed; an empty one leaves that side open.
func (w *Writer) DeleteRange(t Table, from, to []byte) { w.pair(DeleteRange, t, from, to) }

// DeletePair notes that one value of a key was removed.
func (w *Writer) DeletePair(t Table, key, value []byte) { w.pair(DeletePair, t, key, value) }

// RenameTable notes that the table got another name.
func (w *Writer) RenameTable(t Table, name string) {
	w.begin(RenameTable, t)
	w.bytes([]byte(name))
}

// pair appends an operation with two byte strings.
func (w *Writer) pair(kind Kind, t Table, key, value []byte) {
	w.begin(kind, t)
	if need := len(w.buffer) + 2*binary.MaxVarintLen64 + len(key) + len(value); need > cap(w.buffer) {
		// Twice as much each time: a large transaction would else be copied many times over.
		w.buffer = slices.Grow(w.buffer, max(need, 2*cap(w.buffer))-len(w.buffer))
	}
	w.buffer = binary.AppendUvarint(w.buffer, uint64(len(key)))
	w.buffer = binary.AppendUvarint(w.buffer, uint64(len(value)))
	w.buffer = append(w.buffer, key...)
	w.buffer = append(w.buffer, value...)
}

// Delete notes that key was removed. It is copied.
func (w *Writer) Delete(t Table, key []byte) {
	w.begin(Delete, t)
	w.bytes(key)
}

// Len returns the number of bytes that Finish would return in all.
func (w *Writer) Len() int { return len(w.buffer) + w.lentBytes }

// Empty reports whether no operation has been noted.
func (w *Writer) Empty() bool { return w.count == 0 }

// Adds reports whether an operation was noted that may add something, maybe one that was taken back.
func (w *Writer) Adds() bool { return w.adds }

// Mark returns the present place, for Truncate.
func (w *Writer) Mark() Mark { return Mark{length: w.Len(), count: w.count, part: w.part} }

// Truncate forgets all operations noted since the mark was taken, which must be one of the present piece. Marks taken later are void.
func (w *Writer) Truncate(m Mark) {
	for last := len(w.named) - 1; last >= 0; last-- {
		t := &w.tables[w.named[last]]
		if t.namedAt < m.length {
			break
		}
		t.namedAt = 0
		w.named = w.named[:last]
	}
	w.takeBack(m.length)
	w.count = m.count
}

// begin starts an operation on a table, after naming the table if that has not been done.
func (w *Writer) begin(kind Kind, t Table) {
	w.adds = w.adds || kind == Put || kind == CreateTable
	entry := &w.tables[t]
	if entry.namedAt == 0 {
		entry.namedAt, entry.number = w.Len(), Number(len(w.named))
		w.named = append(w.named, t)
		w.count++
		w.buffer = append(w.buffer, byte(NameTable))
		w.buffer = binary.AppendUvarint(w.buffer, uint64(len(entry.name)))
		w.buffer = append(w.buffer, entry.name...)
	}
	w.count++
	w.buffer = append(w.buffer, byte(kind))
	w.buffer = binary.AppendUvarint(w.buffer, uint64(entry.number))
}

// bytes appends a length and bytes.
func (w *Writer) bytes(b []byte) {
	w.buffer = binary.AppendUvarint(w.buffer, uint64(len(b)))
	w.buffer = append(w.buffer, b...)
}
