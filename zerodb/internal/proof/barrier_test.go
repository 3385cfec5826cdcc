package proof

import (
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
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

// TestEachBarrierIsNeeded takes each sync, wait and pin of the table away in turn, builds the engine so, and demands that
// the other tests of this package fail: in their short form, and with AEROLITH_PROOF=full, if they do not notice, in the
// full one. It takes long and runs only when the environment asks for it; docs/proof/barriers.md keeps the result.
func TestEachBarrierIsNeeded(t *testing.T) {
	text := os.Getenv(barriersVariable)
	if text == "" {
		t.Skip(barriersVariable + " is not set")
	}
	wanted := regexp.MustCompile(text)
	for _, b := range barriers() {
		if !wanted.MatchString(b.name) {
			continue
		}
		t.Run(b.name, func(t *testing.T) {
			overlay := b.overlay(t)
			for _, form := range pick(t, []string{""}, []string{"", "full"}, []string{"", "full"}) {
				caught, report := provesWith(overlay, form)
				if !caught && report != "" {
					t.Fatal(report)
				}
				if caught {
					t.Logf("| %s | %s | %s |", b.name, b.file, report)
					return
				}
			}
			t.Errorf("no test notices that %s", b.name)
		})
	}
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

// provesWith runs the proofs with an overlay and tells whether they fail, and which of them first.
func provesWith(overlay, form string) (caught bool, report string) {
	limit := "10m"
	if form != "" {
		limit = "60m"
	}
	command := exec.Command("go", "test", "-overlay", overlay, "-vet=off", "-failfast", "-count=1", "-timeout", limit,
		"-skip", "Barrier", ".")
	command.Env = append(os.Environ(), scaleVariable+"="+form, barriersVariable+"=")
	output, err := command.CombinedOutput()
	if err == nil {
		return false, ""
	}
	first := regexp.MustCompile(`--- FAIL: (\S+)`).FindAllStringSubmatch(string(output), -1)
	if strings.Contains(string(output), "test timed out") {
		return false, "undecided: not done within " + limit
	}
	if len(first) == 0 {
		return true, "does not build or run: " + string(output)
	}
	name := first[len(first)-1][1]
	if form != "" {
		name += " (" + form + ")"
	}
	return true, name
}
