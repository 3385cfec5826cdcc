package proof

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// mutationsVariable makes TestEachMutationIsNoticed run, as barriersVariable does for barriers.
const mutationsVariable = "AEROLITH_PROOF_MUTATIONS"

// mutationLimit is how long a test may take that is to notice a mutation. Without one each takes seconds.
const mutationLimit = "3m"

// proofDocs is the folder of the pages about proofs, seen from here.
const proofDocs = "../../../docs/proof"

// mutation is a small mistake that breaks one promise of the engine, and the tests that must fail with it, each run alone. Their names
// are separated by commas, those of other packages than zerodb stand behind the folder, as in internal/btree.TestModel.
type mutation struct {
	barrier
	tests string
}

// mutations returns all of them: those of the features, in the order of docs/proof/engine-features.md, those of patches, of the engine's parts, of what readings have repaired, then those of the formats.
func mutations() []mutation {
	return slices.Concat(transactionMutations(), orderMutations(), tableMutations(), readingMutations(), processMutations(),
		limitMutations(), historyMutations(), damageMutations(), measureMutations(), earlierMutations(), patchMutations(), pageMutations(), engineMutations(), repairMutations(), rescueMutations(), backupMutations(),
		diskFormatMutations(), logFormatMutations())
}

// witnesses returns the tests that must fail.
func (m mutation) witnesses() []witness {
	var all []witness
	for name := range strings.SplitSeq(m.tests, ", ") {
		w := witness{folder: ".", test: name}
		if dot := strings.LastIndex(name, "."); dot > 0 {
			w.folder, w.test = name[:dot], name[dot+1:]
		}
		all = append(all, w)
	}
	return all
}

// row is what the table of docs/proof/mutations.md says.
func (m mutation) row() string { return fmt.Sprintf("| %s | %s | %s |", m.name, m.file, m.tests) }

// TestMutationsAreThere makes sure that the place of each mutation is in the code, once, that its tests are there, and that the page has it.
func TestMutationsAreThere(t *testing.T) {
	page, err := os.ReadFile(filepath.Join(proofDocs, "mutations.md"))
	must(t, err)
	known := map[string]bool{}
	for _, m := range mutations() {
		if known[m.name] {
			t.Errorf("%s: two mutations have that name", m.name)
		}
		known[m.name] = true
		if _, err := m.removed(); err != nil {
			t.Errorf("%s: %v", m.name, err)
		}
		for _, w := range m.witnesses() {
			if !w.isThere(t) {
				t.Errorf("%s: there is no %v", m.name, w)
			}
		}
		if !strings.Contains(string(page), "\n"+m.row()+"\n") {
			t.Errorf("the page lacks the row\n%s", m.row())
		}
	}
	if rows := strings.Count(string(page), ".go |"); rows != len(known) {
		t.Errorf("the page has %d mutations, the table %d", rows, len(known))
	}
}

// TestFeaturesHaveMutations makes sure that each test that docs/proof/engine-features.md names for a promise is shown to fail by a mutation.
func TestFeaturesHaveMutations(t *testing.T) {
	page, err := os.ReadFile(filepath.Join(proofDocs, "engine-features.md"))
	must(t, err)
	shown := map[string]bool{}
	for _, m := range mutations() {
		for _, w := range m.witnesses() {
			shown[w.test] = true
		}
	}
	for _, name := range regexp.MustCompile("`((?:Test|Fuzz)\\w*)`").FindAllStringSubmatch(string(page), -1) {
		if !shown[name[1]] && name[1] != "TestProofTableIsTrue" {
			t.Errorf("no mutation shows that %s can fail", name[1])
		}
	}
}

// TestEachMutationIsNoticed makes each mistake of the table in turn, builds the engine so, and demands that each of its tests fails, run
// alone. It takes long and runs only when the environment asks for it, with a range of the table's numbers such as 1-20, or a regular
// expression for the names.
func TestEachMutationIsNoticed(t *testing.T) {
	text := os.Getenv(mutationsVariable)
	if text == "" {
		t.Skip(mutationsVariable + " is not set")
	}
	wanted := barrierChoice(t, text)
	for i, m := range mutations() {
		if !wanted(i+1, m.name) {
			continue
		}
		t.Run(fmt.Sprintf("%d, %s", i+1, m.name), func(t *testing.T) {
			overlay := m.overlay(t)
			for _, w := range m.witnesses() {
				caught, report := w.proves(t, overlay, mutationLimit)
				switch {
				case caught:
					fmt.Fprintf(os.Stderr, "%d, %s: %s\n", i+1, m.name, report)
				case report != "":
					t.Errorf("%v: %s", w, report)
				default:
					t.Errorf("%v does not notice that %s", w, m.name)
				}
			}
		})
	}
}
