package zerodb

import (
	"cmp"
	"crypto/rand"
	"time"

	"github.com/aerolith/aerolith/zerodb/internal/page"
	"github.com/aerolith/aerolith/zerodb/vfs"
)

// Units of the defaults.
const (
	kibibyte = 1 << 10
	mebibyte = 1 << 20
	gibibyte = 1 << 30
	tebibyte = 1 << 40
)

// DefaultOptions returns the options of a production database. Each number's reason stands beside it.
func DefaultOptions() Options { return Options{}.withDefaults() }

// withDefaults replaces every zero by its default.
func (o Options) withDefaults() Options {
	if o.FS == nil {
		o.FS = vfs.OS()
	}
	o.PageSize = cmp.Or(o.PageSize, 4*kibibyte) // the unit of the page cache
	o.SyncInterval = cmp.Or(o.SyncInterval, 100*time.Millisecond)
	o.LogSegmentSize = cmp.Or(o.LogSegmentSize, 16*mebibyte)                                // zeroing one ahead takes milliseconds
	o.CheckpointLogBytes = cmp.Or(o.CheckpointLogBytes, max(64*mebibyte, o.LogSegmentSize)) // replayed in well under 2 s
	o.CheckpointInterval = cmp.Or(o.CheckpointInterval, 5*time.Minute)
	o.CheckpointHeldPercent = cmp.Or(o.CheckpointHeldPercent, 10) // a tenth of the file for as many more checkpoints
	o.LogHoldBytes = cmp.Or(o.LogHoldBytes, 256*mebibyte)         // a stuck watcher costs no more disk than this
	o.MaxDatabaseSize = cmp.Or(o.MaxDatabaseSize, 1*tebibyte)     // address space only; nothing is reserved on disk
	o.GrowthStep = cmp.Or(o.GrowthStep, max(1*mebibyte, int64(o.PageSize)))
	o.MaxTxBytes = cmp.Or(o.MaxTxBytes, max(256*mebibyte, 4*int64(o.MaxValueSize))) // a load of 100,000 random records fits ten times
	o.MaxDirtyPages = cmp.Or(o.MaxDirtyPages, 10_000)                               // 40 MiB with pages of 4 KiB
	o.MaxUnwrittenBytes = cmp.Or(o.MaxUnwrittenBytes, 256*mebibyte)                 // what 64 MiB of log with small random records change
	o.MaxKeySize = cmp.Or(o.MaxKeySize, min(kibibyte, page.MaxKeySize(max(o.PageSize, minPageSize))))
	o.MaxValueSize = cmp.Or(o.MaxValueSize, 64*mebibyte)
	o.MaxTables = cmp.Or(o.MaxTables, 10_000)
	o.MaxReaders = cmp.Or(o.MaxReaders, 4096)                          // 64 bytes of memory each
	o.MaxCloseMoveBytes = cmp.Or(o.MaxCloseMoveBytes, 128*mebibyte)    // a fraction of a second
	o.ReaderCheckInterval = cmp.Or(o.ReaderCheckInterval, time.Second) // a wake-up that nobody notices
	o.MaxReaderProcesses = cmp.Or(o.MaxReaderProcesses, 64)            // 32 KiB of the lock file each
	o.OpenTimeout = cmp.Or(o.OpenTimeout, 10*time.Second)              // many times what an opening holds others up for
	o.CloseTimeout = cmp.Or(o.CloseTimeout, time.Minute)               // a transaction that is still used ends earlier
	o.MaxOverlayBytes = cmp.Or(o.MaxOverlayBytes, 256*mebibyte)
	o.MaxSavepoints = cmp.Or(o.MaxSavepoints, 64)
	o.MaxPendingCommits = cmp.Or(o.MaxPendingCommits, 4096)
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Random == nil {
		o.Random = rand.Reader
	}
	return o
}

// leastTxPages is for how many pages any transaction has memory: a change copies the pages above its place, and may split each of them.
const leastTxPages = 16

// forPages returns the options of a database with pages of the given size.
func (o Options) forPages(size int) Options {
	o.PageSize = size
	o.MaxTxBytes = max(o.MaxTxBytes, leastTxPages*int64(size))
	return o
}
