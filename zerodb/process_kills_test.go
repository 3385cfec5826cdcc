package zerodb

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// killsFolderVariable names a folder in which the long form keeps its database and how far it came: the same command goes on there
// after an interruption, and a later range of lives where an earlier one ended.
const killsFolderVariable = "AEROLITH_KILLS_FOLDER"

// killRun is several lives of a writer, each of which ends by a kill, beside readers of all kinds.
type killRun struct {
	t *testing.T
	// folder is the database's, note the file that says how far a long form came; empty for nowhere.
	folder, note string
	// writer is the present one, stays a reader that sees them all, own one in this process.
	writer, stays *process
	own           *DB
	// acknowledged is the last number that a writer has printed.
	acknowledged int
}

// TestWriterAndReadersAreKilled runs several lives of a writer beside readers. Each life ends by a kill, and each time one reader
// is killed too and another one comes, before and after the writer. The lives have one durability after the other: what a process has written
// survives it, synced or not. AEROLITH_KILLS asks for other lives than the few of the short form:
// a number of them, or a range such as 501-1000.
func TestWriterAndReadersAreKilled(t *testing.T) {
	from, to := killsOf(t, max(2, 6/raceFactor))
	r := newKillRun(t)
	from = max(from, r.done(t)+1)
	began := r.acknowledged
	r.writer = startProcess(t, "writer", r.folder)
	r.next()
	r.stays = startProcess(t, "reader", r.folder)
	r.own = openReader(t, r.folder, processOptions())
	for life := from; life <= to; life++ {
		r.life(life)
	}
	r.stays.kill()
	r.writer.kill()
	must(t, r.own.Close())
	db := openTest(t, r.folder, processOptions())
	if s := db.Stats(); s.Readers != 0 {
		t.Errorf("%d readers are counted after all have been killed", s.Readers)
	}
	number, err := readOnce(db, r.acknowledged)
	must(t, err)
	t.Logf("lives %d to %d: %d transactions here, %d in all, file of %d pages", from, to, number-began, number, db.Stats().Pages)
	wantSound(t, db)
}

// newKillRun returns a run in a folder of its own, or in the one that is kept between runs.
func newKillRun(t *testing.T) *killRun {
	t.Helper()
	if kept := os.Getenv(killsFolderVariable); kept != "" {
		return &killRun{t: t, folder: filepath.Join(kept, "db"), note: filepath.Join(kept, "lives")}
	}
	return &killRun{t: t, folder: filepath.Join(t.TempDir(), "db")}
}

// done returns the last life that an earlier run has finished in this folder, and remembers what had been acknowledged by then.
func (r *killRun) done(t *testing.T) (life int) {
	t.Helper()
	if r.note == "" {
		return 0
	}
	text, err := os.ReadFile(r.note)
	if errors.Is(err, fs.ErrNotExist) {
		return 0
	}
	must(t, err)
	_, err = fmt.Sscan(string(text), &life, &r.acknowledged)
	must(t, err)
	return life
}

// next reads one more number of the writer, which is above those that were acknowledged before.
func (r *killRun) next() {
	r.t.Helper()
	n := r.writer.number()
	if n <= r.acknowledged {
		r.t.Fatalf("the writer says %d after %d was acknowledged", n, r.acknowledged)
	}
	r.acknowledged = n
}

// life lets the writer work, kills a reader and the writer, looks at what is left, and starts the next writer.
func (r *killRun) life(life int) {
	t := r.t
	t.Helper()
	goes := startProcess(t, "reader", r.folder)
	for range 20 + life*37%80 {
		r.next()
		seen, err := readOnce(r.own, r.acknowledged)
		must(t, err)
		if seen == 0 {
			t.Fatal("nothing seen")
		}
	}
	for goes.number() < r.acknowledged-50 {
	}
	goes.kill()
	r.writer.kill()
	seen, err := readOnce(r.own, r.acknowledged)
	must(t, err)
	fresh, err := OpenReadOnly(r.folder, processOptions())
	must(t, err)
	if _, err = readOnce(fresh, seen); err != nil {
		t.Fatalf("a reader that came after the kill: %v", err)
	}
	must(t, fresh.Close())
	r.writer = startProcess(t, [...]string{"writer", "interval", "none"}[life%3], r.folder)
	r.next()
	// The pipe holds thousands of old numbers of the reader: it catches up with one number of the writer, not with each.
	for target := r.acknowledged - 1000; r.stays.number() < target; {
	}
	if r.note != "" {
		must(t, os.WriteFile(r.note, fmt.Appendf(nil, "%d %d\n", life, r.acknowledged), 0o600))
	}
}

// killsOf returns which lives to run: the first few, or what AEROLITH_KILLS says, a number of lives or a range.
func killsOf(t *testing.T, few int) (from, to int) {
	t.Helper()
	text := os.Getenv("AEROLITH_KILLS")
	if text == "" {
		return 1, few
	}
	first, last, ranged := strings.Cut(text, "-")
	if !ranged {
		first, last = "1", text
	}
	from, err := strconv.Atoi(first)
	must(t, err)
	to, err = strconv.Atoi(last)
	must(t, err)
	return from, to
}
