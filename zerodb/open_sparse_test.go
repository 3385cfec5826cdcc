package zerodb

import (
	"bytes"
	"errors"
	"path/filepath"
	"testing"

	"github.com/aerolith/aerolith/zerodb/vfs"
	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// makeSparse replaces a file by a copy without blocks for what is zero, as cp --sparse does.
func makeSparse(t *testing.T, files vfs.FS, name string) {
	t.Helper()
	source, err := files.OpenReadOnly(name)
	must(t, err)
	size, err := source.Size()
	must(t, err)
	target, err := files.Create(name+".copy", filePermission)
	must(t, err)
	must(t, target.Truncate(size))
	block := make([]byte, 4096)
	zeros := make([]byte, len(block))
	for at := int64(0); at < size; at += int64(len(block)) {
		n, err := source.ReadAt(block, at)
		if n == 0 {
			must(t, err)
		}
		if !bytes.Equal(block[:n], zeros[:n]) {
			_, err := target.WriteAt(block[:n], at)
			must(t, err)
		}
	}
	must(t, errors.Join(source.Close(), target.SyncData(), target.Close(), files.Rename(name+".copy", name), files.SyncDir(filepath.Dir(name))))
}

// sparseCopy makes a database whose data file has more room than content, ended in order or by a kill, as a sparse copy of it.
func sparseCopy(t *testing.T, opts Options, killed bool) *memfs.FS {
	t.Helper()
	files := memfs.New(memfs.Options{CrashImages: true})
	opts.FS = files
	db := openTest(t, "db", opts)
	put(t, db, "t", 0, 1000)
	must(t, db.Checkpoint(t.Context()))
	put(t, db, "t", 1000, 1100)
	if !killed {
		closeTest(t, db)
		file, err := files.Open("db/" + dataName)
		must(t, err)
		size, err := file.Size()
		must(t, err)
		must(t, errors.Join(file.Allocate(size+mebibyte), file.Close()))
	}
	image, err := files.CrashImage(memfs.Everything, nil)
	must(t, err)
	names, err := image.ReadDir("db/" + logName)
	must(t, err)
	for _, name := range names {
		makeSparse(t, image, filepath.Join("db", logName, name))
	}
	makeSparse(t, image, "db/"+dataName)
	return image
}

// sparseEvents returns what was told of missing blocks.
func sparseEvents(l *eventLog) (list []DataFileSparse) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, e := range l.list {
		if s, ok := e.(DataFileSparse); ok {
			list = append(list, s)
		}
	}
	return list
}

// TestSparseCopyGetsItsRoom opens a sparse copy: the blocks are there again before anything is written, which is told once, and a disk that becomes full
// afterwards stops nobody.
func TestSparseCopyGetsItsRoom(t *testing.T) {
	for name, killed := range map[string]bool{"closed": false, "killed": true} {
		t.Run(name, func(t *testing.T) {
			events := &eventLog{}
			opts := smallOptions(nil)
			opts.Events, opts.GrowthStep = events, mebibyte
			files := sparseCopy(t, opts, killed)
			opts.FS = files
			db := openTest(t, "db", opts)
			if list := sparseEvents(events); len(list) != 1 || list[0].Bytes == 0 || list[0].Err != nil {
				t.Fatalf("events: %+v", list)
			}
			put(t, db, "t", 1100, 1110)
			files.SetQuota(files.Used())
			put(t, db, "t", 0, 200) // has its room
			must(t, db.Checkpoint(t.Context()))
			wantEntries(t, db, 1110)
			closeTest(t, db)
			db = openTest(t, "db", opts)
			if n := len(sparseEvents(events)); n != 1 {
				t.Errorf("told %d times", n)
			}
			closeTest(t, db)
		})
	}
}

// TestSparseCopyOnFullDisk opens a sparse copy on a disk with too little room for its blocks: it is read, and every transaction that changes something fails with ErrNoSpace
// and stops nothing; once there is room they go on. It used to stop for good in the middle of a checkpoint.
func TestSparseCopyOnFullDisk(t *testing.T) {
	for room := int64(1); room < 640*kibibyte; room += 64 * kibibyte {
		runWithoutBlocks(t, room)
	}
}

// runWithoutBlocks is one case of TestSparseCopyOnFullDisk.
func runWithoutBlocks(t *testing.T, room int64) {
	t.Helper()
	events := &eventLog{}
	opts := smallOptions(nil)
	opts.Events, opts.GrowthStep = events, mebibyte
	files := sparseCopy(t, opts, false)
	opts.FS = files
	files.SetQuota(files.Used() + room)
	db := openTest(t, "db", opts)
	wantEntries(t, db, 1100)
	for range 3 {
		err := db.Update(func(tx *Tx) error {
			tab, err := tx.Table("t")
			if err != nil {
				return err
			}
			for i := range 300 {
				if err := tab.Put(key(i), value(i+7)); err != nil {
					return err
				}
			}
			return nil
		})
		wantError(t, err, ErrNoSpace)
		if err := db.Checkpoint(t.Context()); err != nil {
			wantError(t, err, ErrNoSpace)
		}
	}
	if list := sparseEvents(events); len(list) != 1 || !errors.Is(list[0].Err, ErrNoSpace) {
		t.Fatalf("events: %+v", list)
	}
	files.SetQuota(0)
	put(t, db, "t", 0, 1200)
	must(t, db.Checkpoint(t.Context()))
	if list := sparseEvents(events); len(list) != 2 || list[1].Err != nil {
		t.Fatalf("events: %+v", list)
	}
	closeTest(t, db)
}

// TestSparseCopyOfTheKilledOnFullDisk opens a sparse copy that has something to replay on a disk with more and more room: it opens, or
// says that there is no room, and nothing is lost.
func TestSparseCopyOfTheKilledOnFullDisk(t *testing.T) {
	opts := smallOptions(nil)
	opts.GrowthStep = mebibyte
	refused := 0
	for room := int64(1); room < 3*mebibyte; room += 200 * kibibyte {
		files := sparseCopy(t, opts, true)
		o := opts
		o.FS = files
		files.SetQuota(files.Used() + room)
		db, err := Open("db", o)
		if err == nil {
			wantEntries(t, db, 1100)
			if err := db.Close(); err != nil {
				wantError(t, err, ErrNoSpace)
			}
		} else {
			refused++
			wantError(t, err, ErrNoSpace)
		}
		files.SetQuota(0)
		db = openTest(t, "db", o)
		wantEntries(t, db, 1100)
		closeTest(t, db)
	}
	if refused == 0 {
		t.Error("the disk was never full")
	}
}
