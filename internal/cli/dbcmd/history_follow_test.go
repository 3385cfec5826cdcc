package dbcmd

import (
	"bufio"
	"context"
	"io"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aerolith/aerolith/internal/cli/tool"
	"github.com/aerolith/aerolith/zerodb"
)

// TestHistoryFollows lets history --follow print what is there, waits until it has, commits more, and waits until that is printed too. It ends, without an
// error, when it is interrupted.
func TestHistoryFollows(t *testing.T) {
	path := sample(t)
	db, err := zerodb.Open(path, zerodb.Options{LogSegmentSize: 64 << 10})
	must(t, err)
	create := func(name string) {
		must(t, db.Update(func(tx *zerodb.Tx) error {
			_, err := tx.CreateTable(name, zerodb.TableOptions{})
			return err
		}))
	}
	create("before")
	ctx, interrupt := context.WithCancel(t.Context())
	defer interrupt()
	read, write := io.Pipe()
	ended := make(chan error, 1)
	go func() {
		err := history(ctx, historyOptions{follow: true}, path, write)
		_ = write.Close() // never fails
		ended <- err
	}()
	lines := bufio.NewScanner(read)
	for _, name := range []string{"before", "during", "later"} {
		if name != "before" {
			create(name)
		}
		for found := false; !found; {
			if !lines.Scan() {
				t.Fatalf("it ended before it told of table %q: %v", name, lines.Err())
			}
			found = strings.Contains(lines.Text(), name)
		}
	}
	interrupt()
	for lines.Scan() { // until the pipe is closed
	}
	if err := <-ended; err != nil {
		t.Errorf("interrupted: %v", err)
	}
	must(t, db.Close())
}

// TestWhatNeedsTheDatabaseAlone makes sure that tools that would change a database in use, or could not trust what they read, say that it is in use, and
// that all others do their work beside it.
func TestWhatNeedsTheDatabaseAlone(t *testing.T) {
	path, dir := sample(t), t.TempDir()
	dump := filepath.Join(dir, "dump")
	db, err := zerodb.Open(path, zerodb.Options{LogSegmentSize: 64 << 10})
	must(t, err)
	defer func() { must(t, db.Close()) }()
	for _, args := range [][]string{
		{"check", path, "--fix"}, // there is nothing to mend
		{"stat", path},
		{"page", path, "2"},
		{"map", path},
		{"dump", path, "-o", dump},
		{"history", path},
		{"backup", path, "-o", filepath.Join(dir, "backup")},
		{"compact", path, "-o", filepath.Join(dir, "compact")},
	} {
		wantRun(t, 0, nil, args...)
	}
	for _, args := range [][]string{
		{"load", dump, path},
		{"salvage", path, "-o", filepath.Join(dir, "salvaged")},
		{"compact", path, "--in-place"},
	} {
		wantRun(t, tool.InUse, nil, args...)
	}
}
