package proof

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// barriersVariable makes TestEachBarrierIsNeeded run: all barriers for ".", else those whose names match.
const barriersVariable = "AEROLITH_PROOF_BARRIERS"

// engineFolder is the folder of package zerodb, seen from here.
const engineFolder = "../.."

// TestBarriersAreThere makes sure that every barrier of the table is still in the code, once, so that the table keeps up with it.
func TestBarriersAreThere(t *testing.T) {
	for _, b := range barriers() {
		if _, err := b.removed(); err != nil {
			t.Errorf("%s: %v", b.name, err)
		}
	}
}

// removed returns the file's text without the barrier.
func (b barrier) removed() (string, error) {
	text, err := os.ReadFile(filepath.Join(engineFolder, b.file))
	if err != nil {
		return "", err
	}
	if strings.Count(string(text), b.with) != 1 {
		return "", errors.New("the text is not in " + b.file + " exactly once: " + b.with)
	}
	return strings.Replace(string(text), b.with, b.without, 1), nil
}

// TestEachBarrierIsNeeded takes each sync, wait and pin of the table away in turn, builds the engine so, and demands that a
// test fails: the one that is known for it first, else any of the witnesses' packages in the short form, else in the full
// one. It takes long and runs only when the environment asks for it, with a range of the table's numbers such as 1-20, or a regular
// expression for the names; docs/proof/barriers.md keeps the result.
func TestEachBarrierIsNeeded(t *testing.T) {
	text := os.Getenv(barriersVariable)
	if text == "" {
		t.Skip(barriersVariable + " is not set")
	}
	wanted := barrierChoice(t, text)
	for i, b := range barriers() {
		if !wanted(i+1, b.name) {
			continue
		}
		t.Run(fmt.Sprintf("%d, %s", i+1, b.name), func(t *testing.T) {
			overlay := b.overlay(t)
			for _, w := range b.trials(t) {
				caught, report := w.proves(t, overlay, w.limit())
				if !caught && report != "" {
					t.Fatal(report)
				}
				if caught {
					fmt.Fprintf(os.Stderr, "| %s | %s | %s |\n", b.name, b.file, report)
					return
				}
			}
			t.Errorf("no test notices that %s", b.name)
		})
	}
}

// barrierChoice returns which barriers a text asks for: a range of numbers, or a regular expression for names.
func barrierChoice(t *testing.T, text string) func(number int, name string) bool {
	t.Helper()
	if parts := regexp.MustCompile(`^(\d+)-(\d+)$`).FindStringSubmatch(text); parts != nil {
		from, err := strconv.Atoi(parts[1])
		must(t, err)
		to, err := strconv.Atoi(parts[2])
		must(t, err)
		return func(number int, _ string) bool { return from <= number && number <= to }
	}
	names := regexp.MustCompile(text)
	return func(_ int, name string) bool { return names.MatchString(name) }
}

// trials are the tests to run without the barrier, in their order: the known one, then everything.
func (b barrier) trials(t *testing.T) []witness {
	var all []witness
	if known, ok := witnesses()[b.name]; ok {
		all = append(all, known)
	}
	for _, form := range pick(t, []string{""}, []string{"", fullForm}, []string{"", fullForm}) {
		all = append(all, witness{form: form}, witness{folder: logPackage, form: form})
	}
	return all
}

// overlay writes the changed file and the list that makes the go command use it.
func (b barrier) overlay(t *testing.T) string {
	t.Helper()
	changed, err := b.removed()
	must(t, err)
	folder := t.TempDir()
	file := filepath.Join(folder, filepath.Base(b.file))
	must(t, os.WriteFile(file, []byte(changed), 0o600))
	original, err := filepath.Abs(filepath.Join(engineFolder, b.file))
	must(t, err)
	list, err := json.Marshal(map[string]map[string]string{"Replace": {original: file}})
	must(t, err)
	overlay := filepath.Join(folder, "overlay.json")
	must(t, os.WriteFile(overlay, list, 0o600))
	return overlay
}

// limit is how long the tests may take.
func (w witness) limit() string {
	if w.form != "" {
		return "60m"
	}
	return "10m"
}

// proves runs the test with an overlay and tells whether it fails, and which of them first.
func (w witness) proves(t *testing.T, overlay, limit string) (caught bool, report string) {
	t.Helper()
	arguments := []string{"test", "-overlay", overlay, "-vet=off", "-failfast", "-count=1", "-timeout", limit, "-skip", "Barrier"}
	if w.test != "" {
		arguments = append(arguments, "-run", "^"+w.test+"$")
	}
	command := exec.CommandContext(t.Context(), "go", append(arguments, ".")...)
	command.Dir = filepath.Join(engineFolder, w.packageFolder())
	command.Env = append(os.Environ(), scaleVariable+"="+w.form, barriersVariable+"=", mutationsVariable+"=")
	output, err := command.CombinedOutput()
	if err == nil {
		return false, ""
	}
	first := regexp.MustCompile(`--- FAIL: ([^\s/]+)`).FindStringSubmatch(string(output))
	if strings.Contains(string(output), "test timed out") {
		return false, "undecided: not done within " + limit
	}
	if strings.Contains(string(output), "[build failed]") || strings.Contains(string(output), "[setup failed]") {
		return false, "undecided: does not build: " + string(output)
	}
	if len(first) == 0 {
		return true, "ends without a verdict: " + string(output)
	}
	return true, witness{folder: w.folder, test: first[1], form: w.form}.String()
}
