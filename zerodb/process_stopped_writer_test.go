package zerodb

import (
	"strings"
	"testing"
	"time"

	"github.com/aerolith/aerolith/zerodb/vfs"
	"github.com/aerolith/aerolith/zerodb/vfs/faultfs"
	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// TestReaderComesToAStoppedWriter lets a reading process come to a writer that has stopped: it is told so at once, and not after OpenTimeout that somebody
// recovers. Once the writer is closed it reads what is there, and a later writer is not taken for a stopped one.
func TestReaderComesToAStoppedWriter(t *testing.T) {
	files := faultfs.New(memfs.New(memfs.Options{}))
	opts := smallOptions(files)
	opts.OpenTimeout = time.Hour
	db := openTest(t, "db", opts)
	put(t, db, "t", 0, 10)
	must(t, files.Inject(faultfs.Rule{Op: vfs.OpSyncData, Fault: faultfs.IOError}))
	wantStopped(t, db)
	_, err := OpenReadOnly("db", opts)
	wantError(t, err, ErrStopped)
	if !strings.Contains(err.Error(), "writes has stopped") {
		t.Errorf("the error is %v", err)
	}
	closeTest(t, db)
	reader := openReader(t, "db", opts)
	wantEntries(t, reader, 10)
	next := openTest(t, "db", opts)
	put(t, next, "t", 10, 20)
	second := openReader(t, "db", opts)
	wantEntries(t, second, 20)
	wantEntries(t, reader, 20)
}

// TestReaderFollowsAStoppingWriter has a reading process that was there before the writer stopped, and one that comes afterwards: the state was shown
// already, so both go on to read it.
func TestReaderFollowsAStoppingWriter(t *testing.T) {
	files := faultfs.New(memfs.New(memfs.Options{}))
	opts := smallOptions(files)
	db := openTest(t, "db", opts)
	put(t, db, "t", 0, 10)
	early := openReader(t, "db", opts)
	must(t, files.Inject(faultfs.Rule{Op: vfs.OpSyncData, Fault: faultfs.IOError}))
	wantStopped(t, db)
	wantEntries(t, early, 10)
	wantEntries(t, openReader(t, "db", opts), 10)
}

// TestReaderComesBesideAnOpenTransaction lets a reading process come while a write transaction keeps the writer from showing its state: after OpenTimeout the
// error says that, and not that somebody recovers.
func TestReaderComesBesideAnOpenTransaction(t *testing.T) {
	opts := memOptions()
	db := openTest(t, "db", opts)
	put(t, db, "t", 0, 10)
	tx := begin(t, db, true)
	opts.OpenTimeout = 20 * time.Millisecond
	_, err := OpenReadOnly("db", opts)
	must(t, tx.Rollback())
	wantError(t, err, ErrLocked)
}
