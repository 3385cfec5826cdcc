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

// Commit is one committed transaction as the log has it. The slices of its changes are valid until the next Commit is read.
type Commit struct {
	// Tx is the transaction's number, Previous that of the state on which it builds.
	Tx, Previous uint64
	// Time is when it was committed, by the clock of the process that wrote (Options.Now), in the local time zone.
	Time time.Time
	// Bytes is the size of its changes in the log, in bytes.
	Bytes int
	// Position is the place behind it.
	Position Position

	// payload is its last piece, in general the only one; pieces tells where to read all of them.
	payload []byte
	pieces  *loggedPieces
}

// Changes iterates over what the transaction did, in order. It ends with an error when the log's record is damaged in spite of its checksum, and
// when a transaction that was larger than memory, and is read again for this, has left the log meanwhile: ErrPositionGone.
func (c Commit) Changes() iter.Seq2[Change, error] {
	return func(yield func(Change, error) bool) {
		for payload, err := range c.payloads() {
			if err != nil {
				yield(Change{}, err)
				return
			}
			if !c.yieldPiece(payload, yield) {
				return
			}
		}
	}
}

// yieldPiece yields what stands in one piece. It reports whether to go on.
func (c Commit) yieldPiece(payload []byte, yield func(Change, error) bool) bool {
	var r journal.Reader
	err := r.Reset(payload)
	var tables []string
	for err == nil && r.Next() {
		o := r.Operation()
		if o.Kind == journal.NameTable {
			tables = append(tables, string(o.Key))
			continue
		}
		if !yield(Change{Kind: ChangeKind(o.Kind), Table: tables[o.Table], Key: o.Key, Value: o.Value}, nil) {
			return false
		}
	}
	if err = errors.Join(err, r.Err()); err != nil {
		yield(Change{}, journalDamage(ids.TxID(c.Tx), err))
		return false
	}
	return true
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
