package zerodb

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/journal"
	"github.com/aerolith/aerolith/zerodb/internal/wal"
	"github.com/aerolith/aerolith/zerodb/vfs"
	"github.com/aerolith/aerolith/zerodb/vfs/faultfs"
	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// appendCommit appends a commit with a journal of its own making to the log.
func appendCommit(t *testing.T, db *DB, payload func(previous ids.TxID) []byte) {
	t.Helper()
	must(t, db.lockAwake(t.Context()))
	previous := db.w.latest.Tx
	tx := db.drawTx()
	end, err := db.log.Append(wal.Record{Type: recordCommit, Tx: tx, Payload: payload(previous)})
	must(t, err)
	db.unlockWriter()
	must(t, db.log.WaitDurable(t.Context(), end))
}

// TestSalvageRepeatsNoHalfCommit salvages from a log in which a commit is damaged behind its first change in spite of its checksum: nothing of it is repeated, and nothing told of what it did to a table that is not there.
func TestSalvageRepeatsNoHalfCommit(t *testing.T) {
	files := memfs.New(memfs.Options{CrashImages: true})
	opts := smallOptions(files)
	db := openTest(t, "db", opts)
	put(t, db, "t", 0, 10)
	appendCommit(t, db, func(previous ids.TxID) []byte {
		var w journal.Writer
		w.Reset()
		w.Put(w.Table("t"), key(100), value(100))
		w.Put(w.Table("lost"), key(100), value(100))
		first, more := w.Finish(time.Unix(1000, 0), previous)
		return append(bytes.Join(append([][]byte{first}, more...), nil), 0xff, 0xff, 0xff)
	})
	opts.FS = leftBy(t, files, memfs.Everything)
	report, err := Salvage(t.Context(), "db", "saved", opts, SalvageOptions{})
	must(t, err)
	saved := openTest(t, "saved", opts)
	if got := entries(t, saved, "t"); got != 10 || report.LogDamage == nil || report.LogTransactions != 1 || len(report.Gaps)+len(report.PlainTables) != 0 {
		t.Errorf("%d entries, report %+v", got, report)
	}
	must(t, saved.View(func(tx *Tx) error {
		_, err := tx.Table("lost")
		wantError(t, err, ErrTableNotFound)
		return nil
	}))
}

// TestSalvageSkipsWhatFitsNot salvages from a log with changes that no table can take: each is a gap, and what follows is repeated.
func TestSalvageSkipsWhatFitsNot(t *testing.T) {
	files := memfs.New(memfs.Options{CrashImages: true})
	opts := smallOptions(files)
	db := openTest(t, "db", opts)
	must(t, db.Update(func(tx *Tx) error {
		_, err := tx.CreateTable("numbers", TableOptions{Order: OrderUint32})
		return err
	}))
	put(t, db, "t", 0, 10)
	appendCommit(t, db, func(previous ids.TxID) []byte {
		var w journal.Writer
		w.Reset()
		w.Put(w.Table("t"), nil, value(0))
		w.Put(w.Table("t"), bytes.Repeat([]byte{1}, 5000), value(0))
		w.Delete(w.Table("numbers"), []byte("three"))
		w.Put(w.Table("numbers"), []byte("three"), value(0))
		w.CreateTable(w.Table("strange"), []byte("no options"))
		w.Put(w.Table("t"), key(100), value(100))
		first, more := w.Finish(time.Unix(1000, 0), previous)
		return bytes.Join(append([][]byte{first}, more...), nil)
	})
	opts.FS = leftBy(t, files, memfs.Everything)
	report, err := Salvage(t.Context(), "db", "saved", opts, SalvageOptions{})
	must(t, err)
	saved := openTest(t, "saved", opts)
	wantSound(t, saved)
	if got := entries(t, saved, "t"); got != 11 || len(report.Gaps) != 5 || report.LogDamage != nil {
		t.Errorf("%d entries, report %+v", got, report)
	}
	if got := entries(t, saved, "numbers"); got != 0 {
		t.Errorf("%d numbers", got)
	}
}

