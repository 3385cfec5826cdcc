package journal

import (
	"errors"
	"time"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
)

// ErrTooManyParts says that a transaction has as many pieces as can be numbered.
var ErrTooManyParts = errors.New("zerodb: a transaction has too many pieces in the log")

// Finish completes the transaction and returns the bytes of its last piece, first and what follows it, which are valid until the next call of
// the Writer. wallTime is when it commits, between the years 1678 and 2262; previous is the transaction on whose state it builds.
func (w *Writer) Finish(wallTime time.Time, previous ids.TxID) (first []byte, more [][]byte) {
	if w.part == 0 {
		return w.complete(version, wallTime, previous)
	}
	return w.complete(versionPieces, wallTime, previous)
}

// complete fills in the header and returns all bytes in order.
func (w *Writer) complete(version uint32, wallTime time.Time, previous ids.TxID) (first []byte, more [][]byte) {
	order.PutUint32(w.buffer[offsetVersion:], version|w.part<<8)
	order.PutUint32(w.buffer[offsetCount:], w.count)
	order.PutUint64(w.buffer[offsetWallTime:], uint64(wallTime.UnixNano()))
	order.PutUint64(w.buffer[offsetPrevious:], uint64(previous))
	return w.parts()
}

// Piece completes what was noted since the last cut and returns its bytes, valid until the next call. Once they are kept somewhere,
// Cut goes on behind them. Arguments and bytes are those of Finish.
func (w *Writer) Piece(wallTime time.Time, previous ids.TxID) (first []byte, more [][]byte, err error) {
	if w.part == maxPart {
		return nil, nil, ErrTooManyParts
	}
	first, more = w.complete(versionPieces, wallTime, previous)
	return first, more, nil
}

// Cut begins the next piece. Handles of tables stay right, marks do as long as Reopen can bring their piece back.
func (w *Writer) Cut() {
	w.part++
	w.clearPiece()
}

// clearPiece forgets what is in the buffer.
func (w *Writer) clearPiece() {
	for _, handle := range w.named {
		w.tables[handle].namedAt = 0
	}
	w.giveBack(0)
	w.named, w.count, w.buffer = w.named[:0], 0, w.buffer[:headerSize]
}

// Parts returns how many pieces were cut off.
func (w *Writer) Parts() uint32 { return w.part }

// Part returns the piece in which a mark was taken.
func (m Mark) Part() uint32 { return m.part }

// Reopen makes the piece in which a mark was taken the present one again, up to the mark. b holds the bytes of that piece, which
// are copied. It fails with *FormatError, and the transaction must be given up, when they are not those that Piece returned.
func (w *Writer) Reopen(m Mark, b []byte) error {
	w.clearPiece()
	var r Reader
	if err := r.Reset(b); err != nil {
		return err
	}
	if r.header.Part != m.part || m.length < headerSize || m.length > len(b) {
		return r.fail(offsetVersion, "piece is another one")
	}
	r.input = b[:m.length]
	for r.offset < m.length {
		at := r.offset
		if !r.Next() {
			return r.Err()
		}
		if o := r.Operation(); o.Kind == NameTable {
			w.renamed(string(o.Key), at)
		}
	}
	if r.count != m.count {
		return r.fail(offsetCount, "number of operations differs")
	}
	w.buffer = append(w.buffer[:0], r.input...)
	w.part, w.count = m.part, m.count
	return nil
}

// renamed takes in that a table is named at a place of a piece that is opened again.
func (w *Writer) renamed(name string, at int) {
	handle := w.Table(name)
	entry := &w.tables[handle]
	entry.namedAt, entry.number = at, Number(len(w.named))
	w.named = append(w.named, handle)
}
