package zerodb

import (
	"time"

	"github.com/aerolith/aerolith/zerodb/internal/backup"
	"github.com/aerolith/aerolith/zerodb/internal/ids"
)

// backup loads the full backup.
func (r *restoring) backup() error {
	v := &backupLoader{r: r}
	totals, err := backup.Read(r.ctx, r.o.Backup, maxValueSize, v)
	if err == nil {
		r.report.Backup, err = v.rules.end(totals)
	}
	return err
}

// backupLoader stores what a backup holds.
type backupLoader struct {
	r     *restoring
	rules backupRules
	done  uint64
}

// Head implements backup.Visitor.
func (b *backupLoader) Head(h backup.Head) error {
	if err := b.rules.begin(h); err != nil {
		return err
	}
	opts := b.r.opts
	if opts.PageSize == 0 {
		opts.PageSize = int(h.PageSize)
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
	if err := b.rules.table(t); err != nil {
		return err
	}
	return b.r.load.create(ids.TxID(b.rules.head.Tx), t.Name, t.Options)
}

// Entry implements backup.Visitor.
func (b *backupLoader) Entry(key, value []byte) error {
	if b.done++; b.r.o.Progress != nil && b.done%progressEntries == 0 {
		b.r.o.Progress(RestoringBackup, b.done, b.rules.head.Entries)
	}
	if err := b.rules.entry(key); err != nil {
		return err
	}
	return b.r.load.put(ids.TxID(b.rules.head.Tx), key, value)
}
