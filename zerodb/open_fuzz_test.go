package zerodb

import (
	"context"
	"errors"
	"io"
	"testing"

	"github.com/aerolith/aerolith/zerodb/vfs"
	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// FuzzOpen opens a small database one of whose files was overwritten at some place, or replaced, by the input, reads and checks everything, and
// looks at it with the tools. Nothing may panic or hang; an opening that succeeds must take a commit or say why not.
func FuzzOpen(f *testing.F) {
	base, names := fuzzedDatabase(f)
	for which := range names {
		f.Add(uint8(which), int32(-1), []byte{})
		f.Add(uint8(which), int32(0), []byte("0123456789abcdef"))
		f.Add(uint8(which), int32(4096), []byte{0xff})
	}
	f.Fuzz(func(t *testing.T, which uint8, offset int32, bytes []byte) {
		image, err := base.CrashImage(memfs.Everything, nil)
		must(t, err)
		overwrite(t, image, names[int(which)%len(names)], int64(offset), bytes)
		lookFromOutside(t.Context(), image)
		db, err := Open("db", fuzzOptions(image))
		if err != nil {
			return
		}
		if _, err := content(db); err == nil {
			_ = db.Check(t.Context(), func(Finding) error { return nil }) // finds what it finds
		}
		_ = db.Update(func(tx *Tx) error {
			_, err := tx.CreateTable("new", TableOptions{})
			return err
		})
		_ = db.Close() // damage may show here too
	})
}

// fuzzOptions are small options with as little memory to clear in each opening as there can be.
func fuzzOptions(fs vfs.FS) Options {
	opts := smallOptions(fs)
	opts.MaxReaders, opts.MaxReaderProcesses, opts.GrowthStep, opts.MaxUnwrittenBytes = 8, 1, 4096, 1<<20
	return opts
}

// fuzzedDatabase makes a database with tables, a large value and a log behind its checkpoint, and names its files.
func fuzzedDatabase(f *testing.F) (*memfs.FS, []string) {
	fs := memfs.New(memfs.Options{CrashImages: true})
	db, err := Open("db", fuzzOptions(fs))
	mustFuzz(f, err)
	fill := func(from int) error {
		return db.Update(func(tx *Tx) error {
			tab, err := tx.CreateTable("t", TableOptions{})
			for i := from; i < from+60 && err == nil; i++ {
				err = tab.Put(key(i), value(i))
			}
			return errors.Join(err, tab.Put(key(from), make([]byte, 9000)))
		})
	}
	mustFuzz(f, errors.Join(fill(0), db.Checkpoint(f.Context()), fill(100)))
	image, err := fs.CrashImage(memfs.Everything, nil)
	mustFuzz(f, err)
	mustFuzz(f, db.Close())
	names := []string{"db/data"}
	segments, err := image.ReadDir("db/wal")
	mustFuzz(f, err)
	for _, s := range segments {
		names = append(names, "db/wal/"+s)
	}
	return image, names
}

// mustFuzz stops the fuzzer on an error.
func mustFuzz(f *testing.F, err error) {
	f.Helper()
	if err != nil {
		f.Fatal(err)
	}
}

// overwrite changes a file from an offset on; a negative offset replaces it as a whole.
func overwrite(t *testing.T, fs vfs.FS, name string, offset int64, bytes []byte) {
	t.Helper()
	file, err := fs.Open(name)
	must(t, err)
	size, err := file.Size()
	must(t, err)
	if offset < 0 {
		must(t, file.Truncate(int64(len(bytes))))
		offset, size = 0, int64(len(bytes))
	}
	if len(bytes) > 0 && size > 0 {
		_, err = file.WriteAt(bytes, offset%size)
	}
	must(t, errors.Join(err, file.Close()))
}

// lookFromOutside uses the tools that read files as they are.
func lookFromOutside(ctx context.Context, fs vfs.FS) {
	i, err := Inspect("db", fuzzOptions(fs))
	if err != nil {
		return
	}
	defer func() { _ = i.Close() }() // nothing was changed
	const pagesMax = 100
	for id := range min(i.Pages(), pagesMax) {
		_, _ = i.Page(id) // damage is an answer
	}
	_, _ = i.Check(ctx, CheckOptions{}, func(Finding) error { return nil }) // as above
	for _, err := range ReadHistory(ctx, HistorySource{FS: fs, Path: "db"}, Position{}) {
		if err != nil && !errors.Is(err, io.EOF) {
			return
		}
	}
}
