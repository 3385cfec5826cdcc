package node

import (
	"bytes"
	"strings"
	"sync"
)

// The form of what a node prints.
const (
	// readyPrefix begins the line that says at which address the node is ready.
	readyPrefix = "ready "
	// transcriptMax bounds what is kept of the output, in bytes.
	transcriptMax = 64 << 10
)

// transcript takes what a process prints, keeps the end of it, and looks for the line that says that it is ready.
type transcript struct {
	// ready gets the node's address, once.
	ready chan string

	// mu guards the fields below.
	mu    sync.Mutex
	kept  []byte
	line  []byte
	found bool
}

// newTranscript returns an empty transcript.
func newTranscript() *transcript { return &transcript{ready: make(chan string, 1)} }

// Write takes output of the process. It never fails.
func (t *transcript) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.kept = append(t.kept, p...)
	if excess := len(t.kept) - transcriptMax; excess > 0 {
		t.kept = t.kept[excess:]
	}
	if !t.found {
		t.line = append(t.line, p...)
		t.search()
	}
	return len(p), nil
}

// search looks for the ready line in what has not been looked at.
func (t *transcript) search() {
	for !t.found {
		line, rest, complete := bytes.Cut(t.line, []byte{'\n'})
		if !complete {
			return
		}
		t.line = rest
		if address, ok := strings.CutPrefix(strings.TrimSpace(string(line)), readyPrefix); ok {
			t.found = true
			t.ready <- address
		}
	}
}

// String returns the end of what was printed.
func (t *transcript) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return string(t.kept)
}
