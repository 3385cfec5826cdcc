package zerodb

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"time"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/journal"
	"github.com/aerolith/aerolith/zerodb/internal/wal"
)

// Commit is one committed transaction as the log has it. Its slices are valid until the next one is read.
type Commit struct {
	// Tx is the transaction's number, Previous that of the state on which it builds.
	Tx, Previous uint64
	// Time is when it was committed.
	Time time.Time
	// Bytes is the size of its changes in the log.
	Bytes int
	// Position is the place behind it.
	Position Position

	payload []byte
}

// Changes iterates over what the transaction did, in order. It ends with an error when the log's record is damaged in spite of its checksum.
func (c Commit) Changes() iter.Seq2[Change, error] {
	return func(yield func(Change, error) bool) {
		var r journal.Reader
		err := r.Reset(c.payload)
		var tables []string
		for err == nil && r.Next() {
			o := r.Operation()
			if o.Kind == journal.NameTable {
				tables = append(tables, string(o.Key))
				continue
			}
			if !yield(Change{Kind: ChangeKind(o.Kind), Table: tables[o.Table], Key: o.Key, Value: o.Value}, nil) {
				return
			}
		}
		if err = errors.Join(err, r.Err()); err != nil {
			yield(Change{}, journalDamage(ids.TxID(c.Tx), err))
		}
	}
}

// ChangeKind says what a Change does.
type ChangeKind uint8

// The kinds of changes.
const (
	// ChangeCreateTable creates Table; Value has its options as the log keeps them.
	ChangeCreateTable = ChangeKind(journal.CreateTable)
	// ChangeDropTable removes Table with all that it holds, ChangeClearTable only what it holds.
	ChangeDropTable  = ChangeKind(journal.DropTable)
	ChangeClearTable = ChangeKind(journal.ClearTable)
	// ChangePut stores Value under Key.
	ChangePut = ChangeKind(journal.Put)
	// ChangeDelete removes Key, with all of its values where the table has duplicates.
	ChangeDelete = ChangeKind(journal.Delete)
	// ChangeDeleteRange removes the keys from Key on and below Value; an empty one leaves that side open.
	ChangeDeleteRange = ChangeKind(journal.DeleteRange)
	// ChangeDeletePair removes Value from those of Key, in a table with duplicates, where ChangePut adds to them.
	ChangeDeletePair = ChangeKind(journal.DeletePair)
	// ChangeRenameTable gives Table the name Value.
	ChangeRenameTable = ChangeKind(journal.RenameTable)
)

// String names the kind.
func (k ChangeKind) String() string {
	names := [...]string{
		ChangeCreateTable: "create table", ChangeDropTable: "drop table", ChangeClearTable: "clear table", ChangePut: "put",
		ChangeDelete: "delete", ChangeDeleteRange: "delete range", ChangeDeletePair: "delete pair", ChangeRenameTable: "rename table",
	}
	if int(k) >= len(names) || names[k] == "" {
		return fmt.Sprintf("change of kind %d", uint8(k))
	}
	return names[k]
}

// Change is one thing that a transaction did to a table.
type Change struct {
	// Kind says what was done, Table to which table.
	Kind  ChangeKind
	Table string
	// Key and Value are what it was done with, as Kind says.
	Key, Value []byte
}

// commitReader reads commits from a log.
type commitReader struct {
	reader   *wal.Reader
	identity [16]byte
	// last is the last transaction, 0 before the first.
	last ids.TxID
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
	return &commitReader{reader: r, identity: options.Identity, last: ids.TxID(from.Tx)}, nil
}

// next returns the next commit that is complete before limit, or io.EOF when there is none.
func (r *commitReader) next(limit ids.LSN) (Commit, error) {
	for {
		record, err := r.reader.Next(limit)
		if err != nil {
			return Commit{}, historyError(err)
		}
		if record.Type == recordCommit {
			return r.commit(record)
		}
	}
}

// commit makes sure that a transaction does not contradict the one before it. That none is missing between them the log's own chain
// proves; the state that a transaction names as the one before it is that of the last one, or of a checkpoint after it.
func (r *commitReader) commit(record wal.Record) (Commit, error) {
	var header journal.Reader
	if err := header.Reset(record.Payload); err != nil {
		return Commit{}, journalDamage(record.Tx, err)
	}
	if err := checkTx(record.Tx, r.last); err != nil {
		return Commit{}, err
	}
	previous := header.Header().Previous
	if previous < r.last || previous >= record.Tx {
		return Commit{}, fmt.Errorf("history of transaction %d: %w", record.Tx, fault0("log: transaction before"))
	}
	r.last = record.Tx
	at, epoch := r.reader.Position()
	return Commit{
		Tx: uint64(record.Tx), Previous: uint64(previous), Time: header.Header().WallTime, Bytes: len(record.Payload),
		Position: Position{Tx: uint64(record.Tx), identity: r.identity, epoch: epoch, log: at},
		payload:  record.Payload,
	}, nil
}

// start returns where the reader stands in the log.
func (r *commitReader) start() ids.LSN {
	at, _ := r.reader.Position()
	return at.LSN
}

// close gives the reader's file back.
func (r *commitReader) close() { r.reader.Close() }

// historyError says in this package's errors why the log cannot be read on.
func historyError(err error) error {
	switch {
	case errors.Is(err, io.EOF):
		return io.EOF
	case errors.Is(err, wal.ErrGone):
		return fmt.Errorf("%w: %w", ErrPositionGone, err)
	case errors.Is(err, wal.ErrForeign):
		return fmt.Errorf("%w: %w", ErrPositionForeign, err)
	}
	return logCorruption(err)
}
