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
// engine and of the lint.
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
}
