package backup

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"hash"
	"hash/crc32"
	"io"
)

// Visitor takes what Read finds, in the order of the stream. Slices are valid during the call. An error ends the reading.
type Visitor interface {
	// Head is called first.
	Head(Head) error
	// Table begins a table.
	Table(Table) error
	// Entry is an entry of the last table.
	Entry(key, value []byte) error
}

// Read reads a whole backup and hands it to v. valueMax bounds the values that are accepted, in bytes.
//
// What v has been given is intact, but only a nil error says that it was everything. Errors: one that wraps ErrDamaged, ErrVersion,
// ctx's, the reader's, and v's.
func Read(ctx context.Context, in io.Reader, valueMax uint64, v Visitor) (Totals, error) {
	r := &reader{in: in, sum: sha256.New(), v: v, valueMax: valueMax}
	if err := r.opening(); err != nil {
		return r.totals, err
	}
	for !r.ended {
		if err := ctx.Err(); err != nil {
			return r.totals, err
		}
		if err := r.next(); err != nil {
			return r.totals, err
		}
	}
	switch n, err := io.ReadFull(r.in, make([]byte, 1)); {
	case n > 0:
		return r.totals, damaged(r.offset, "bytes behind the end")
	case !errors.Is(err, io.EOF):
		return r.totals, err
	}
	return r.totals, nil
}

// reader is a reading under way.
type reader struct {
	in       io.Reader
	v        Visitor
	valueMax uint64
	sum      hash.Hash
	before   [sumSize]byte // the sum before the present block
	chain    uint32
	offset   int64
	block    []byte
	totals   Totals
	ended    bool
	// begun says that the header was read, inTable that a table was begun; left are the entries that it still needs.
	begun, inTable bool
	left           uint64
	// last is the key before, in a table whose entries have begun.
	last []byte
	some bool
	// key, value and missing are an entry in blocks of its own.
	key, value []byte
	missing    uint64
}

// read fills b from the stream.
func (r *reader) read(b []byte) error {
	n, err := io.ReadFull(r.in, b)
	r.offset += int64(n)
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return damaged(r.offset, "the stream ends early")
	}
	r.sum.Write(b)
	return err
}

// opening reads what stands before the first block.
func (r *reader) opening() error {
	b := make([]byte, openingSize)
	if err := r.read(b); err != nil {
		return err
	}
	if string(b[:len(magic)]) != magic {
		return damaged(0, "this is not a backup")
	}
	if order.Uint32(b[len(magic):]) != Version {
		return ErrVersion
	}
	r.chain = crc32.Checksum(b, castagnoli())
	return nil
}

// next reads one block and takes it in.
func (r *reader) next() error {
	r.sum.Sum(r.before[:0])
	start := r.offset
	var head [blockHeaderSize]byte
	if err := r.read(head[:]); err != nil {
		return err
	}
	length := order.Uint32(head[4:])
	if length > blockMax {
		return damaged(start, "length of a block")
	}
	if uint32(cap(r.block)) < length {
		r.block = make([]byte, length)
	}
	r.block = r.block[:length]
	if err := r.read(r.block); err != nil {
		return err
	}
	r.chain = crc32.Update(crc32.Update(r.chain, castagnoli(), head[4:]), castagnoli(), r.block)
	if r.chain != order.Uint32(head[:]) {
		return damaged(start, "checksum of a block")
	}
	what := order.Uint32(head[8:])
	if what > uint32(kindEnd) || !r.expects(kind(what)) {
		return damaged(start, "unexpected kind of block")
	}
	return r.take(kind(what), start)
}

// expects reports whether a block of the kind may come now.
func (r *reader) expects(what kind) bool {
	switch {
	case !r.begun:
		return what == kindHead
	case r.missing > 0:
		return what == kindMore
	case what == kindTable, what == kindEnd:
		return r.left == 0
	default:
		return r.inTable && (what == kindEntries || what == kindLarge)
	}
}

