package zerodb

import (
	"errors"
	"fmt"
	"time"

	"github.com/aerolith/aerolith/zerodb/internal/backup"
	"github.com/aerolith/aerolith/zerodb/internal/catalog"
	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/keyform"
	"github.com/aerolith/aerolith/zerodb/internal/page"
)

// backup loads the full backup.
func (r *restoring) backup() error {
	v := &backupLoader{r: r, scratch: make([]byte, 0, page.MaxKeySize(page.MaxSize))}
	totals, err := backup.Read(r.ctx, r.o.Backup, maxValueSize, v)
	if err != nil {
		return err
	}
	r.report.Backup = describeBackup(v.head, totals)
	if totals.Tables != v.head.Tables || totals.Entries != v.head.Entries {
		return fmt.Errorf("%w: it announces other totals than it has", ErrBackupDamaged)
	}
	if v.head.Position != "" && r.report.Backup.Position.identity != v.head.Identity {
		return fmt.Errorf("%w: log position", ErrBackupDamaged)
	}
	return nil
}

// backupLoader stores what a backup holds.
type backupLoader struct {
	r    *restoring
	head backup.Head
	done uint64
	// form is that of the keys of the present table, scratch memory for a key.
	form    keyform.Form
	scratch []byte
}

// Head implements backup.Visitor.
func (b *backupLoader) Head(h backup.Head) error {
	b.head = h
	opts := b.r.opts
	if opts.PageSize == 0 {
		opts.PageSize = int(h.PageSize)
	}
	if h.Tx < uint64(firstTx) || h.Tx > uint64(txLoaded) {
		return fmt.Errorf("%w: transaction number", ErrBackupDamaged)
	}
	if taken, target := time.Unix(0, h.WallTime), b.r.o.ToTime; !target.IsZero() && target.Before(taken) {
		return &RestoreTargetError{From: h.Tx, WantTime: target, FromTime: taken}
	}
	load, err := newLoader(b.r.work, opts)
	b.r.load = load
	return err
}

// Table implements backup.Visitor.
func (b *backupLoader) Table(t backup.Table) error {
	form, ok := catalog.DecodeForm(t.Options)
	if !ok {
		return fmt.Errorf("%w: options of a table", ErrBackupDamaged)
	}
	b.form = form
	err := b.r.load.create(ids.TxID(b.head.Tx), t.Name, t.Options)
	if damage, ok := errors.AsType[*CorruptionError](err); ok && damage.OfLog() {
		return fmt.Errorf("%w: a table with the name of another one", ErrBackupDamaged)
	}
	return err
}

// Entry implements backup.Visitor.
func (b *backupLoader) Entry(key, value []byte) error {
	if b.done++; b.r.o.Progress != nil && b.done%progressEntries == 0 {
		b.r.o.Progress(RestoringBackup, b.done, b.head.Entries)
	}
	if !b.form.Plain() && !b.form.Sound(b.scratch, key) {
		return fmt.Errorf("%w: a key that its table cannot have", ErrBackupDamaged)
	}
	return b.r.load.put(ids.TxID(b.head.Tx), key, value)
}
