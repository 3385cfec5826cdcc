package dbcmd

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/aerolith/aerolith/internal/cli/tool"
	"github.com/aerolith/aerolith/zerodb"
)

// execute executes a command line with these streams.
func execute(ctx context.Context, streams Streams, args ...string) error {
	cmd := New(streams)
	cmd.SilenceErrors, cmd.SilenceUsage = true, true
	cmd.SetArgs(args)
	return cmd.ExecuteContext(ctx)
}

// fullDisk is an output that takes nothing.
type fullDisk struct{}

// errFull is what fullDisk answers.
var errFull = errors.New("no space left on device")

// Write implements io.Writer.
func (fullDisk) Write([]byte) (int, error) { return 0, errFull }

// TestNothingIsPrinted makes sure that a command whose output cannot be written, as on a full disk, does not end as if it had been.
func TestNothingIsPrinted(t *testing.T) {
	path, dir := sample(t), t.TempDir()
	text := filepath.Join(dir, "all.jsonl")
	wantRun(t, 0, nil, "dump", path, "-o", text)
	file := filepath.Join(dir, "b")
	wantRun(t, 0, nil, "backup", path, "-o", file)
	for i, args := range [][]string{
		{"check", path},
		{"stat", path},
		{"page", path, "0"},
		{"page", path, "2"},
		{"page", path, "2", "--hex"},
		{"map", path},
		{"dump", path},
		{"dump", path, "--format", "mdb"},
		{"backup", path, "-o", "-"},
		{"backup", path, "-o", "-", "--plain"},
		{"backup", "verify", file},
		{"restore", file, filepath.Join(dir, "restored")},
		{"compact", path, "-o", filepath.Join(dir, "compacted")},
		{"compact", path, "--in-place"},
		{"load", text, filepath.Join(dir, "loaded")},
		{"salvage", path, "-o", filepath.Join(dir, "saved")},
	} {
		if err := execute(t.Context(), Streams{In: strings.NewReader(""), Out: fullDisk{}, Err: io.Discard}, args...); tool.ExitOf(err) != tool.Failed {
			t.Errorf("%d %v: %v", i, args[:1], err)
		}
	}
}

// TestInterruptedInput makes sure that a command that waits for standard input ends when it is told to, and leaves nothing.
func TestInterruptedInput(t *testing.T) {
	dir := t.TempDir()
	target := filepath.Join(dir, "db")
	for _, args := range [][]string{{"restore", "-", target}, {"backup", "verify", "-"}, {"load", "-", filepath.Join(dir, "loaded")}} {
		in, never := io.Pipe()
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- execute(ctx, Streams{In: in, Out: io.Discard, Err: io.Discard}, args...) }()
		_, err := never.Write([]byte("A")) // it reads by now
		must(t, err)
		cancel()
		select {
		case err := <-ended:
			if !errors.Is(err, context.Canceled) {
				t.Errorf("%v: %v", args, err)
			}
		case <-time.After(time.Minute):
			t.Fatalf("%v does not end", args)
		}
		must(t, never.Close())
	}
	for _, name := range []string{target, target + ".restoring"} {
		if _, err := os.Stat(name); err == nil {
			t.Errorf("%s is left", name)
		}
	}
}

// TestNoDatabaseHere makes sure that what is no database is told as such, with the code of the help.
func TestNoDatabaseHere(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	must(t, os.WriteFile(file, []byte("text"), 0o600))
	empty, foreign := filepath.Join(dir, "empty"), filepath.Join(dir, "foreign")
	for path, content := range map[string][]byte{empty: nil, foreign: bytes.Repeat([]byte("not a database "), 1000)} {
		must(t, os.Mkdir(path, 0o700))
		must(t, os.WriteFile(filepath.Join(path, "data"), content, 0o600))
	}
	must(t, os.Chmod(dir, 0o700))
	for _, path := range []string{filepath.Join(dir, "missing"), dir, file} {
		for _, args := range [][]string{
			{"check", path},
			{"stat", path},
			{"page", path, "0"},
			{"map", path},
			{"history", path},
			{"dump", path},
			{"backup", path, "-o", "-"},
			{"compact", path, "--in-place"},
			{"salvage", path, "-o", filepath.Join(dir, "saved")},
			{"check", "--fix", path},
		} {
			wantRun(t, tool.NotFound, nil, args...)
		}
	}
	for _, path := range []string{empty, foreign} {
		for _, args := range [][]string{{"check", path}, {"stat", path}, {"map", path}, {"dump", path}, {"check", "--fix", path}, {"compact", path, "--in-place"}} {
			wantRun(t, tool.Damaged, nil, args...)
		}
	}
}

// TestDurableCannotBeTold makes sure that history --durable does not pass on what it cannot tell to be durable, when so many processes read already that it
// cannot look.
func TestDurableCannotBeTold(t *testing.T) {
	path := sample(t)
	db, err := zerodb.Open(path, zerodb.Options{Durability: zerodb.DurabilityInterval, SyncInterval: time.Hour, MaxReaderProcesses: 1})
	must(t, err)
	must(t, db.Update(func(tx *zerodb.Tx) error {
		_, err := tx.CreateTable("fresh", zerodb.TableOptions{})
		return err
	}))
	reader, err := zerodb.OpenReadOnly(path, zerodb.Options{})
	must(t, err)
	out, code := run(t, "history", path, "--durable")
	if code == 0 || strings.Contains(out, "fresh") {
		t.Errorf("exit code %d:\n%s", code, out)
	}
	wantRun(t, 0, []string{"fresh", "not durable yet"}, "history", path)
	must(t, errors.Join(reader.Close(), db.Close()))
}

// TestGiveName makes sure that a complete file gets its name where the file system has no links, and replaces nothing there either.
func TestGiveName(t *testing.T) {
	dir := t.TempDir()
	file, name := filepath.Join(dir, "complete"), filepath.Join(dir, "name")
	linkless := func(string, string) error { return errors.ErrUnsupported }
	for _, link := range []func(string, string) error{linkless, os.Link} {
		must(t, os.WriteFile(file, []byte("content"), 0o600))
		must(t, giveName(file, name, link))
		if b, err := os.ReadFile(name); err != nil || string(b) != "content" {
			t.Errorf("%q, %v", b, err)
		}
		must(t, os.WriteFile(file, []byte("other"), 0o600))
		if err := giveName(file, name, link); !errors.Is(err, os.ErrExist) {
			t.Errorf("taken: %v", err)
		}
		if b, err := os.ReadFile(name); err != nil || string(b) != "content" {
			t.Errorf("%q, %v", b, err)
		}
		must(t, os.Remove(name))
	}
}

// TestSizes makes sure that sizes are understood as they are written, and nothing else is.
func TestSizes(t *testing.T) {
	for text, want := range map[string]int64{"": 0, "500": 500, "64k": 64 << 10, "50MiB": 50 << 20, "2g": 2 << 30, "1tb": 1 << 40, "7b": 7, "1024t": 1 << 50} {
		if got, err := parseSize(text); err != nil || got != want {
			t.Errorf("%q: %d, %v, want %d", text, got, err, want)
		}
	}
	for _, text := range []string{"k", "-1", "5mg", "5kmgt", "1.5g", "2048t", "9223372036854775807", "5 k", "ib"} {
		if got, err := parseSize(text); err == nil {
			t.Errorf("%q: %d", text, got)
		}
	}
}
