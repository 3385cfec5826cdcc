package record

import (
	"context"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// panicVariable, set in the environment, makes TestPanicWhileWriting the process that ends.
const panicVariable = "AEROLITH_TEST_PANIC"

// defect is a task that meets one.
type defect struct{}

// apply implements task.
func (defect) apply(*committer, uint64) error { panic("a defect, asked for by the test") }

// finished implements task.
func (defect) finished(error) {}

// TestPanicWhileWriting: a panic met by a caller that has the turn ends the process, although the caller recovers from panics:
// else nobody could write any more. Method: let another process do so.
func TestPanicWhileWriting(t *testing.T) {
	if os.Getenv(panicVariable) != "" {
		meetDefect(t)
		return
	}
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	command := exec.CommandContext(context.Background(), program, "-test.run=^TestPanicWhileWriting$")
	folder := t.TempDir() // the process ends before it can remove its own
	command.Env = append(os.Environ(), panicVariable+"=yes", "TMPDIR="+folder, "TMP="+folder)
	output, err := command.CombinedOutput()
	if err == nil || !strings.Contains(string(output), "a defect, asked for by the test") || !strings.Contains(string(output), "while writing") {
		t.Errorf("it ended with %v and said:\n%s", err, output)
	}
}

// meetDefect attends to a task that panics, as a session would.
func meetDefect(t *testing.T) {
	s := deserted(t, memoryOptions(newClock()))
	n := s.namespaces["test"]
	defer func() { _ = recover() }() // as a session does
	r := n.requests.get()
	r.task = defect{}
	n.push(r)
	n.committer.attend()
}
