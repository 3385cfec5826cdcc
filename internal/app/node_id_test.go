package app

import (
	"os"
	"path/filepath"
	"testing"
)

// TestNodeID draws a number for a folder once, keeps it, takes a file without content for none, and refuses one that is wrong.
func TestNodeID(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, nodeFile)
	stored := plan{stored: true}
	ask := func() identity {
		t.Helper()
		got, err := stored.nodeID(folder)
		if err != nil || got.id == 0 {
			t.Fatalf("%+v, %v", got, err)
		}
		if err := got.settle(); err != nil {
			t.Fatal(err)
		}
		return got
	}
	first := ask()
	if first.unsettled != path {
		t.Errorf("%+v has to be made durable", first)
	}
	if again := ask(); again.id != first.id || again.unsettled != "" {
		t.Errorf("%+v, then %+v", first, again)
	}
	for _, lost := range []string{"", "\x00\x00\x00\x00"} {
		if err := os.WriteFile(path, []byte(lost), nodeFilePermission); err != nil {
			t.Fatal(err)
		}
		if fresh := ask(); fresh.unsettled != path || ask().id != fresh.id {
			t.Errorf("after %q: %+v", lost, fresh)
		}
	}
	for _, wrong := range []string{"0", "no number"} {
		if err := os.WriteFile(path, []byte(wrong), nodeFilePermission); err != nil {
			t.Fatal(err)
		}
		if got, err := stored.nodeID(folder); err == nil {
			t.Errorf("%q became %+v", wrong, got)
		}
	}
}
