package proof

import (
	"errors"
	"io"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aerolith/aerolith/zerodb"
	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/page"
	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// damagePage is the page size of the databases that are damaged.
const damagePage = 4096

// dataFile is the file with the pages, logFolder the one with the log segments.
var (
	dataFile  = filepath.Join(databasePath, "data")
	logFolder = filepath.Join(databasePath, "wal")
)

// specimen is a small database with every kind of page, to be damaged.
type specimen struct {
	name string
	// files hold it, before those of an earlier moment, two checkpoints ago.
	files, before *memfs.FS
	history       *history
	// least is the oldest state that damage of the log may lead to.
	least int
	// pages is the number of pages in use by the end; runs tells for each page of a large value where that begins.
	pages ids.PageID
	runs  map[ids.PageID]ids.PageID
}

// closedSpecimen returns a database that was closed in order.
func closedSpecimen(t *testing.T) *specimen {
	s, db := newSpecimen(t)
	s.name = "closed"
	must(t, db.Close())
	s.least, _ = s.history.last()
	s.survey(t)
	return s
}

// killedSpecimen returns a database whose last commits are in the log only. Each of them was durable before the next was
// written, so damage of the log can at most hide the last.
func killedSpecimen(t *testing.T) *specimen {
	s, db := newSpecimen(t)
	s.name = "killed"
	files, err := s.files.CrashImage(memfs.OnlySynced, nil)
	must(t, err)
	must(t, db.Close())
	s.files = files
	last, _ := s.history.last()
	s.least = last - 1
	s.survey(t)
	return s
}

// newSpecimen makes the database and leaves it open, with commits behind the last checkpoint.
func newSpecimen(t *testing.T) (*specimen, *zerodb.DB) {
	t.Helper()
	s := &specimen{files: newFiles(t), history: newHistory()}
	options := smallOptions(s.files)
	options.PageSize = damagePage
	db, err := zerodb.Open(databasePath, options)
	must(t, err)
	random := randomOf(seedDefault, 5)
	for i := range 18 {
		_, err := s.history.commit(db, func(tx *zerodb.Tx, next *draft) error {
			return errors.Join(mix(tx, next, random, 30, 200), s.extra(tx, next, i))
		})
		must(t, err)
		if i == 3 || i == 8 {
			must(t, db.Checkpoint(t.Context()))
		}
		if i == 5 {
			s.before, err = s.files.CrashImage(memfs.OnlySynced, nil)
			must(t, err)
		}
	}
	return s, db
}

// extra adds what mix leaves out: a value of several pages, a table that is dropped, one that stays, and a value that
// is overwritten each time and fills the log.
func (s *specimen) extra(tx *zerodb.Tx, next *draft, i int) error {
	ballast, err := tx.CreateTable("ballast", zerodb.TableOptions{})
	if err != nil {
		return err
	}
	next.create("ballast")
	next.put("ballast", "key", strings.Repeat("0123456789", 1000+i))
	if err := ballast.Put([]byte("key"), []byte(strings.Repeat("0123456789", 1000+i))); err != nil {
		return err
	}
	for name, commits := range map[string][2]int{"large": {2, 99}, "dropped": {4, 11}, "small": {0, 99}} {
		if i == commits[1] {
			next.drop(name)
			if err := tx.DropTable(name); err != nil {
				return err
			}
		}
		if i != commits[0] {
			continue
		}
		next.create(name)
		table, err := tx.CreateTable(name, zerodb.TableOptions{})
		if err != nil {
			return err
		}
		value := strings.Repeat(name, 1700)
		next.put(name, "key", value)
		if err := table.Put([]byte("key"), []byte(value)); err != nil {
			return err
		}
	}
	return nil
}

// survey finds out which pages hold what.
func (s *specimen) survey(t *testing.T) {
	t.Helper()
	b := s.read(t, s.files, dataFile)
	s.runs = map[ids.PageID]ids.PageID{}
	for at := 0; at+damagePage <= len(b); at += damagePage {
		p, id := b[at:], ids.PageID(at/damagePage)
		if page.RefOf(p).Birth == 0 {
			continue
		}
		s.pages = id + 1
		if page.KindOf(p) != page.KindLarge {
			continue
		}
		for n := range ids.PageID(page.RunPages(damagePage, uint64(len(page.RunValue(p))))) {
			s.runs[id+n] = id
			s.pages = id + n + 1
		}
	}
}

// read returns the bytes of a file.
func (s *specimen) read(t testing.TB, files *memfs.FS, name string) []byte {
	t.Helper()
	file, err := files.OpenReadOnly(name)
	must(t, err)
	size, err := file.Size()
	must(t, err)
	b := make([]byte, size)
	if _, err = file.ReadAt(b, 0); !errors.Is(err, io.EOF) {
		must(t, err)
	}
	must(t, file.Close())
	return b
}

// segments returns the paths of the log's segments.
func (s *specimen) segments(t testing.TB, files *memfs.FS) []string {
	t.Helper()
	names, err := files.ReadDir(logFolder)
	must(t, err)
	var paths []string
	for _, name := range names {
		if strings.HasSuffix(name, ".log") {
			paths = append(paths, filepath.Join(logFolder, name))
		}
	}
	return paths
}

// overwrite writes bytes into a file.
func overwrite(files *memfs.FS, name string, b []byte, offset int64) error {
	file, err := files.Open(name)
	if err != nil {
		return err
	}
	_, err = file.WriteAt(b, offset)
	return errors.Join(err, file.Close())
}

// truncate cuts a file.
func truncate(files *memfs.FS, name string, size int64) error {
	file, err := files.Open(name)
	if err != nil {
		return err
	}
	return errors.Join(file.Truncate(size), file.Close())
}
