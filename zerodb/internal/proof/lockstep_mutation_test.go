package proof

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// lockstepMutation is a small mistake that TestLockstepSweep notices in one of the seeds of a range.
type lockstepMutation struct {
	barrier
	seeds string
}

// lockstepMutations returns mistakes of which each shows that one of the pairings of lockstep can fail.
func lockstepMutations() []lockstepMutation {
	return []lockstepMutation{
		{barrier{
			"MaxTxBytes limits the copying of overlaid pages", "tx_twin.go",
			"\tw.work.LiftLimit() // the limit of overlays is one of this, and without it no checkpoint could be taken any more\n", "",
		}, "7013-7013"},
		{barrier{
			"a segment that could not be archived is forgotten", "internal/wal/release.go",
			"\t\t\tl.unclaim(victims[i:])\n", "\t\t\tl.unclaim(victims[i+1:])\n",
		}, "9006-9006"},
		{barrier{
			"of the segments that an opening has read none is archived", "internal/wal/recover.go",
			"\tl.retired = append(l.retired, r.retired...)\n", "",
		}, "9006-9006"},
	}
}

// TestLockstepMutationsAreThere makes sure that the place of each is in the code, once, and that the page has it.
func TestLockstepMutationsAreThere(t *testing.T) {
	page, err := os.ReadFile(filepath.Join(proofDocs, "lockstep.md"))
	must(t, err)
	for _, m := range lockstepMutations() {
		if _, err := m.removed(); err != nil {
			t.Errorf("%s: %v", m.name, err)
		}
		if row := fmt.Sprintf("\n| %s | %s | %s |\n", m.name, m.file, m.seeds); !strings.Contains(string(page), row) {
			t.Errorf("the page lacks the row%s", row)
		}
	}
	if rows := strings.Count(string(page), ".go |"); rows != len(lockstepMutations()) {
		t.Errorf("the page has %d mutations, the table %d", rows, len(lockstepMutations()))
	}
}

// TestLockstepNotices makes each mistake of the table in turn, builds the engine so, and demands that TestLockstepSweep fails in one of the seeds. It takes long and runs only when the environment asks for it, as
// TestEachMutationIsNoticed does.
func TestLockstepNotices(t *testing.T) {
	text := os.Getenv(mutationsVariable)
	if text == "" {
		t.Skip(mutationsVariable + " is not set")
	}
	wanted := barrierChoice(t, text)
	for i, m := range lockstepMutations() {
		if !wanted(i+1, m.name) {
			continue
		}
		t.Run(fmt.Sprintf("%d, %s", i+1, m.name), func(t *testing.T) {
			command := exec.CommandContext(t.Context(), "go", "test", "-overlay", m.overlay(t), "-vet=off", "-count=1", "-timeout", mutationLimit, "-run", "^TestLockstepSweep$", ".")
			command.Env = append(os.Environ(), mutationsVariable+"=", seedsVariable+"="+m.seeds, "GOMAXPROCS=1")
			output, err := command.CombinedOutput()
			at := strings.Index(string(output), "--- FAIL: TestLockstepSweep/")
			switch {
			case err == nil:
				t.Errorf("lockstep does not notice that %s", m.name)
			case at < 0 || strings.Contains(string(output), "test timed out"):
				t.Errorf("undecided: %s", output)
			default:
				fmt.Fprintf(os.Stderr, "%d, %s: %.400s\n", i+1, m.name, output[at:])
			}
		})
	}
}
