package reload

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/aerolith/aerolith/config/registry"
	"github.com/aerolith/aerolith/config/source"
	"github.com/aerolith/aerolith/config/tree"
)

// TestWatch writes a file in place, replaces it, and sends a signal: each must be taken. Deadlines are far off on purpose.
func TestWatch(t *testing.T) {
	path := filepath.Join(t.TempDir(), "serve.yaml")
	write := func(to, text string) {
		t.Helper()
		if err := os.WriteFile(to, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(path, "namespaces: {a: {default-ttl: 1}}")
	read := func() (*source.Config, error) {
		text, err := os.ReadFile(path)
		if err != nil {
			return nil, err
		}
		return source.Load(source.Inputs{Schema: registry.Serve(), Files: []source.File{{Name: path, Text: text}}})
	}
	first, err := read()
	if err != nil {
		t.Fatal(err)
	}
	applied := make(chan []tree.Change, 1)
	r, err := New(first, Options{Load: read, Parts: []Part{tellingPart{applied}}, Now: fixed, Settle: time.Millisecond, Poll: time.Hour})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	wake, ended := make(chan struct{}), make(chan error, 1)
	go func() { ended <- r.Watch(ctx, []string{path}, wake) }()
	wake <- struct{}{} // it is watching now
	wake <- struct{}{}
	expect := func(how string) {
		t.Helper()
		select {
		case changes := <-applied:
			if len(changes) != 1 || changes[0].Path() != "namespaces.a.default-ttl" {
				t.Errorf("%s: %v", how, changes)
			}
		case <-time.After(time.Minute):
			t.Fatalf("%s was not taken", how)
		}
	}
	write(path, "namespaces: {a: {default-ttl: 2}}")
	expect("a file written in place")
	write(path+".new", "namespaces: {a: {default-ttl: 3}}")
	if err := os.Rename(path+".new", path); err != nil {
		t.Fatal(err)
	}
	expect("a file that was replaced")
	close(wake)
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if err := r.Watch(t.Context(), []string{filepath.Join(path, "nowhere", "x")}, nil); err == nil {
		t.Error("a folder that is not there is watched")
	}
}

// TestChangeBeforeWatch changes the file after it was read and before anybody watches it: the watch begins by looking.
func TestChangeBeforeWatch(t *testing.T) {
	text := "namespaces: {a: {default-ttl: 1}}"
	read := func() (*source.Config, error) {
		return source.Load(source.Inputs{Schema: registry.Serve(), Files: []source.File{{Name: "serve.yaml", Text: []byte(text)}}})
	}
	first, err := read()
	if err != nil {
		t.Fatal(err)
	}
	applied := make(chan []tree.Change, 1)
	r, err := New(first, Options{Load: read, Parts: []Part{tellingPart{applied}}, Now: fixed, Settle: time.Millisecond, Poll: time.Hour})
	if err != nil {
		t.Fatal(err)
	}
	text = "namespaces: {a: {default-ttl: 2}}"
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- r.Watch(ctx, []string{filepath.Join(t.TempDir(), "serve.yaml")}, nil) }()
	select {
	case changes := <-applied:
		if len(changes) != 1 || changes[0].Path() != "namespaces.a.default-ttl" {
			t.Errorf("%v", changes)
		}
	case <-time.After(time.Minute):
		t.Error("the change was not taken")
	}
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}
