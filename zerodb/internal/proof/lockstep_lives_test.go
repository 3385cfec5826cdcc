package proof

import (
	"bytes"
	"errors"

	"github.com/aerolith/aerolith/zerodb"
	"github.com/aerolith/aerolith/zerodb/vfs/faultfs"
)

// begin opens both databases.
func (l *lockstep) begin() {
	l.open()
	l.second.open()
	if l.archived {
		var out bytes.Buffer
		_, err := l.first.db.Backup(tContext(), &out, zerodb.BackupOptions{})
		must(l.t, err)
		l.backup = out.Bytes()
	}
}

// open opens the first database for another life, often with other options.
func (l *lockstep) open() {
	if l.Lives > 0 && l.random.IntN(2) == 0 {
		l.choose(&l.first.options, l.random)
	}
	if l.archived {
		l.first.options.ArchivePath = archivePath
	}
	l.limit(&l.first.options)
	if l.wanted != nil {
		l.wanted(&l.first.options)
		l.wanted = nil
	}
	l.faults = faultfs.New(l.first.files)
	l.process = &process{FS: l.faults}
	if l.random.IntN(4) == 0 {
		must(l.t, l.hideArchive())
	}
	l.first.options.FS = sharingProcess{l.process}
	l.openFirst()
	l.Lives++
	l.found()
}

// limit draws how large a transaction may be, where that differs between lives.
func (l *lockstep) limit(o *zerodb.Options) {
	const pages, valueMax = 16, 16 << 10
	o.MaxTxBytes, o.MaxValueSize = 0, valueMax
	if !l.limited || l.random.IntN(2) == 0 {
		return
	}
	o.MaxTxBytes = max(64<<10, pages*int64(max(o.PageSize, 4<<10)))
	if l.random.IntN(2) == 0 {
		o.MaxDirtyPages = -1 // else it spills long before
	}
}

// openFirst opens the first database, where the log may have a transaction that is too large for this life, and the disk may be full.
func (l *lockstep) openFirst() {
	err := l.first.tryOpen()
	if isTooLarge(err) && l.first.options.MaxTxBytes != 0 {
		l.Limited++
		l.first.options.MaxTxBytes = 0
		err = l.first.tryOpen()
	}
	if l.filled > 0 && errors.Is(err, zerodb.ErrNoSpace) {
		l.Refused++
		l.heal()
		err = l.first.tryOpen()
	}
	must(l.t, err)
}

// isTooLarge reports whether a transaction was too large.
func isTooLarge(err error) bool {
	var limit *zerodb.LimitError
	return errors.As(err, &limit) && limit.Option == "MaxTxBytes"
}

// restart ends a life in which the first database refuses something for good, and begins another one that does not.
func (l *lockstep) restart() error {
	l.heal()
	if err := l.settle(); err != nil {
		return err
	}
	if err := l.look(); err != nil {
		return err
	}
	l.first.close()
	l.open()
	return l.rejoin()
}

// settle waits for the commits that nobody waits for yet.
func (l *lockstep) settle() error {
	for _, p := range l.pending {
		if err := p.Wait(tContext()); err != nil {
			return err
		}
	}
	l.pending = nil
	return nil
}

// heal makes room on the disk, and lets no call fail any more.
func (l *lockstep) heal() {
	l.first.files.SetQuota(0)
	l.faults.Heal()
	l.filled, l.broken, l.armed = 0, 0, false
}

// healInTime heals what has lasted long enough.
func (l *lockstep) healInTime() {
	if l.filled > 0 {
		if l.filled--; l.filled == 0 {
			l.first.files.SetQuota(0)
		}
	}
	if l.broken > 0 {
		if l.broken--; l.broken == 0 {
			l.faults.Heal()
		}
	}
}
