package memfs_test

import (
	"os"
	"os/exec"
	"runtime"
	"strings"
	"sync"
	"testing"
)

// racyVariable, set in the environment, makes TestRacyReader run.
const racyVariable = "AEROLITH_MEMFS_RACY"

// TestRacesAreVisible checks the promise that tests of the engine rely on: the race detector sees when a page is
// written that somebody still reads through a mapping. It runs TestRacyReader in another process, which must fail.
func TestRacesAreVisible(t *testing.T) {
	if !raceDetector {
		t.Skip("only under the race detector")
	}
	self, err := os.Executable()
	must(t, err)
	child := exec.Command(self, "-test.run=^TestRacyReader$")
	child.Env = append(os.Environ(), racyVariable+"=1")
	output, err := child.CombinedOutput()
	if err == nil || !strings.Contains(string(output), "DATA RACE") {
		t.Errorf("the race was not seen: error %v, output:\n%s", err, output)
	}
}

// TestRacyReader reads mapped bytes in one goroutine and then writes them in another that knows nothing of the
// first, though it has written, extended and synced meanwhile, as the engine's writer does. Chance alone puts the two
// in order, which the race detector does not accept. It is a race on purpose, so it runs only when asked.
func TestRacyReader(t *testing.T) {
	if os.Getenv(racyVariable) == "" {
		t.Skip("a race on purpose; TestRacesAreVisible runs it")
	}
	files := recording()
	file := create(t, files, "/a", strings.Repeat("a", 100_000))
	m, err := file.Map(1 << 20)
	must(t, err)
	var group sync.WaitGroup
	sum := 0
	group.Go(func() {
		b, err := m.At(4096, 4096)
		if err != nil {
			t.Error(err)
		}
		for _, value := range b {
			sum += int(value)
		}
	})
	for range 100_000 {
		runtime.Gosched() // Lets the reader come first without anything that would order the two.
	}
	write(t, file, 90_000, strings.Repeat("b", 50_000))
	must(t, m.Extend(140_000))
	must(t, file.SyncData())
	write(t, file, 4096, "overwritten while read")
	group.Wait()
}
