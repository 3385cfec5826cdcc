package zerodb

import (
	"bytes"
	"errors"
	"io"
	"testing"
	"time"

	"github.com/aerolith/aerolith/zerodb/internal/catalog"
	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/journal"
	"github.com/aerolith/aerolith/zerodb/internal/keyform"
	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// Goal: a restore tells of damage in the log, leaves out what is damaged as a whole, and is not disturbed by what lies behind its target. Method: logs with commits of the tests' own making, and
// with flipped bytes.

// journalOf makes a payload of a commit.
func journalOf(change func(w *journal.Writer)) func(ids.TxID) []byte {
	return func(previous ids.TxID) []byte {
		var w journal.Writer
		w.Reset()
		change(&w)
		first, more := w.Finish(time.Unix(1000, 0), previous)
		return bytes.Join(append([][]byte{first}, more...), nil)
	}
}

// TestRestoreRepeatsNoHalfCommit restores along a log in which a commit is damaged in spite of its checksum, at its end, or because its changes fit no table: without a target the restore ends
// before it and says so, whether transactions come before it or not; with one behind it, it is an error.
func TestRestoreRepeatsNoHalfCommit(t *testing.T) {
	half := func(w *journal.Writer) { w.Put(w.Table("t"), key(100), value(100)) }
	for name, payload := range map[string]func(ids.TxID) []byte{
		"rubbish at the end": func(previous ids.TxID) []byte { return append(journalOf(half)(previous), 0xff, 0xff, 0xff) },
		"no table":           journalOf(func(w *journal.Writer) { half(w); w.Put(w.Table("nowhere"), key(0), value(0)) }),
		"no options":         journalOf(func(w *journal.Writer) { half(w); w.CreateTable(w.Table("strange"), []byte("no options")) }),
	} {
		for _, before := range []int{0, 1} {
			files := memfs.New(memfs.Options{CrashImages: true})
			opts := smallOptions(files)
			db := openTest(t, "db", opts)
			put(t, db, "t", 0, 10)
			stream, info := takeBackup(t, db)
			if before == 1 {
				put(t, db, "t", 10, 11)
			}
			want, err := content(db)
			must(t, err)
			appendCommit(t, db, payload)
			opts.FS = leftBy(t, files, memfs.Everything)
			report, err := Restore(t.Context(), "new", opts, RestoreOptions{Backup: bytes.NewReader(stream), LogPath: "db"})
			if err != nil || report.LogDamage == nil || report.Transactions != uint64(before) {
				t.Fatalf("%s: %+v, %v", name, report, err)
			}
			made := openTest(t, "new", opts)
			wantContent(t, made, want)
			wantSound(t, made)
			put(t, made, "u", 0, 10)
			closeTest(t, made)
			_, err = Restore(t.Context(), "target", opts, RestoreOptions{Backup: bytes.NewReader(stream), LogPath: "db", ToTx: info.Tx + 100})
			if !errors.As(err, new(*CorruptionError)) {
				t.Errorf("%s: with a target behind it: %v", name, err)
			}
		}
	}
}

// TestDamagedCommitLeavesNoNumber takes a commit back for which a batch was begun, since the one before was full: what was made is the state of the last transaction that was complete.
func TestDamagedCommitLeavesNoNumber(t *testing.T) {
	const last, damaged = 10, 12
	l, err := newLoader("db", memOptions())
	must(t, err)
	create := journal.Operation{Kind: journal.CreateTable, Value: catalog.EncodeForm(keyform.Form{})}
	must(t, l.create(last, "t", create.Value))
	must(t, l.put(last, key(1), value(1)))
	l.reach(last)
	must(t, l.replay.flush())
	l.begin(damaged)
	l.replay.tx.pushMark()
	must(t, l.replay.operation("half", create))
	must(t, l.takeBack())
	must(t, l.finish(last))
	if made := l.db.w.latest.Tx; made != last {
		t.Errorf("transaction %d was made, want %d", made, last)
	}
	must(t, l.close(nil))
}

// TestRestoreBeforeDamage restores to a transaction behind which the log is damaged, and to that of the backup where all of the log is gone: nothing of that is needed.
func TestRestoreBeforeDamage(t *testing.T) {
	files := memfs.New(memfs.Options{CrashImages: true})
	opts := smallOptions(files)
	db := openTest(t, "db", opts)
	put(t, db, "t", 0, 10)
	stream, info := takeBackup(t, db)
	put(t, db, "t", 10, 20)
	at, err := db.Position(t.Context())
	must(t, err)
	put(t, db, "t", 20, 30)
	put(t, db, "t", 30, 40)
	opts.FS = leftBy(t, files, memfs.Everything)
	damageLog(t, opts.FS.(*memfs.FS), key(25))
	report, all := restoreTest(t, "new", opts, RestoreOptions{Backup: bytes.NewReader(stream), LogPath: "db", ToTx: at.Tx})
	if report.Tx != at.Tx || len(all) != 21 { // with the table
		t.Errorf("%d entries, %+v", len(all), report)
	}
	_, err = Restore(t.Context(), "behind", opts, RestoreOptions{Backup: bytes.NewReader(stream), LogPath: "db", ToTx: at.Tx + 1})
	if !errors.As(err, new(*CorruptionError)) {
		t.Errorf("with a target in the damage: %v", err)
	}
	report, _ = restoreTest(t, "same", opts, RestoreOptions{Backup: bytes.NewReader(stream), LogPath: "nowhere", ToTx: info.Tx})
	if report.Tx != info.Tx {
		t.Errorf("to the transaction of the backup: %+v", report)
	}
}

// damageLog changes a byte of the log at the first place that has some bytes.
func damageLog(t *testing.T, files *memfs.FS, at []byte) {
	t.Helper()
	names, err := files.ReadDir("db/wal")
	must(t, err)
	for _, name := range names {
		file, err := files.Open("db/wal/" + name)
		must(t, err)
		size, err := file.Size()
		must(t, err)
		all := make([]byte, size)
		_, err = file.ReadAt(all, 0)
		must(t, err)
		offset := bytes.Index(all, at)
		if offset >= 0 {
			_, err = file.WriteAt([]byte{at[0] ^ 1}, int64(offset))
			must(t, err)
		}
		must(t, file.Close())
		if offset >= 0 {
			return
		}
	}
	t.Fatalf("the log has no %q", at)
}

// TestRestoreAfterAPanic lets the reader of a backup, and who watches, panic in the middle: nothing is left, and the next restore of that name succeeds.
func TestRestoreAfterAPanic(t *testing.T) {
	opts := memOptions()
	db := openTest(t, "db", opts)
	put(t, db, "t", 0, 2*progressEntries)
	stream, _ := takeBackup(t, db)
	for name, o := range map[string]RestoreOptions{
		"reader":   {Backup: io.MultiReader(bytes.NewReader(stream[:len(stream)/2]), readerFunc(func([]byte) (int, error) { panic("gone") }))},
		"listener": {Backup: bytes.NewReader(stream), Progress: func(RestorePhase, uint64, uint64) { panic("gone") }},
	} {
		func() {
			defer func() {
				if recover() != "gone" {
					t.Errorf("%s: the panic does not go on", name)
				}
			}()
			_, err := Restore(t.Context(), "new", opts, o)
			t.Errorf("%s: %v", name, err)
		}()
		names, err := opts.FS.ReadDir(".")
		must(t, err)
		if len(names) != 1 {
			t.Errorf("%s: left are %v", name, names)
		}
		_, all := restoreTest(t, "new/", opts, RestoreOptions{Backup: bytes.NewReader(stream)})
		if len(all) != 2*progressEntries+1 { // with the table
			t.Errorf("%s: %d entries", name, len(all))
		}
		must(t, removeTree(opts.FS, "new"))
	}
}

// readerFunc is a reader that is a function.
type readerFunc func([]byte) (int, error)

// Read calls the function.
func (f readerFunc) Read(b []byte) (int, error) { return f(b) }
