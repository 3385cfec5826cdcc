package app

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/aerolith/aerolith/record"
)

// TestParseBudget: sizes are read exactly, and what is none or does not fit is refused.
func TestParseBudget(t *testing.T) {
	for text, want := range map[string]uint64{"": 0, "0": 0, "17": 17, "2KiB": 2 << 10, "3 MiB": 3 << 20, "4GiB": 4 << 30, "5TiB": 5 << 40} {
		if got, err := parseBudget(text); got != want || err != nil {
			t.Errorf("%q: %d, %v", text, got, err)
		}
	}
	for _, text := range []string{"x", "-1", "1GB", "MiB", "9999999999TiB", "1.5GiB"} {
		if got, err := parseBudget(text); err == nil {
			t.Errorf("%q: %d", text, got)
		}
	}
}

// TestLimitsReachEveryNamespace: limits hold for each namespace; a share without a budget, an archive without a log and a
// life of half a second are refused together.
func TestLimitsReachEveryNamespace(t *testing.T) {
	options := record.Options{Namespaces: []record.NamespaceOptions{{Name: "a"}, {Name: "b"}}}
	l := Limits{DataSize: "1GiB", StopWritesPercent: 80, EvictPercent: 60, DefaultTTL: time.Hour, Archive: "kept"}
	if err := l.apply(&options, true); err != nil {
		t.Fatal(err)
	}
	for _, n := range options.Namespaces {
		if n.DataSize != 1<<30 || n.StopWritesPercent != 80 || n.EvictPercent != 60 || n.DefaultTTLSeconds != 3600 {
			t.Errorf("%+v", n)
		}
	}
	if options.Engine.ArchivePath != "kept" {
		t.Errorf("archive %q", options.Engine.ArchivePath)
	}
	err := (&Limits{DataSize: "x", StopWritesPercent: 101, EvictPercent: 1, DefaultTTL: time.Second / 2, Archive: "x"}).apply(&options, false)
	for _, name := range []string{"--data-size", "--stop-writes-percent", "--evict-percent: a", "--default-ttl", "--archive"} {
		if err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestArchive: a node with an archive makes a folder for the database in it.
func TestArchive(t *testing.T) {
	folder := t.TempDir()
	options := DefaultOptions()
	options.Data, options.Listen = filepath.Join(folder, "data"), []string{"127.0.0.1:0"}
	options.Limits.Archive = filepath.Join(folder, "archive")
	n, err := Start(options, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	entries, err := os.ReadDir(options.Limits.Archive)
	if err := errors.Join(err, n.Stop(t.Context())); err != nil || len(entries) == 0 {
		t.Errorf("%d entries, %v", len(entries), err)
	}
}
