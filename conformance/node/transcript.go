package node

import (
	"bytes"
	"encoding/json"
	"sync"
)

// transcriptMax bounds what is kept of the output, in bytes.
const transcriptMax = 64 << 10

// transcript takes what a process prints, keeps the end of it, and looks for the line that says that it is ready: a
// JSON object with the addresses at which it listens.
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
		var facts struct {
			Addresses []string `json:"addresses"`
		}
		// Other lines are no JSON.
		if err := json.Unmarshal(line, &facts); err == nil && len(facts.Addresses) > 0 {
			t.found = true
			t.ready <- facts.Addresses[0]
		}
	}
}

// String returns the end of what was printed.
func (t *transcript) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return string(t.kept)
}
