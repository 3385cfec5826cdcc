package conf

import (
	"errors"
	"os"
	"strings"
	"testing"
)

// sample has what files of the field have: comments, blank lines, tabs, contexts in contexts, and repeats.
const sample = `# a node
service {
	cluster-name one   # its name
	proto-fd-max 15k
}

logging {
    console {
        context any info
    }
}
network
    service {
        port 3000
    }
}

namespace test {
    index-type shmem
    storage-engine memory {
        file /data/a.dat
        file /data/b.dat

        filesize 4G
        # the end
    } # of memory
}
`

// mustParse parses a text that has no errors.
func mustParse(t testing.TB, text string) *File {
	t.Helper()
	f, err := Parse("a.conf", []byte(text), Options{})
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// TestParse checks the tree of the sample: kinds, names, values, places, and that it writes itself back. One of its contexts
// opens without a brace, as the server allows.
func TestParse(t *testing.T) {
	f := mustParse(t, sample)
	if string(f.Bytes()) != sample || len(f.Warnings.List) != 0 {
		t.Errorf("%v\n%s", f.Warnings.List, f.Bytes())
	}
	service := f.Root.Context("service", "")
	name := service.Last("cluster-name")
	if name.Value(0) != "one" || name.Comment() != "# its name" || name.Position().String() != "a.conf:3:2" || name.ValuePosition(0).Column != 15 {
		t.Errorf("%q %q %v %v", name.Values(), name.Comment(), name.Position(), name.ValuePosition(0))
	}
	if port, ok := f.Root.Context("network", "").Context("service", "").Get("port"); port != "3000" || !ok {
		t.Errorf("port %q %v", port, ok)
	}
	memory := f.Root.Context("namespace", "test").Context("storage-engine", "memory")
	var files []string
	for file := range memory.Directives("file") {
		files = append(files, file.Value(0))
	}
	if strings.Join(files, " ") != "/data/a.dat /data/b.dat" || !memory.Closed() {
		t.Errorf("files %q", files)
	}
	if path := memory.Last("filesize").Path(); path != "namespace test > storage-engine memory > filesize" {
		t.Errorf("path %s", path)
	}
	if f.Root.Context("namespace", "other") != nil || f.Root.Last("service") != nil || name.Value(7) != "" {
		t.Error("found what is not there")
	}
	if _, ok := service.Get("port"); ok {
		t.Error("found what is elsewhere")
	}
	kinds := map[Kind]int{}
	for n := range f.Root.Walk() {
		kinds[n.Kind()]++
	}
	if kinds[KindContext] != 7 || kinds[KindDirective] != 8 || kinds[KindNote] != 5 || kinds[KindStray] != 0 {
		t.Errorf("kinds %v", kinds)
	}
}

// TestProblems checks, for each case of testdata/problems.txt, every problem with its place, and that the text is kept. A case
// is a text between a line of === with a title and a line of ---, behind which the expected problems stand.
func TestProblems(t *testing.T) {
	golden, err := os.ReadFile("testdata/problems.txt")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range strings.Split(string(golden), "=== ")[1:] {
		title, rest, _ := strings.Cut(c, "\n")
		text, want, _ := strings.Cut(rest, "---\n")
		text = strings.NewReplacer(`\0`, "\x00", `\b`, byteOrderMark, `\l`, strings.Repeat("x", lineMax)).Replace(text)
		f, err := Parse("a.conf", []byte(text), Options{})
		got := ""
		if err != nil {
			got = "error " + strings.ReplaceAll(err.Error(), "\n", "\nerror ") + "\n"
		}
		for _, warning := range f.Warnings.List {
			got += "warning " + warning.Error() + "\n"
		}
		if got != want {
			t.Errorf("%s: got\n%swant\n%s", title, got, want)
		}
		if string(f.Bytes()) != text {
			t.Errorf("%s: written back as\n%s", title, f.Bytes())
		}
	}
}

// TestLimits checks the bounds on size and problems.
func TestLimits(t *testing.T) {
	if f, err := Parse("a.conf", []byte("service {\n}\n"), Options{BytesMax: 5}); !errors.Is(err, ErrTooLarge) || f != nil {
		t.Errorf("a large file: %v", err)
	}
	_, err := Parse("a.conf", []byte(strings.Repeat("}\n", 10)), Options{ProblemsMax: 3})
	var problems *Problems
	if !errors.As(err, &problems) || len(problems.List) != 3 || problems.More != 7 || !strings.Contains(err.Error(), "and 7 more") {
		t.Errorf("many problems: %v", err)
	}
	var problem Problem
	if !errors.As(err, &problem) || problem.Rule != RuleCloseExtra {
		t.Errorf("the problems are not found in the error: %v", err)
	}
}

// TestBraceGrammar parses keywords of another program.
func TestBraceGrammar(t *testing.T) {
	f, err := Parse("x", []byte("service\nthing a b {\n namespace\n}\n"), Options{Grammar: BraceGrammar})
	if err != nil || f.Root.Last("service") == nil || f.Root.Context("thing", "a") == nil {
		t.Errorf("%v", err)
	}
}
