package dbcmd

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aerolith/aerolith/internal/cli/tool"
	"github.com/aerolith/aerolith/zerodb"
)

// TestRateText checks what stands behind a bar: what was done, the rate, and the time left where the total is known.
func TestRateText(t *testing.T) {
	for want, got := range map[string]string{
		"50 pages, 5/s, 10s left":     rateText(50, 100, inPages, 10*time.Second),
		"50 pages, 5/s":               rateText(50, 0, inPages, 10*time.Second),
		"100 pages, 10/s":             rateText(100, 100, inPages, 10*time.Second),
		"0 entries, 0/s":              rateText(0, 100, inEntries, time.Second),
		"2.0 MiB, 1.0 MiB/s, 2s left": rateText(2<<20, 4<<20, inBytes, 2*time.Second),
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// TestLongWorkDrawsABar runs each tool that may take long on a terminal: all of them draw a bar that says what they do, and at which rate.
// Nothing of it reaches standard output.
func TestLongWorkDrawsABar(t *testing.T) {
	path, dir := large(t), t.TempDir()
	file, dump, archive := filepath.Join(dir, "backup"), filepath.Join(dir, "dump"), filepath.Join(filepath.Dir(path), "archive")
	for _, line := range []struct {
		what, unit string
		args       []string
	}{
		{"check", "pages", []string{"check", path}},
		{"stat", "pages", []string{"stat", path}},
		{"backup", "entries", []string{"backup", path, "-o", file}},
		{"verify", "entries", []string{"backup", "verify", file}},
		{"verify", "entries", []string{"archive", "prune", archive, "--before", file}},
		{"archive", "B/s", []string{"archive", "verify", archive, "--log", path}},
		{"restore", "entries", []string{"restore", file, filepath.Join(dir, "restored")}},
		{"dump", "entries", []string{"dump", path, "-o", dump}},
		{"load", "B/s", []string{"load", dump, filepath.Join(dir, "loaded")}},
		{"salvage", "pages", []string{"salvage", path, "-o", filepath.Join(dir, "saved")}},
		{"restore", "entries", []string{"compact", path, "-o", filepath.Join(dir, "compact")}},
		{"compact", "pages", []string{"compact", path, "--in-place"}},
	} {
		var stdout, stderr bytes.Buffer
		cmd := New(Streams{In: strings.NewReader(""), Out: &stdout, Err: &stderr, Terminal: true, Options: zerodb.Options{LogSegmentSize: 64 << 10}})
		cmd.SilenceErrors, cmd.SilenceUsage = true, true
		cmd.SetArgs(line.args)
		if err := cmd.ExecuteContext(t.Context()); err != nil {
			t.Fatalf("%v: %v", line.args, err)
		}
		drawn := stderr.String()
		if !strings.Contains(drawn, line.what) || !strings.Contains(drawn, line.unit) || !strings.Contains(drawn, "/s") {
			t.Errorf("%v draws %q, want %s, %s and a rate", line.args, drawn, line.what, line.unit)
		}
		if strings.Contains(stdout.String(), "\x1b") {
			t.Errorf("%v draws on standard output: %q", line.args, stdout.String())
		}
	}
}

// large makes a database that is large enough for a bar, with an archive beside it and much free space, and returns its path.
func large(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	path := filepath.Join(dir, "db")
	db, err := zerodb.Open(path, zerodb.Options{LogSegmentSize: 64 << 10, GrowthStep: 256 << 10, ArchivePath: filepath.Join(dir, "archive")})
	must(t, err)
	for _, name := range []string{"first", "second"} {
		must(t, db.Update(func(tx *zerodb.Tx) error {
			table, err := tx.CreateTable(name, zerodb.TableOptions{})
			for i := 0; i < 2400 && err == nil; i++ {
				err = table.Put(fmt.Appendf(nil, "%06d", i), make([]byte, 1900))
			}
			return err
		}))
	}
	must(t, db.Checkpoint(t.Context()))
	must(t, db.Update(func(tx *zerodb.Tx) error { return tx.DropTable("first") }))
	must(t, db.Close())
	return path
}

// TestRateLimit writes ten pieces at a rate of one a second, on a clock of its own: they must take nine seconds, since the first is free, and
// the end of the context must end the wait.
func TestRateLimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out bytes.Buffer
		ctx, cancel := context.WithCancel(t.Context())
		slow, began := limit(ctx, &out, 1000), time.Now()
		for range 10 {
			_, err := slow.Write(make([]byte, 1000))
			must(t, err)
		}
		if took := time.Since(began); took != 9*time.Second || out.Len() != 10_000 {
			t.Errorf("%d bytes in %v", out.Len(), took)
		}
		cancel()
		if _, err := slow.Write(make([]byte, 1)); !errors.Is(err, context.Canceled) {
			t.Errorf("after the end of the context: %v", err)
		}
	})
}

// TestInterruptedBackup ends a backup in its middle, by the end of its context and by a full pipe: nothing bears the name of the backup, nothing else
// is left, and what went through the pipe is refused.
func TestInterruptedBackup(t *testing.T) {
	path, dir := large(t), t.TempDir()
	name := filepath.Join(dir, "backup")
	for _, options := range []backupOptions{{level: levelDefault}, {plain: true}} {
		var piped bytes.Buffer
		ctx, cancel := context.WithCancel(t.Context())
		err := withDatabase(path, func(db *zerodb.DB) error {
			return toOutput(name, nil, func(out io.Writer) error {
				_, err := options.write(ctx, db, &endingWriter{out: io.MultiWriter(out, &piped), end: cancel}, 0, Streams{})
				return err
			})
		})
		if !errors.Is(err, context.Canceled) {
			t.Fatalf("interrupted: %v", err)
		}
		names, err := os.ReadDir(dir)
		must(t, err)
		if len(names) != 0 {
			t.Errorf("left behind: %v", names)
		}
		if out, code := runWith(t, piped.Bytes(), "backup", "verify", "-"); code != tool.Damaged {
			t.Errorf("what was written is accepted: %d %s", code, out)
		}
	}
}

// endingWriter calls end with its first write.
type endingWriter struct {
	out io.Writer
	end func()
}

// Write implements io.Writer.
func (w *endingWriter) Write(b []byte) (int, error) {
	w.end()
	return w.out.Write(b)
}