// TestSalvageOfPiecesThatVanish lets each reading of the log fail once, in which a transaction was logged in pieces that are read again: what is behind a transaction that could not be repeated whole is not there
// either, and the report tells of it.
func TestSalvageOfPiecesThatVanish(t *testing.T) {
	files := memfs.New(memfs.Options{CrashImages: true})
	opts := spillOptions(files, 2)
	opts.CheckpointLogBytes = 64 * mebibyte
	db := openTest(t, "db", opts)
	put(t, db, "t", 0, 10)
	must(t, db.Checkpoint(t.Context()))
	s := newSpiller(t, db, 1)
	s.change(200, 800, 400)
	must(t, s.tx.Commit())
	put(t, db, "after", 0, 10)
	want, err := content(db)
	must(t, err)
	image := leftBy(t, files, memfs.Everything)
	for n := 0; ; n++ {
		failing := faultfs.New(image)
		opts.FS = failing
		must(t, failing.Inject(faultfs.Rule{Op: vfs.OpRead, Name: "db/wal/*", Skip: n, Fault: faultfs.IOError}))
		report, err := Salvage(t.Context(), "db", "saved", opts, SalvageOptions{})
		if failing.Injected() == 0 {
			must(t, err)
			break
		}
		if err != nil {
			if !errors.Is(err, faultfs.ErrInjected) {
				t.Fatal(err)
			}
			continue
		}
		opts.FS = image
		saved := openTest(t, "saved", opts)
		got, err := content(saved)
		must(t, err)
		closeTest(t, saved)
		must(t, removeTree(image, "saved"))
		_, after := got["after/"+string(key(0))]
		inPart := false
		for name := range got {
			inPart = inPart || strings.HasPrefix(name, "spilled")
		}
		whole := difference(got, want) == "not at all"
		if !whole && (report.LogDamage == nil || after || inPart) {
			t.Errorf("read %d: %s (after: %t, in part: %t), report %+v", n, difference(got, want), after, inPart, report)
		}
	}
}

// TestSalvageWithoutMetaAndCatalog loses the meta pages and every page of every catalog: what the tables had is found, as far as it is asked for, and the report tells of the gap.
func TestSalvageWithoutMetaAndCatalog(t *testing.T) {
	opts, want := wreck(t)
	i, err := Inspect("db", opts)
	must(t, err)
	s := &salvage{ctx: t.Context(), i: i}
	var catalogs []ids.PageID
	for id := ids.PageID(firstPages); id < ids.PageID(i.Pages()); id++ {
		if n, err := i.intact(id); err == nil && s.catalogOf(n) != nil {
			catalogs = append(catalogs, id)
		}
	}
	must(t, i.Close())
	for _, id := range catalogs {
		flipData(t, opts.FS, int64(id)*4096+200)
	}
	zero(t, opts.FS, 0, 8192)
	report, err := Salvage(t.Context(), "db", "saved", opts, SalvageOptions{})
	must(t, err)
	if report.UnprovenPages == 0 || !covered(report.Gaps, "deep", key(0)) {
		t.Errorf("without guessing: %+v", report)
	}
	must(t, removeTree(opts.FS, "saved"))
	report, err = Salvage(t.Context(), "db", "saved", opts, SalvageOptions{Guess: true})
	must(t, err)
	saved := openTest(t, "saved", opts)
	wantSound(t, saved)
	got, err := content(saved)
	must(t, err)
	found := map[string]string{}
	for name, v := range got {
		if rest, ok := strings.CutPrefix(name, LostAndFound); ok {
			if _, k, ok := strings.Cut(rest, "/"); ok {
				found[k] = v
			}
		}
	}
	missing := 0
	for name := range want {
		if _, k, _ := strings.Cut(name, "/"); k != "" && !strings.HasPrefix(name, "late/") {
			if _, ok := found[k]; !ok {
				missing++
			}
		}
	}
	if missing > 0 || report.UnclearPages == 0 {
		t.Errorf("%d entries are missing: %+v", missing, report)
	}
}
