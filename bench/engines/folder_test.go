package main

import (
	"errors"
	"io/fs"
	"os"
	"testing"

	"github.com/aerolith/aerolith/bench/store"
)

// TestLostKeys runs workloads that need all keys after one that has removed them, as further rounds and -only do: each must find all keys. Folders
// under other names than that of a loaded database are left by nobody.
func TestLostKeys(t *testing.T) {
	s := settings{keys: 2000, rounds: 2, durable: 10, engines: "zerodb,bbolt", dir: t.TempDir()}
	results := table{}
	for _, s.only = range []string{"random delete", "random get", "random load", "random delete", "full scan"} {
		if err := s.measureAll(results); err != nil {
			t.Fatalf("%s: %v", s.only, err)
		}
	}
	entries, err := os.ReadDir(s.dir)
	if err != nil || len(entries) != 2 {
		t.Errorf("%v are left, %v", entries, err)
	}
	for _, e := range s.chosen() {
		if _, err := os.Stat(s.loadedFolder(e)); err != nil {
			t.Error(err)
		}
	}
}

// TestInterruptedLoad leaves a database that is only half filled, as a run does that was ended: the next one must not take it for a loaded one.
func TestInterruptedLoad(t *testing.T) {
	s := settings{keys: 2000, rounds: 1, durable: 10, engines: "zerodb", only: "random get", dir: t.TempDir()}
	engine := s.chosen()[0]
	if _, err := s.newFolder(engine); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(s.loadedFolder(engine)); !errors.Is(err, fs.ErrNotExist) {
		t.Fatalf("a database counts as loaded while it is filled: %v", err)
	}
	if err := s.measureAll(table{}); err != nil {
		t.Error(err)
	}
}

// TestTurned lets each engine be the first one in turn, and keeps their order.
func TestTurned(t *testing.T) {
	engines := []store.Engine{{Name: "a"}, {Name: "b"}, {Name: "c"}}
	for turn, want := range []string{"abc", "bca", "cab", "abc"} {
		got := ""
		for _, e := range turned(engines, turn) {
			got += e.Name
		}
		if got != want {
			t.Errorf("turn %d: %s, want %s", turn, got, want)
		}
	}
	if len(turned(nil, 5)) != 0 {
		t.Error("no engines became some")
	}
}
