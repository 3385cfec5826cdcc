package zerodb

import (
	"errors"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aerolith/aerolith/zerodb/vfs"
	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// TestReopenOnDisk stores on the system's own file system, closes, opens and reads again, with all kinds of durability.
func TestReopenOnDisk(t *testing.T) {
	for _, durability := range []Durability{DurabilityAlways, DurabilityInterval, DurabilityNone} {
		opts := smallOptions(nil)
		opts.Durability = durability
		path := filepath.Join(t.TempDir(), "db")
		db := openTest(t, path, opts)
		put(t, db, "t", 0, 2000)
		want, err := content(db)
		must(t, err)
		closeTest(t, db)
		for range 2 {
			db = openTest(t, path, opts)
			wantContent(t, db, want)
			wantSound(t, db)
			closeTest(t, db)
		}
	}
}

// TestPermissions opens databases whose folder or files others may use: the world never, the group only with the option that
// the error names.
func TestPermissions(t *testing.T) {
	cases := []struct {
		mode   fs.FileMode
		allow  bool
		option string
		fails  bool
	}{
		{0o700, false, "", false},
		{0o750, false, "AllowGroupAccess", true},
		{0o770, true, "", false},
		{0o701, false, "", true},
		{0o777, true, "", true},
	}
	for _, c := range cases {
		files := memfs.New(memfs.Options{})
		must(t, files.Mkdir("db", c.mode))
		opts := smallOptions(files)
		opts.AllowGroupAccess = c.allow
		db, err := Open("db", opts)
		var refused *PermissionError
		if errors.As(err, &refused) != c.fails || c.fails && refused.Option != c.option {
			t.Errorf("mode %o: got %v", c.mode, err)
		}
		if c.fails && !strings.Contains(err.Error(), c.option) {
			t.Errorf("mode %o: %v does not name the option", c.mode, err)
		}
		if err == nil {
			closeTest(t, db)
		}
	}
}

// TestModesOfNewFiles creates a database and looks at the modes of everything in it.
func TestModesOfNewFiles(t *testing.T) {
	opts := memOptions()
	closeTest(t, openTest(t, "db", opts))
	var visit func(name string)
	visit = func(name string) {
		info, err := opts.FS.Stat(name)
		must(t, err)
		if info.Mode.Perm()&0o077 != 0 {
			t.Errorf("%s has mode %v", name, info.Mode)
		}
		if !info.Mode.IsDir() {
			return
		}
		names, err := opts.FS.ReadDir(name)
		must(t, err)
		for _, base := range names {
			visit(filepath.Join(name, base))
		}
	}
	visit("db")
}

// TestCreateModes opens missing and present databases with each mode.
func TestCreateModes(t *testing.T) {
	opts := memOptions()
	opts.Create = CreateNever
	_, err := Open("db", opts)
	wantError(t, err, fs.ErrNotExist)
	opts.Create = CreateNew
	closeTest(t, openTest(t, "db", opts))
	_, err = Open("db", opts)
	wantError(t, err, fs.ErrExist)
	opts.Create = CreateNever
	closeTest(t, openTest(t, "db", opts))
	must(t, opts.FS.Mkdir("empty", 0o700))
	_, err = Open("empty", opts)
	wantError(t, err, fs.ErrNotExist)
}

// TestMissingDataFile removes the data file of a database that was used: it is not taken for a new one.
func TestMissingDataFile(t *testing.T) {
	opts := memOptions()
	db := openTest(t, "db", opts)
	put(t, db, "t", 0, 10)
	closeTest(t, db)
	must(t, opts.FS.Remove("db/data"))
	_, err := Open("db", opts)
	wantError(t, err, ErrDataMissing)
}

// TestMissingLog removes the log: that is corruption, not an empty database.
func TestMissingLog(t *testing.T) {
	opts := memOptions()
	db := openTest(t, "db", opts)
	put(t, db, "t", 0, 10)
	closeTest(t, db)
	names, err := opts.FS.ReadDir("db/wal")
	must(t, err)
	for _, name := range names {
		must(t, opts.FS.Remove(filepath.Join("db/wal", name)))
	}
	_, err = Open("db", opts)
	var damage *CorruptionError
	if !errors.As(err, &damage) {
		t.Errorf("got %v", err)
	}
}

// TestTruncatedDataFile cuts the data file: that is corruption.
func TestTruncatedDataFile(t *testing.T) {
	opts := memOptions()
	db := openTest(t, "db", opts)
	put(t, db, "t", 0, 1000)
	closeTest(t, db)
	for _, size := range []int64{20_000, 8192, 5000, 4096, 100, 0} {
		file, err := opts.FS.Open("db/data")
		must(t, err)
		must(t, file.Truncate(size))
		must(t, file.Close())
		_, err = Open("db", opts)
		var damage *CorruptionError
		if !errors.As(err, &damage) {
			t.Errorf("%d bytes: got %v", size, err)
		}
	}
}

// TestFallingBackIsRefused damages the newest meta page after its checkpoint was done: the older state is not opened in its
// place.
func TestFallingBackIsRefused(t *testing.T) {
	for lives := range 3 {
		opts := memOptions()
		for range lives + 1 {
			db := openTest(t, "db", opts)
			put(t, db, "t", 0, 10)
			closeTest(t, db)
		}
		db := openTest(t, "db", opts)
		slot := db.check.slot
		put(t, db, "t", 10, 20)
		closeTest(t, db)
		flip(t, opts.FS, "db/data", int64(1-slot)*4096+100, 0)
		_, err := Open("db", opts)
		var damage *CorruptionError
		if !errors.As(err, &damage) {
			t.Errorf("got %v", err)
		}
	}
}

// TestDamagedOlderMetaPageIsHealed damages the meta page that does not count: the database opens and writes it anew.
func TestDamagedOlderMetaPageIsHealed(t *testing.T) {
	opts := memOptions()
	db := openTest(t, "db", opts)
	put(t, db, "t", 0, 10)
	closeTest(t, db)
	older := 1 - db.check.slot
	flip(t, opts.FS, "db/data", int64(older)*4096+100, 0)
	db = openTest(t, "db", opts)
	wantSound(t, db)
}

// TestPageSizes creates databases of every page size and opens them without naming it, and with a wrong one.
func TestPageSizes(t *testing.T) {
	for size := 4096; size <= 65536; size *= 2 {
		opts := memOptions()
		opts.PageSize = size
		db := openTest(t, "db", opts)
		put(t, db, "t", 0, 500)
		closeTest(t, db)
		opts.PageSize = 0
		db = openTest(t, "db", opts)
		wantSound(t, db)
		if got := db.Stats().PageSize; got != size {
			t.Errorf("page size %d, want %d", got, size)
		}
		closeTest(t, db)
		opts.PageSize = 4096 * 2
		if _, err := Open("db", opts); size != 8192 && err == nil {
			t.Errorf("a database of %d was opened as one of 8192", size)
		}
	}
}

// TestTransactionNumbers opens again after a clean and after an unclean end: numbers go on without a gap, or with one of 2^32.
func TestTransactionNumbers(t *testing.T) {
	files := memfs.New(memfs.Options{CrashImages: true})
	opts := smallOptions(files)
	db := openTest(t, "db", opts)
	put(t, db, "t", 0, 1)
	last := db.Stats().LatestTx
	if last > 10 {
		t.Errorf("the first transactions of a new database reach %d", last)
	}
	closeTest(t, db)
	db = openTest(t, "db", opts)
	put(t, db, "t", 1, 2)
	next := db.Stats().LatestTx
	if next > last+10 {
		t.Errorf("after a clean end %d follows %d", next, last)
	}
	image, err := files.CrashImage(memfs.Everything, nil)
	must(t, err)
	for range 3 {
		opts.FS = image
		db = openTest(t, "db", opts)
		put(t, db, "t", 2, 3)
		if got := db.Stats().LatestTx; got < next+unclean {
			t.Errorf("after an unclean end %d follows %d", got, next)
		}
		next = db.Stats().LatestTx
		// Only the opening is durable in the next image: its number alone must keep the others away.
		image, err = image.CrashImage(memfs.OnlySynced, nil)
		must(t, err)
	}
}

// TestFullDisk gives the file system less and less room: creation, the first transaction, for which the log's life begins, and later
// ones fail with ErrNoSpace and without effect, and go on when there is room again.
func TestFullDisk(t *testing.T) {
	files := memfs.New(memfs.Options{QuotaBytes: 8_000})
	opts := smallOptions(files)
	_, err := Open("db", opts)
	wantError(t, err, ErrNoSpace)
	files.SetQuota(40_000)
	db := openTest(t, "db", opts)
	for range 2 {
		err = db.Update(func(*Tx) error { return errors.New("not reached") })
		wantError(t, err, ErrNoSpace)
	}
	files.SetQuota(1 << 20)
	put(t, db, "t", 0, 100)
	want, err := content(db)
	must(t, err)
	files.SetQuota(files.Used())
	err = db.Update(func(tx *Tx) error {
		table, err := tx.Table("t")
		if err != nil {
			return err
		}
		return table.Put([]byte("large"), make([]byte, 2<<20))
	})
	wantError(t, err, ErrNoSpace)
	wantError(t, err, vfs.ErrNoSpace)
	wantContent(t, db, want)
	files.SetQuota(16 << 20)
	put(t, db, "t", 100, 200)
	wantSound(t, db)
}
