package proof

import (
	"errors"
	"fmt"
	"path/filepath"
	"testing"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/page"
	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// TestMisplacedPages exchanges, copies, empties, shreds and ages whole pages, for each page and each pair of them: the
// answer is right, or an error names one of the pages.
func TestMisplacedPages(t *testing.T) {
	random := randomOf(seedOf(t), 4)
	step := pick(t, 15*slowdown, 2, 1)
	for _, s := range specimens(t) {
		t.Run(s.name, func(t *testing.T) {
			now, old := s.read(t, s.files, dataFile), s.read(t, s.before, dataFile)
			of := func(b []byte, id ids.PageID) []byte { return b[id*damagePage : (id+1)*damagePage] }
			s.judgeAll(t, func(yield func(damage) bool) {
				for i := range s.pages {
					noise := []byte(randomBytes(random, damagePage))
					if !yield(s.pageDamage("emptied", make([]byte, damagePage), i)) ||
						!yield(s.pageDamage("shredded", noise, i)) || !yield(s.pageDamage("half shredded", noise[:damagePage/2], i)) ||
						!yield(s.older(of(old, i), i)) {
						return
					}
				}
				for n := 0; n < int(s.pages*s.pages); n += 1 + random.IntN(step) {
					i, j := ids.PageID(n)/s.pages, ids.PageID(n)%s.pages
					if i != j && !yield(s.pageDamage(fmt.Sprintf("copy of %d", j), of(now, j), i)) {
						return
					}
					if i < j && !yield(s.exchange(of(now, i), of(now, j), i, j)) {
						return
					}
				}
			})
		})
	}
}

// pageDamage puts other bytes into a page.
func (s *specimen) pageDamage(what string, b []byte, id ids.PageID) damage {
	last, _ := s.history.last()
	return damage{
		name: fmt.Sprintf("page %d: %s", id, what), pages: []ids.PageID{id}, least: last,
		do: func(files *memfs.FS) error { return overwrite(files, dataFile, b, int64(id)*damagePage) },
	}
}

// older puts an earlier state of a page in its place, as a write leaves it that was lost. That a meta page is too old shows
// in the log alone, which cannot tell the page.
func (s *specimen) older(b []byte, id ids.PageID) damage {
	d := s.pageDamage("older", b, id)
	if id < page.FirstID {
		d.pages = nil
	}
	return d
}

// exchange exchanges two pages.
func (s *specimen) exchange(a, b []byte, i, j ids.PageID) damage {
	first, second := s.pageDamage("", b, i), s.pageDamage("", a, j)
	return damage{
		name: fmt.Sprintf("pages %d and %d exchanged", i, j), pages: []ids.PageID{i, j}, least: first.least,
		do: func(files *memfs.FS) error { return errors.Join(first.do(files), second.do(files)) },
	}
}

// TestTruncatedFiles cuts the data file and each log segment at each page and in the middle of each.
func TestTruncatedFiles(t *testing.T) {
	for _, s := range specimens(t) {
		t.Run(s.name, func(t *testing.T) {
			last, _ := s.history.last()
			s.judgeAll(t, func(yield func(damage) bool) {
				for _, name := range append(s.segments(t, s.files), dataFile) {
					size := len(s.read(t, s.files, name))
					for at := 0; at < size; at += damagePage / 2 {
						if name == dataFile && at > int(s.pages)*damagePage+3*damagePage {
							break
						}
						d := damage{name: fmt.Sprintf("%s cut at %d", filepath.Base(name), at), least: last}
						d.do = func(files *memfs.FS) error { return truncate(files, name, int64(at)) }
						if !yield(d) {
							return
						}
					}
				}
			})
		})
	}
}

// TestForeignFiles removes files and puts those of an earlier moment, or of each other, in their place: a lost or an old
// file shows, and is never taken for the newest state.
func TestForeignFiles(t *testing.T) {
	for _, s := range specimens(t) {
		t.Run(s.name, func(t *testing.T) {
			last, _ := s.history.last()
			segments := s.segments(t, s.files)
			newest := "no " + filepath.Base(segments[len(segments)-1])
			s.judgeAll(t, func(yield func(damage) bool) {
				for name, do := range s.foreign(t) {
					d := damage{name: name, least: last, do: do}
					if name == newest {
						d.least = 0 // nothing tells its removal from a crash before it was begun
					}
					if !yield(d) {
						return
					}
				}
			})
		})
	}
}

// foreign returns the exchanges of whole files.
func (s *specimen) foreign(t *testing.T) map[string]func(files *memfs.FS) error {
	replace := func(name string, b []byte) func(*memfs.FS) error {
		return func(files *memfs.FS) error {
			return errors.Join(truncate(files, name, 0), overwrite(files, name, b, 0))
		}
	}
	segments := s.segments(t, s.files)
	all := map[string]func(files *memfs.FS) error{
		"data of an earlier moment": replace(dataFile, s.read(t, s.before, dataFile)),
		"empty data":                replace(dataFile, make([]byte, 1<<18)),
		"data is a segment":         replace(dataFile, s.read(t, s.files, segments[0])),
		"no segments": func(files *memfs.FS) error {
			var err error
			for _, name := range segments {
				err = errors.Join(err, files.Remove(name))
			}
			return err
		},
	}
	all["no log"] = func(files *memfs.FS) error {
		names, err := files.ReadDir(logFolder)
		for _, name := range names {
			err = errors.Join(err, files.Remove(filepath.Join(logFolder, name)))
		}
		return errors.Join(err, files.Remove(logFolder))
	}
	for i, name := range segments {
		all["no "+filepath.Base(name)] = func(files *memfs.FS) error { return files.Remove(name) }
		all["empty "+filepath.Base(name)] = replace(name, make([]byte, logSegment))
		all[filepath.Base(name)+" is another"] = replace(name, s.read(t, s.files, segments[(i+1)%len(segments)]))
		all[filepath.Base(name)+" is the data"] = replace(name, s.read(t, s.files, dataFile)[:logSegment])
	}
	return all
}
