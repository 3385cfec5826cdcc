package backup

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"hash"
	"hash/crc32"
	"io"
)

// Writer writes a backup: Begin, then for each table Table and its entries with Entry, then End. The first error of the
// underlying writer is returned by all later calls.
type Writer struct {
	out    io.Writer
	sum    hash.Hash
	chain  uint32
	block  []byte // the entries gathered so far, behind room for the header
	totals Totals
	err    error
}

// NewWriter returns a writer on out.
func NewWriter(out io.Writer) *Writer {
	return &Writer{out: out, sum: sha256.New(), block: make([]byte, blockHeaderSize, blockHeaderSize+blockFill)}
}

// Begin writes the opening and the header.
func (w *Writer) Begin(h Head) error {
	opening := make([]byte, openingSize)
	copy(opening, magic)
	order.PutUint32(opening[len(magic):], Version)
	w.chain = crc32.Checksum(opening, castagnoli())
	w.write(opening)
	b := make([]byte, blockHeaderSize)
	b = append(b, h.Identity[:]...)
	for _, n := range [...]uint64{h.Tx, uint64(h.WallTime), h.Tables, h.Entries} {
		b = order.AppendUint64(b, n)
	}
	b = order.AppendUint32(b, h.PageSize)
	b = binary.AppendUvarint(b, uint64(len(h.Position)))
	return w.put(kindHead, append(b, h.Position...))
}

// Table begins a table.
func (w *Writer) Table(t Table) error {
	w.flush()
	w.totals.Tables++
	b := make([]byte, blockHeaderSize)
	b = binary.AppendUvarint(b, uint64(len(t.Name)))
	b = append(b, t.Name...)
	b = binary.AppendUvarint(b, uint64(len(t.Options)))
	b = append(b, t.Options...)
	return w.put(kindTable, binary.AppendUvarint(b, t.Entries))
}

// Entry writes an entry of the table that was begun last.
func (w *Writer) Entry(key, value []byte) error {
	w.totals.Entries++
	w.totals.Bytes += uint64(len(key)) + uint64(len(value))
	if len(key)+len(value) > blockFill {
		return w.large(key, value)
	}
	w.block = binary.AppendUvarint(w.block, uint64(len(key)))
	w.block = binary.AppendUvarint(w.block, uint64(len(value)))
	w.block = append(append(w.block, key...), value...)
	if len(w.block) >= blockFill {
		w.flush()
	}
	return w.err
}

// large writes an entry in blocks of its own.
func (w *Writer) large(key, value []byte) error {
	w.flush()
	b := make([]byte, blockHeaderSize, blockHeaderSize+blockMax)
	b = binary.AppendUvarint(b, uint64(len(key)))
	b = binary.AppendUvarint(b, uint64(len(value)))
	b = append(b, key...)
	for what := kindLarge; ; what = kindMore {
		n := min(len(value), blockHeaderSize+blockMax-len(b))
		w.put(what, append(b, value[:n]...))
		value, b = value[n:], b[:blockHeaderSize]
		if len(value) == 0 || w.err != nil {
			return w.err
		}
	}
}

// End writes the trailer and returns it.
func (w *Writer) End() (Totals, error) {
	w.flush()
	w.sum.Sum(w.totals.Sum[:0])
	b := make([]byte, blockHeaderSize, blockHeaderSize+endSize)
	for _, n := range [...]uint64{w.totals.Tables, w.totals.Entries, w.totals.Bytes} {
		b = order.AppendUint64(b, n)
	}
	return w.totals, w.put(kindEnd, append(b, w.totals.Sum[:]...))
}

// flush writes the entries gathered so far.
func (w *Writer) flush() {
	if len(w.block) > blockHeaderSize {
		_ = w.put(kindEntries, w.block) // kept in err
		w.block = w.block[:blockHeaderSize]
	}
}

// put completes a block's header and writes it.
func (w *Writer) put(what kind, b []byte) error {
	if len(b) > blockHeaderSize+blockMax {
		w.err = errors.Join(w.err, errors.New("zerodb/backup: block is too long"))
	}
	order.PutUint32(b[4:], uint32(len(b)-blockHeaderSize))
	order.PutUint32(b[8:], uint32(what))
	w.chain = crc32.Update(w.chain, castagnoli(), b[4:])
	order.PutUint32(b, w.chain)
	w.write(b)
	return w.err
}

// write writes bytes unless an earlier call failed.
func (w *Writer) write(b []byte) {
	if w.err != nil {
		return
	}
	w.sum.Write(b)
	_, w.err = w.out.Write(b)
}
