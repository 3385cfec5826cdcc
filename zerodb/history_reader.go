package zerodb

import (
	"errors"
	"fmt"
	"io"
	"iter"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/journal"
	"github.com/aerolith/aerolith/zerodb/internal/wal"
)

// commitReader reads commits from a log.
type commitReader struct {
	reader   *wal.Reader
	options  wal.Options
	identity [16]byte
	// last is the last transaction, 0 before the first.
	last ids.TxID
	// joining says that reading began at the oldest segment, maybe inside a transaction that was logged in pieces.
	joining bool
	// chain follows such transactions; began is where the present one begins, pieceBytes the size of its pieces so far.
	chain      journal.Chain
	began      wal.Position
	pieceBytes int
}

// loggedPieces tells where a transaction that was logged in pieces lies.
type loggedPieces struct {
	options wal.Options
	began   wal.Position
	end     ids.LSN
}

// newCommitReader begins behind a position.
func newCommitReader(options wal.Options, from Position) (*commitReader, error) {
	if !from.IsZero() && from.identity != options.Identity {
		return nil, ErrPositionForeign
	}
	r, err := wal.NewReader(options, from.log, from.epoch)
	if err != nil {
		return nil, historyError(err)
	}
	return &commitReader{reader: r, options: options, identity: options.Identity, last: ids.TxID(from.Tx), joining: from.IsZero()}, nil
}

// next returns the next commit that is complete before limit, or io.EOF when there is none.
func (r *commitReader) next(limit ids.LSN) (Commit, error) {
	for {
		record, err := r.reader.Next(limit)
		if err != nil {
			return Commit{}, historyError(err)
		}
		commit, whole, err := r.record(record)
		if whole || err != nil {
			return commit, err
		}
	}
}

// record takes a record in, and reports whether a commit is whole with it.
func (r *commitReader) record(record wal.Record) (c Commit, whole bool, err error) {
	if record.Type != recordPiece && record.Type != recordCommit {
		r.chain.Drop()
		r.joining = false
		return c, false, nil
	}
	var in journal.Reader
	if err := in.Reset(record.Payload); err != nil {
		return c, false, journalDamage(record.Tx, err)
	}
	header := in.Header()
	if r.joining && header.Part > 0 { // the rest of a transaction whose beginning is not kept
		r.joining = record.Type == recordPiece
		return c, false, nil
	}
	r.joining = false
	if record.Type == recordPiece {
		return c, false, r.piece(record, header)
	}
	c, err = r.commit(record, header)
	return c, err == nil, err
}

// piece takes in a piece of a transaction, which counts only when the commit record comes.
func (r *commitReader) piece(record wal.Record, header journal.Header) error {
	first, err := r.chain.Add(record.Tx, header)
	if err != nil {
		return journalDamage(record.Tx, err)
	}
	if first {
		r.began, r.pieceBytes = r.reader.Began(), 0
	}
	r.pieceBytes += len(record.Payload)
	return nil
}

// commit makes sure that a transaction does not contradict the one before it. That none is missing between them the log's own chain
// proves; the state that a transaction names as the one before it is that of the last one, or of a checkpoint after it.
func (r *commitReader) commit(record wal.Record, header journal.Header) (Commit, error) {
	if err := checkTx(record.Tx, r.last); err != nil {
		return Commit{}, err
	}
	if err := r.chain.Commit(record.Tx, header); err != nil {
		return Commit{}, journalDamage(record.Tx, err)
	}
	previous := header.Previous
	if previous < r.last || previous >= record.Tx {
		return Commit{}, fmt.Errorf("history of transaction %d: %w", record.Tx, fault0("log: transaction before"))
	}
	r.last = record.Tx
	at, epoch := r.reader.Position()
	c := Commit{
		Tx: uint64(record.Tx), Previous: uint64(previous), Time: header.WallTime, Bytes: len(record.Payload),
		Position: Position{Tx: uint64(record.Tx), identity: r.identity, epoch: epoch, log: at},
		payload:  record.Payload,
	}
	if header.Part > 0 {
		c.Bytes += r.pieceBytes
		c.pieces = &loggedPieces{options: r.options, began: r.began, end: at.LSN}
	}
	return c, nil
}

// from returns the log position that must be kept for the changes of the commit to be read.
func (c *Commit) from() ids.LSN {
	if c.pieces != nil {
		return c.pieces.began.LSN
	}
	return c.Position.log.LSN
}

// payloads iterates over the pieces of the transaction's journal. One that was logged in several is read from the log again.
func (c Commit) payloads() iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		if c.pieces == nil {
			yield(c.payload, nil)
			return
		}
		if err := c.pieces.read(ids.TxID(c.Tx), yield); err != nil {
			yield(nil, fmt.Errorf("zerodb: pieces of transaction %d: %w", c.Tx, err))
		}
	}
}

// read yields the pieces until the body ends the loop. The log has shown them once, so anything else than they is damage.
func (p *loggedPieces) read(tx ids.TxID, yield func([]byte, error) bool) error {
	r, err := wal.NewReader(p.options, p.began, 0)
	if err != nil {
		return historyError(err)
	}
	defer r.Close()
	for part := uint32(0); ; part++ {
		record, err := r.Next(p.end)
		if errors.Is(err, io.EOF) {
			return fault0("log: piece of a transaction")
		}
		if err != nil {
			return historyError(err)
		}
		var in journal.Reader
		if err := in.Reset(record.Payload); err != nil {
			return journalDamage(tx, err)
		}
		if record.Tx != tx || in.Header().Part != part {
			return fault0("log: piece of a transaction")
		}
		if !yield(record.Payload, nil) || record.Type == recordCommit {
			return nil
		}
	}
}

// start returns where the reader stands in the log.
func (r *commitReader) start() ids.LSN {
	at, _ := r.reader.Position()
	return at.LSN
}

// close gives the reader's file back.
func (r *commitReader) close() { r.reader.Close() }
