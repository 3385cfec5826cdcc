package zerodb

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/aerolith/aerolith/zerodb/vfs"
)

// Goal: real processes share one database: writers are killed in the middle of their work and others take over, while readers,
// some of which are killed too, see whole states only, each at least as new as what the writer had acknowledged.
// Method: this test's own binary runs again in the roles of writer and reader. A writer gives all entries one and the same
// number in each transaction and prints the number; a reader that sees two different numbers, or an older one than before,
// fails.

// roleVariable tells this binary that it runs again, as what; folderVariable on which database.
const (
	roleVariable   = "AEROLITH_TEST_ROLE"
	folderVariable = "AEROLITH_TEST_FOLDER"
	// cells is the number of entries that bear one number.
	cells = 300
)

// TestProcessRole is what the binary does when it runs again. It is nothing by itself.
func TestProcessRole(t *testing.T) {
	path := os.Getenv(folderVariable)
	switch os.Getenv(roleVariable) {
	case "writer":
		must(t, writeForever(path, processOptions(), os.Stdout))
	case "interval", "none":
		must(t, writeForever(path, looseOptions(os.Getenv(roleVariable)), os.Stdout))
	case "replacer":
		must(t, replaceForever(path, os.Stdout))
	case "reader":
		must(t, readForever(path, os.Stdout))
	}
}

// processOptions are small options on the real file system.
func processOptions() Options {
	opts := smallOptions(vfs.OS())
	opts.CloseTimeout = time.Second    // a failed test leaves transactions open
	opts.OpenTimeout = 2 * time.Minute // on a machine that is busy
	return opts
}

// looseOptions are those of a process whose commits do not wait for the disk: none lets the log run ahead of its syncs as far as it may.
func looseOptions(role string) Options {
	opts := processOptions()
	opts.Durability, opts.SyncInterval = DurabilityInterval, 20*time.Millisecond
	if role == "none" {
		opts.Durability, opts.CheckpointLogBytes = DurabilityNone, 4*mebibyte
	}
	return opts
}

// writeForever gives all entries the next number, again and again.
func writeForever(path string, opts Options, out io.Writer) error {
	db, err := Open(path, opts)
	if err != nil {
		return err
	}
	for {
		var number int
		err := db.Update(func(tx *Tx) error {
			tab, err := tx.CreateTable("t", TableOptions{})
			if err != nil {
				return err
			}
			if number, err = commonNumber(tab); err != nil {
				return err
			}
			number++
			for i := range cells {
				if err := tab.Put(key(i), fmt.Appendf(nil, "%d %0150d", number, i)); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		if _, err := fmt.Fprintln(out, number); err != nil {
			return err
		}
	}
}

// commonNumber returns the number that all entries bear, 0 when there are none.
func commonNumber(tab *Table) (number int, err error) {
	seen := 0
	for _, v := range tab.All() {
		first, _, _ := strings.Cut(string(v), " ")
		n, err := strconv.Atoi(first)
		if err != nil {
			return 0, err
		}
		if seen++; seen > 1 && n != number {
			return 0, fmt.Errorf("entries bear %d and %d", number, n)
		}
		number = n
	}
	if err := tab.tx.Err(); err != nil {
		return 0, err
	}
	if seen != 0 && seen != cells {
		return 0, fmt.Errorf("%d entries of %d", seen, cells)
	}
	return number, nil
}

// readForever reads the number in transactions of very different length and prints what it sees.
func readForever(path string, out io.Writer) error {
	db, err := OpenReadOnly(path, processOptions())
	if err != nil {
		return err
	}
	last := 0
	for round := 0; ; round++ {
		old, err := db.BeginRead()
		if err != nil {
			return err
		}
		for range round%7 + 1 {
			if last, err = readOnce(db, last); err != nil {
				return err
			}
		}
		tab, err := old.Table("t")
		if err != nil {
			return err
		}
		n, err := commonNumber(tab)
		if err != nil || n > last {
			return fmt.Errorf("an old transaction sees %d after %d: %w", n, last, err)
		}
		if err := old.Rollback(); err != nil {
			return err
		}
		if _, err := fmt.Fprintln(out, last); err != nil {
			return err
		}
	}
}

// readOnce reads the number in a transaction of its own.
func readOnce(db *DB, last int) (number int, err error) {
	err = db.View(func(tx *Tx) error {
		tab, err := tx.Table("t")
		if err != nil {
			return err
		}
		number, err = commonNumber(tab)
		return err
	})
	if err == nil && number < last {
		err = fmt.Errorf("the number went back from %d to %d", last, number)
	}
	return number, err
}

// process is this binary in a role.
type process struct {
	t     *testing.T
	cmd   *exec.Cmd
	lines *bufio.Scanner
}

// startProcess runs this binary in a role.
func startProcess(t *testing.T, role, folder string) *process {
	t.Helper()
	cmd := exec.Command(os.Args[0], "-test.run", "^TestProcessRole$")
	cmd.Env = append(os.Environ(), roleVariable+"="+role, folderVariable+"="+folder)
	out, err := cmd.StdoutPipe()
	must(t, err)
	must(t, cmd.Start())
	t.Cleanup(func() { _ = cmd.Process.Kill() }) // after a failure; else it has ended
	return &process{t: t, cmd: cmd, lines: bufio.NewScanner(out)}
}

// number reads lines until there is one more number.
func (p *process) number() int {
	p.t.Helper()
	for p.lines.Scan() {
		n, err := strconv.Atoi(p.lines.Text())
		if err == nil {
			return n
		}
		p.t.Logf("process says: %s", p.lines.Text())
	}
	p.t.Fatalf("the process has ended: %v", p.lines.Err())
	return 0
}

// kill ends the process at once.
func (p *process) kill() {
	p.t.Helper()
	must(p.t, p.cmd.Process.Kill())
	err := p.cmd.Wait()
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.Exited() {
		p.t.Fatalf("the process ended by itself: %v", err)
	}
}

// TestSecondWriterProcess checks that a second process that would write is refused while the first is alive, and not after.
func TestSecondWriterProcess(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "db")
	writer := startProcess(t, "writer", folder)
	writer.number()
	_, err := Open(folder, processOptions())
	wantError(t, err, ErrLocked)
	writer.kill()
	openTest(t, folder, processOptions())
}
