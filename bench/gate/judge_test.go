package main

import (
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// comparison is what benchstat prints, shortened.
const comparison = `goos: linux
pkg: github.com/aerolith/aerolith/zerodb
,old,,new,,,
,sec/op,CI,sec/op,CI,vs base,P
Get-2,1e-07,2%,1.3e-07,1%,+30.00%,p=0.002 n=6
Put-2,1e-06,2%,1.05e-06,1%,+5.00%,p=0.002 n=6
Scan-2,1e-06,2%,1.9e-06,90%,~,p=0.394 n=6
Gone-2,1e-06,2%,,,,
geomean,2e-07,,4e-07,,+90.00%,

,old,,new,,,
,B/s,CI,B/s,CI,vs base,P
Load-2,1e+09,2%,5e+08,1%,-50.00%,p=0.002 n=6
Dump-2,1e+09,2%,5e+09,1%,+400.00%,p=0.002 n=6
Wake-2,0,0%,5e+09,1%,?,p=0.002 n=6

,old,,new,,,
,allocs/op,CI,allocs/op,CI,vs base,P
Get-2,0,0%,1,0%,?,p=0.002 n=6
geomean,,,1,,?,
`

// TestRegressions reads a comparison that has a regression of each direction, one from zero, and differences that are none.
func TestRegressions(t *testing.T) {
	found, err := regressions(strings.NewReader(comparison), 10)
	if err != nil {
		t.Fatal(err)
	}
	want := []regression{{"zerodb.Get-2", "sec/op", 30}, {"zerodb.Load-2", "B/s", -50}, {"zerodb.Get-2", "allocs/op", math.Inf(1)}}
	if !slices.Equal(found, want) {
		t.Errorf("found %v, want %v", found, want)
	}
}

// TestNothingIsCompared gives comparisons without a row of both sides, which must not pass.
func TestNothingIsCompared(t *testing.T) {
	oneSided := comparison[:strings.Index(comparison, "Get-2")] + "Gone-2,1e-06,2%,,,,\ngeomean,2e-07,,4e-07,,+90.00%,\n"
	for _, text := range []string{"", oneSided} {
		if found, err := regressions(strings.NewReader(text), 10); !errors.Is(err, errNothing) {
			t.Errorf("%q: %v, %v", text, found, err)
		}
	}
}

// figures is a benchmark that reports what it is told to, so that it takes no time and differs by nothing else.
const figures = `package p

import "testing"

func BenchmarkFigures(b *testing.B) {
	b.ReportMetric(%d, "ns/op")
	b.ReportMetric(%d, "allocs/op")
	b.ReportMetric(%d, "MB/s")
}
`

// TestGateJudgesCommits makes commits whose benchmark reports other figures, and compares them as the command line does: equal ones pass, each kind
// of regression fails with 1, and what cannot be compared with 2.
func TestGateJudgesCommits(t *testing.T) {
	repository := t.TempDir()
	git := func(arguments ...string) {
		t.Helper()
		must(t, command(t.Context(), repository, "git", append([]string{"-c", "user.name=gate", "-c", "user.email=gate@example.org"}, arguments...)...))
	}
	commit := func(tag, file, text string) {
		t.Helper()
		must(t, os.MkdirAll(filepath.Dir(filepath.Join(repository, file)), 0o700))
		must(t, os.WriteFile(filepath.Join(repository, file), []byte(text), 0o600))
		git("add", ".")
		git("commit", "-q", "-m", tag)
		git("tag", tag)
	}
	git("init", "-q")
	must(t, os.WriteFile(filepath.Join(repository, "go.mod"), []byte("module example.org/p\n\ngo 1.26\n"), 0o600))
	for tag, f := range map[string][3]int{"base": {100, 0, 50}, "same": {101, 0, 50}, "slower": {130, 0, 50}, "allocates": {100, 1, 50}, "rate": {100, 0, 40}} {
		commit(tag, "p/p_test.go", fmt.Sprintf(figures, f[0], f[1], f[2]))
	}
	git("checkout", "-q", "base")
	commit("broken", "p/p_test.go", "package p\nimport \"testing\"\nfunc BenchmarkFigures(b *testing.B) { b.Fatal() }\n")
	git("checkout", "-q", "slower")
	commit("another", "q/q_test.go", strings.ReplaceAll(fmt.Sprintf(figures, 1, 1, 1), "package p", "package q"))
	compare := func(want int, arguments ...string) {
		t.Helper()
		all := append([]string{"-repository", repository, "-tools", "../../tools/go.mod", "-packages", "./p", "-count", "4", "-benchtime", "1x", "-old", "base"}, arguments...)
		if got := gate(t.Context(), all); got != want {
			t.Errorf("%v: exit code %d, want %d", arguments, got, want)
		}
	}
	compare(0, "-new", "base")
	compare(0, "-new", "same")
	compare(1, "-new", "slower")
	compare(0, "-new", "slower", "-threshold", "50")
	compare(1, "-new", "allocates")
	compare(1, "-new", "rate")
	compare(2, "-new", "broken")
	compare(2, "-new", "missing")
	compare(2, "-new", "same", "-bench", "Misspelt")
	compare(2, "-new", "same", "-packages", "./p,./misspelt")
	compare(1, "-new", "another", "-packages", "./p,./q")
	compare(2, "-new", "another", "-packages", "./q")
	compare(2, "-new", "slower", "-count", "3")
	compare(2, "-unknown")
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if got := gate(ended, []string{"-repository", repository, "-old", "base", "-new", "base"}); got != 2 {
		t.Errorf("interrupted: exit code %d", got)
	}
}

// must fails the test on an error.
func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
