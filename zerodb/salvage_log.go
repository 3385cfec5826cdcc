package zerodb

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/aerolith/aerolith/zerodb/internal/catalog"
	"github.com/aerolith/aerolith/zerodb/internal/fault"
	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/journal"
	"github.com/aerolith/aerolith/zerodb/internal/meta"
	"github.com/aerolith/aerolith/zerodb/internal/page"
	"github.com/aerolith/aerolith/zerodb/internal/wal"
	"github.com/aerolith/aerolith/zerodb/vfs"
)

// vfsFS is the file system.
type vfsFS = vfs.FS

// logPosition returns where the log behind a checkpoint begins.
func logPosition(m meta.Meta) wal.Position { return wal.Position(m.Log) }

// log repeats what the log has behind a position, as far as it can be read.
func (s *salvage) log(identity [16]byte, from Position) error {
	s.report.LastTx = uint64(s.tx)
	source := logSource{fs: s.i.opts.FS, path: s.i.path, archive: s.o.ArchivePath, identity: identity}
	commits, err := newCommitReader(source.options(), from)
	if err != nil {
		return s.logDamage(err)
	}
	defer commits.close()
	joined := false // the log has all that followed the state of the tables
	for {
		if err := s.ctx.Err(); err != nil {
			return err
		}
		commit, err := commits.next(endOfLog)
		switch {
		case errors.Is(err, io.EOF):
			if !joined {
				s.tellMissing(s.newest)
			}
			return nil
		case err != nil:
			return s.logDamage(err)
		case !joined:
			s.tellMissing(ids.TxID(commit.Previous))
			joined = true
		}
		if ids.TxID(commit.Tx) <= s.tx {
			continue // the checkpoint has it
		}
		broken, err := s.repeat(commit)
		if err != nil {
			return err
		}
		if broken != nil {
			return s.logDamage(fmt.Errorf("transaction %d: %w", commit.Tx, broken))
		}
	}
}

// tellMissing tells that the log begins behind the state of the tables that were found, where something shows that the database came to a later transaction before. It may have changed nothing: checkpoints have
// numbers too, and leaves that were changed in their place do not make the catalog younger.
func (s *salvage) tellMissing(later ids.TxID) {
	if later > s.tx {
		err := fmt.Errorf("transactions after %d up to %d may be missing: %w", s.tx, later, fault.New(0, "log: transaction before", 0, uint64(s.tx), uint64(later)))
		s.report.Gaps = append(s.report.Gaps, Finding{Lost: true, Err: err})
	}
}

// logDamage reports why the log could not be read to its end, and returns what is no damage.
func (s *salvage) logDamage(err error) error {
	if errors.As(err, new(*LogVersionError)) {
		return err
	}
	s.report.LogDamage = err
	return nil
}

// repeat applies a commit, or nothing of it where a change cannot be read: that has broken it off. A table that was lost is made again for what the log has of it.
func (s *salvage) repeat(c Commit) (broken, err error) {
	s.load.beginCommit(ids.TxID(c.Tx))
	gaps, plain := len(s.report.Gaps), len(s.report.PlainTables)
	for change, err := range c.Changes() {
		if err != nil {
			s.report.Gaps, s.report.PlainTables = s.report.Gaps[:gaps], s.report.PlainTables[:plain]
			return err, s.load.takeBack()
		}
		if err := errors.Join(s.repeatChange(change), s.load.spill()); err != nil {
			return nil, err
		}
	}
	s.report.LogTransactions++
	s.report.LastTx = c.Tx
	return nil, s.load.endCommit(ids.TxID(c.Tx))
}

// repeatChange applies one change.
func (s *salvage) repeatChange(c Change) error {
	o := journal.Operation{Kind: journal.Kind(c.Kind), Key: c.Key, Value: c.Value}
	tx := s.load.replay.tx
	table, err := tx.Table(c.Table)
	exists := !errors.Is(err, ErrTableNotFound)
	if exists && err != nil {
		return err
	}
	switch {
	case c.Table == catalog.RemainsName:
		s.report.Gaps = append(s.report.Gaps, Finding{Lost: true, Err: fault0("log: name of a table")})
		return nil
	case exists && o.Kind == journal.CreateTable:
		return nil // found in a state that has it already
	case !exists && o.Kind == journal.DropTable:
		return nil
	case o.Kind == journal.RenameTable && errors.As(s.load.replay.isFree(string(o.Value)), new(*CorruptionError)):
		if exists {
			s.report.Gaps = append(s.report.Gaps, Finding{Table: c.Table, Lost: true, Err: ErrTableExists})
		}
		return nil // found in a state in which it has the other name already
	case !exists && o.Kind != journal.CreateTable:
		s.report.Gaps = append(s.report.Gaps, Finding{Table: c.Table, Lost: true, Err: ErrTableNotFound})
		if err := s.load.replay.operation(c.Table, journal.Operation{Kind: journal.CreateTable}); err != nil {
			return err
		}
		s.report.PlainTables = append(s.report.PlainTables, c.Table)
		if table, err = tx.Table(c.Table); err != nil {
			return err
		}
	}
	if err := misfit(table, o); err != nil {
		s.report.Gaps = append(s.report.Gaps, Finding{Table: c.Table, Lost: true, Low: bytes.Clone(c.Key), High: append(bytes.Clone(c.Key), 0), Err: err})
		return nil
	}
	return s.load.replay.operation(c.Table, o)
}

// misfit says why a table, nil for one that is to be made, cannot take a change: it was found in a state in which it had other options than when that was logged, or the pages of the new database are smaller.
func misfit(table *Table, o journal.Operation) error {
	switch o.Kind {
	case journal.CreateTable:
		if _, ok := catalog.DecodeForm(o.Value); !ok {
			return fault0("log: options of a new table")
		}
		return nil
	case journal.Put, journal.Delete, journal.DeletePair:
	default:
		return nil
	}
	if err := table.checkKey(o.Key); err != nil {
		return err
	}
	size, limit := len(table.treeKey(o.Key)), page.MaxKeySize(table.tx.db.opts.PageSize)
	if table.form.Duplicates && o.Kind != journal.Delete {
		size += len(o.Value)
	}
	if size > limit {
		return &LimitError{Limit: "key size", Value: int64(size), Max: int64(limit), Option: "PageSize"}
	}
	return nil
}
