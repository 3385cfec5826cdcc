package dbcmd

import (
	"encoding/binary"
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/aerolith/aerolith/zerodb"
)

// TestBackupUnderLoad takes backups while several goroutines write as fast as they can, with checkpoints and an archive. Each transaction sets all
// tables to its serial number, so what a backup restores must have the same number in all of them, no smaller than what was acknowledged
// before the backup began. With the archive and the log every acknowledged commit comes back, so what a backup may lose is nothing.
func TestBackupUnderLoad(t *testing.T) {
	const writers, backups = 4, 3
	dir := t.TempDir()
	path, archive := filepath.Join(dir, "db"), filepath.Join(dir, "archive")
	db, err := zerodb.Open(path, zerodb.Options{LogSegmentSize: 64 << 10, CheckpointLogBytes: 256 << 10, ArchivePath: archive})
	must(t, err)
	must(t, setSerial(db))
	var acknowledged atomic.Uint64
	var working sync.WaitGroup
	stop := make(chan struct{})
	for range writers {
		working.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				if err := setSerial(db); err != nil {
					t.Error(err)
					return
				}
				acknowledged.Add(1)
			}
		})
	}
	for i := range backups {
		file, target := filepath.Join(dir, fmt.Sprint("backup", i)), filepath.Join(dir, fmt.Sprint("restored", i))
		for seen := acknowledged.Load(); acknowledged.Load() < seen+writers && !t.Failed(); {
			_, err := serialOf(db) // the writers are at work now
			must(t, err)
		}
		before := acknowledged.Load()
		wantRun(t, 0, nil, "backup", path, "-o", file)
		wantRun(t, 0, nil, "restore", file, target)
		wantRun(t, 0, []string{"sound"}, "check", target)
		wantSerial(t, target, before)
	}
	close(stop)
	working.Wait()
	last, err := serialOf(db)
	must(t, err)
	restored := filepath.Join(dir, "restored to the end")
	wantRun(t, 0, nil, "restore", filepath.Join(dir, "backup0"), restored, "--archive", archive, "--log", path)
	must(t, db.Close())
	wantSerial(t, restored, last)
}

// tableCount is how many tables bear the serial number.
const tableCount = 5

// setSerial makes one transaction, which stores the next serial number in each table, with ballast.
func setSerial(db *zerodb.DB) error {
	return db.Update(func(tx *zerodb.Tx) error {
		var n uint64
		for i := range tableCount {
			table, err := tx.CreateTable(fmt.Sprint("table", i), zerodb.TableOptions{})
			if err != nil {
				return err
			}
			if i == 0 {
				value, err := table.Get([]byte("serial"))
				if err != nil && !errors.Is(err, zerodb.ErrNotFound) {
					return err
				}
				if err == nil {
					n = binary.BigEndian.Uint64(value) + 1
				}
			}
			value := binary.BigEndian.AppendUint64(nil, n)
			if err := errors.Join(table.Put([]byte("serial"), value), table.Put(fmt.Appendf(nil, "ballast %d", n%500), append(value, make([]byte, 500)...))); err != nil {
				return err
			}
		}
		return nil
	})
}

// serialOf returns the serial number, which must be the same in all tables.
func serialOf(db *zerodb.DB) (n uint64, err error) {
	err = db.View(func(tx *zerodb.Tx) error {
		for i := range tableCount {
			table, err := tx.Table(fmt.Sprint("table", i))
			if err != nil {
				return err
			}
			value, err := table.Get([]byte("serial"))
			if err != nil {
				return err
			}
			if got := binary.BigEndian.Uint64(value); i == 0 {
				n = got
			} else if got != n {
				return fmt.Errorf("table %d has %d, table 0 has %d", i, got, n)
			}
		}
		return nil
	})
	return n, err
}

// wantSerial opens a database, which must have a serial number in all tables, that one at least.
func wantSerial(t *testing.T, path string, least uint64) {
	t.Helper()
	db, err := zerodb.Open(path, zerodb.Options{Create: zerodb.CreateNever})
	must(t, err)
	n, err := serialOf(db)
	must(t, errors.Join(err, db.Close()))
	if n < least {
		t.Errorf("%s has serial number %d, want at least %d", path, n, least)
	}
}