// take takes a block in.
func (r *reader) take(what kind, start int64) error {
	f := fields{rest: r.block}
	switch what {
	case kindHead:
		return r.head(&f, start)
	case kindTable:
		return r.table(&f, start)
	case kindEntries:
		return r.entries(&f, start)
	case kindLarge:
		return r.large(&f, start)
	case kindMore:
		return r.more(start)
	default:
		return r.end(&f, start)
	}
}

// head takes the header in.
func (r *reader) head(f *fields, start int64) error {
	var h Head
	copy(h.Identity[:], f.take(uint64(len(h.Identity))))
	h.Tx, h.WallTime, h.Tables, h.Entries = f.u64(), int64(f.u64()), f.u64(), f.u64()
	h.PageSize = f.u32()
	h.Position = string(f.take(min(f.uvarint(), positionMax+1)))
	if f.bad || len(f.rest) > 0 || len(h.Position) > positionMax {
		return damaged(start, "header")
	}
	r.begun = true
	return r.v.Head(h)
}

// table takes the beginning of a table in.
func (r *reader) table(f *fields, start int64) error {
	var t Table
	t.Name = string(f.take(min(f.uvarint(), nameMax+1)))
	t.Options = f.take(min(f.uvarint(), nameMax+1))
	t.Entries = f.uvarint()
	if f.bad || len(f.rest) > 0 || t.Name == "" || len(t.Name) > nameMax || len(t.Options) > nameMax {
		return damaged(start, "table")
	}
	r.inTable, r.left, r.some = true, t.Entries, false
	r.totals.Tables++
	return r.v.Table(t)
}

// entries takes a block of entries in.
func (r *reader) entries(f *fields, start int64) error {
	for len(f.rest) > 0 {
		keySize, valueSize := f.uvarint(), f.uvarint()
		key, value := f.take(keySize), f.take(valueSize)
		if f.bad {
			return damaged(start, "entry")
		}
		if err := r.entry(key, value, start); err != nil {
			return err
		}
	}
	return nil
}

// entry hands one entry on.
func (r *reader) entry(key, value []byte, start int64) error {
	if r.left == 0 || uint64(len(value)) > r.valueMax {
		return damaged(start, "more entries than the table has, or too large a value")
	}
	if len(key) == 0 || r.some && bytes.Compare(r.last, key) >= 0 {
		return damaged(start, "a key that is empty, or not behind the one before")
	}
	r.last, r.some = append(r.last[:0], key...), true
	r.left--
	r.totals.Entries++
	r.totals.Bytes += uint64(len(key)) + uint64(len(value))
	return r.v.Entry(key, value)
}

// large takes the beginning of an entry with blocks of its own in.
func (r *reader) large(f *fields, start int64) error {
	keySize, valueSize := f.uvarint(), f.uvarint()
	key := f.take(keySize)
	if f.bad || valueSize > r.valueMax || uint64(len(f.rest)) > valueSize {
		return damaged(start, "large entry")
	}
	r.key, r.value = append(r.key[:0], key...), append(r.value[:0], f.rest...)
	r.missing = valueSize - uint64(len(f.rest))
	return r.complete(start)
}

// more takes a further part of a large value in.
func (r *reader) more(start int64) error {
	if uint64(len(r.block)) > r.missing || len(r.block) == 0 {
		return damaged(start, "part of a large value")
	}
	r.value = append(r.value, r.block...)
	r.missing -= uint64(len(r.block))
	return r.complete(start)
}

// complete hands a large entry on once all of it was read.
func (r *reader) complete(start int64) error {
	if r.missing > 0 {
		return nil
	}
	return r.entry(r.key, r.value, start)
}

// end takes the trailer in.
func (r *reader) end(f *fields, start int64) error {
	want := Totals{Tables: f.u64(), Entries: f.u64(), Bytes: f.u64()}
	copy(want.Sum[:], f.take(sumSize))
	r.totals.Sum = r.before
	if f.bad || len(f.rest) > 0 || want != r.totals {
		return damaged(start, "totals")
	}
	r.ended = true
	return nil
}
