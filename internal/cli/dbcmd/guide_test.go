package dbcmd

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/aerolith/aerolith/internal/cli/tool"
	"github.com/aerolith/aerolith/zerodb"
)

// guideFolder is the folder of the operator's guide, seen from here.
const guideFolder = "../../../docs/ops"

// TestGuideIsTrue repeats the worked examples of docs/ops on files that are really damaged. A block that follows the comment <!-- on: STATE -->
// is run in a folder in that state (guide_states_test.go); what its commands print must be what the page shows. Numbers, times and sums may
// differ, "…" stands for anything, and where lines break does not matter.
func TestGuideIsTrue(t *testing.T) {
	guide, err := filepath.Abs(guideFolder)
	must(t, err)
	pages, err := filepath.Glob(filepath.Join(guide, "*.md"))
	must(t, err)
	states := guideStates()
	ran := 0
	for _, page := range pages {
		text, err := os.ReadFile(page)
		must(t, err)
		for i, e := range examplesOf(string(text)) {
			ran++
			t.Run(fmt.Sprintf("%s %d %s", filepath.Base(page), i, e.state), func(t *testing.T) {
				prepare, known := states[e.state]
				if !known {
					t.Fatalf("no state %q", e.state)
				}
				t.Chdir(t.TempDir())
				e.repeat(t, prepare(t))
			})
		}
	}
	const leastExamples = 15
	if ran < leastExamples {
		t.Errorf("only %d examples were found", ran)
	}
}

// example is a block of a page.
type example struct {
	state string
	lines []string
}

// examplesOf returns the blocks of a page that are to be repeated.
func examplesOf(text string) (all []example) {
	for _, m := range regexp.MustCompile("(?s)<!-- on: ([^>]*) -->\n+```\n(.*?)\n```").FindAllStringSubmatch(text, -1) {
		all = append(all, example{state: m[1], lines: strings.Split(m[2], "\n")})
	}
	return all
}

// repeat runs the commands of a block and compares what they print. The number of the page or transaction that a command names is replaced by
// the one that the state has.
func (e example) repeat(t *testing.T, number int64) {
	named := regexp.MustCompile(`(page demo|--to-tx) \d+`)
	code := 0
	for i := 0; i < len(e.lines); {
		command, ok := strings.CutPrefix(e.lines[i], "$ ")
		if !ok {
			t.Fatalf("%q comes before a command", e.lines[i])
		}
		var want []string
		for i++; i < len(e.lines) && !strings.HasPrefix(e.lines[i], "$ "); i++ {
			want = append(want, e.lines[i])
		}
		var got string
		if command == "echo $?" {
			got = strconv.Itoa(code)
			if got != strings.Join(want, "\n") {
				t.Errorf("exit code %s, the page says %q", got, want)
			}
			continue
		}
		got, code = shell(t, named.ReplaceAllString(command, fmt.Sprint("$1 ", number)))
		if !shows(strings.Join(want, "\n"), got) {
			t.Errorf("%s\nprints\n%s\nthe page says\n%s", command, got, strings.Join(want, "\n"))
		}
	}
}

// shell runs one command line of a page: a database tool, with a file for its output, or with head or tail behind it.
func shell(t *testing.T, command string) (out string, code int) {
	t.Helper()
	command, _, _ = strings.Cut(command, "  #")
	command, file, toFile := strings.Cut(command, " > ")
	stages := strings.Split(command, " | ")
	args, ok := strings.CutPrefix(stages[0], "aerolith db ")
	if !ok {
		t.Fatalf("%q is not understood", command)
	}
	var printed bytes.Buffer
	cmd := New(Streams{In: strings.NewReader(""), Out: &printed, Err: io.Discard, Options: zerodb.Options{LogSegmentSize: 64 << 10}})
	cmd.SilenceErrors, cmd.SilenceUsage = true, true
	cmd.SetArgs(strings.Fields(args))
	cmd.SetOut(&printed)
	failed := ""
	if err := cmd.ExecuteContext(t.Context()); err != nil {
		failed, code = fmt.Sprintln("aerolith:", err), int(tool.ExitOf(err))
	}
	if toFile {
		must(t, os.WriteFile(file, printed.Bytes(), 0o600))
		return failed, code
	}
	out = printed.String()
	lines := strings.SplitAfter(out, "\n")
	lines = lines[:len(lines)-1]
	for _, stage := range stages[1:] {
		var n int
		if _, err := fmt.Sscanf(stage, "head -%d", &n); err == nil {
			lines = lines[:min(n, len(lines))]
		} else if _, err := fmt.Sscanf(stage, "tail -%d", &n); err == nil {
			lines = lines[max(0, len(lines)-n):]
		} else {
			t.Fatalf("%q is not understood", stage)
		}
	}
	return strings.Join(lines, "") + failed, code
}

// shows reports whether a page's text is what was printed, but for variable parts.
func shows(page, printed string) bool {
	parts := strings.Split(masked(page), "…")
	for i, part := range parts {
		parts[i] = regexp.QuoteMeta(strings.TrimSpace(part))
	}
	return regexp.MustCompile(`(?s)^` + strings.Join(parts, ".*") + `$`).MatchString(masked(printed))
}

// masked replaces what differs from run to run, or from one version of the engine to the next.
func masked(text string) string {
	for _, variable := range [][2]string{
		{`(?m)^ *\d+  [A-Za-z!.]+$`, "MAP"},
		{`(?:MAP\s+)+`, "MAP "},
		{`\d{4}-\d\d-\d\dT[0-9:.]+Z`, "TIME"},
		{`\b0x[0-9a-f]+\b`, "SUM"},
		{`\b[0-9a-f]{16,64}\b`, "SUM"},
		{`\d+(\.\d+)?`, "N"},
		{`N (B|KiB|MiB|GiB)\b`, "N BYTES"},
		{`\s+`, " "},
	} {
		text = regexp.MustCompile(variable[0]).ReplaceAllString(text, variable[1])
	}
	return strings.TrimSpace(text)
}
