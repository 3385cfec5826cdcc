package zerodb

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestProofTableIsTrue looks for every test, example and fuzzer that docs/proof/engine-features.md names in the test files of the
// engine and of the lint, and holds that each row of its table has an example, a test and a page that is there.
func TestProofTableIsTrue(t *testing.T) {
	page, err := os.ReadFile("../docs/proof/engine-features.md")
	must(t, err)
	there := map[string]bool{}
	declared := regexp.MustCompile(`(?m)^func ((?:Test|Example|Fuzz)\w*)\(`)
	for _, root := range []string{".", "../internal/lint"} {
		must(t, filepath.WalkDir(root, func(name string, _ fs.DirEntry, err error) error {
			if err != nil || !strings.HasSuffix(name, "_test.go") {
				return err
			}
			source, err := os.ReadFile(name)
			for _, m := range declared.FindAllSubmatch(source, -1) {
				there[string(m[1])] = true
			}
			return err
		}))
	}
	named := regexp.MustCompile("`((?:Test|Example|Fuzz)\\w*)`").FindAllSubmatch(page, -1)
	if len(named) < 50 {
		t.Fatalf("only %d names in the page", len(named))
	}
	for _, m := range named {
		if !there[string(m[1])] {
			t.Errorf("there is no %s", m[1])
		}
	}
	features, _, _ := strings.Cut(string(page), "\n# ")
	rows := 0
	for line := range strings.Lines(features[strings.Index(features, "|---"):]) {
		if cells := strings.Split(line, "|"); len(cells) == 6 {
			rows++
			checkRow(t, cells[1:5])
		}
	}
	if rows < 30 {
		t.Fatalf("only %d rows in the table", rows)
	}
}

// checkRow makes sure that a row has something in each cell, and that the pages that it links are there.
func checkRow(t *testing.T, cells []string) {
	t.Helper()
	for _, cell := range cells {
		if strings.TrimSpace(cell) == "" {
			t.Errorf("the row of %s has an empty cell", cells[0])
		}
		for _, link := range regexp.MustCompile(`\]\(([^)#]+)`).FindAllStringSubmatch(cell, -1) {
			if _, err := os.Stat(filepath.Join("../docs/proof", link[1])); err != nil {
				t.Errorf("the row of %s: %v", cells[0], err)
			}
		}
	}
}
