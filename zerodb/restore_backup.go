package zerodb

import (
	"fmt"
	"time"

	"github.com/aerolith/aerolith/zerodb/internal/backup"
	"github.com/aerolith/aerolith/zerodb/internal/ids"
)

// backup loads the full backup.
func (r *restoring) backup() error {
	v := &backupLoader{r: r}
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
}

// Head implements backup.Visitor.
func (b *backupLoader) Head(h backup.Head) error {
	b.head = h
	opts := b.r.opts
	if opts.PageSize == 0 {
		opts.PageSize = int(h.PageSize)
	}
	if h.Tx < uint64(firstTx) || h.Tx >= uint64(txMax) {
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
	return b.r.load.create(ids.TxID(b.head.Tx), t.Name, t.Options)
}

// Entry implements backup.Visitor.
func (b *backupLoader) Entry(key, value []byte) error {
	if b.done++; b.r.o.Progress != nil && b.done%progressEntries == 0 {
		b.r.o.Progress(RestoringBackup, b.done, b.head.Entries)
	}
	return b.r.load.put(ids.TxID(b.head.Tx), key, value)
}
