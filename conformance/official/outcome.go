package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// outcome is how the specs ended.
type outcome struct {
	seed                           int64
	total, passed, failed, skipped int
	// retried counts the specs that passed after they had failed.
	retried int
	// failures are the specs that failed, in the order of their places.
	failures []failure
	// names are those of the specs that passed; together counts them with those of another run.
	names    []string
	together int
	// printed is the suite's own output.
	printed []byte
}

// failure is one spec that failed.
type failure struct {
	place, name, message string
}

// report is the part of the suite's report that counts.
type report struct {
	PreRunStats struct{ TotalSpecs int }
	SuiteConfig struct{ RandomSeed int64 }
	SpecReports []specReport
}

// specReport is what the report says of one spec or one node of the suite.
type specReport struct {
	ContainerHierarchyTexts []string
	LeafNodeType            string
	LeafNodeText            string
	LeafNodeLocation        struct {
		FileName   string
		LineNumber int
	}
	State       string
	NumAttempts int
	Failure     struct{ Message string }
}

// readOutcome reads the report that the suite left.
func readOutcome(path string, printed []byte) (*outcome, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read the suite's report: %w", err)
	}
	var reports []report
	if err := json.Unmarshal(text, &reports); err != nil {
		return nil, fmt.Errorf("read the suite's report: %w", err)
	}
	o := &outcome{printed: printed}
	for i := range reports {
		o.add(&reports[i])
	}
	slices.SortFunc(o.failures, func(a, b failure) int { return strings.Compare(a.place, b.place) })
	return o, nil
}

// add counts the specs of one report.
func (o *outcome) add(r *report) {
	o.seed = r.SuiteConfig.RandomSeed
	o.total += r.PreRunStats.TotalSpecs
	for i := range r.SpecReports {
		s := &r.SpecReports[i]
		switch {
		case s.State == "passed" && s.LeafNodeType == "It":
			o.passed++
			o.names = append(o.names, s.name())
			if s.NumAttempts > 1 {
				o.retried++
			}
		case s.State == "skipped" || s.State == "pending":
			o.skipped++
		case s.State != "passed":
			o.failed++
			o.failures = append(o.failures, s.failure())
		}
	}
}

// name returns the spec's name with those of its containers.
func (s *specReport) name() string {
	return strings.Join(append(slices.Clone(s.ContainerHierarchyTexts), s.LeafNodeText), " / ")
}

// failure describes a spec that failed.
func (s *specReport) failure() failure {
	const messageMax = 300
	message := strings.Join(strings.Fields(s.Failure.Message), " ")
	return failure{
		place:   fmt.Sprintf("%s:%d", filepath.Base(s.LeafNodeLocation.FileName), s.LeafNodeLocation.LineNumber),
		name:    s.name(),
		message: message[:min(len(message), messageMax)],
	}
}

// print writes the outcome, failed specs first.
func (o *outcome) print(out io.Writer) {
	var text strings.Builder
	for _, f := range o.failures {
		fmt.Fprintf(&text, "FAILED %s %s\n       %s\n", f.place, f.name, f.message)
	}
	fmt.Fprintf(&text, "official suite, seed %d: %d specs, %d passed (%d of them not at once), %d failed, %d skipped\n",
		o.seed, o.total, o.passed, o.retried, o.failed, o.skipped)
	if o.together > o.passed {
		fmt.Fprintf(&text, "together with the other run: %d specs passed\n", o.together)
	}
	// Nobody could be told that the terminal has gone.
	_, _ = io.WriteString(out, text.String())
}

// check compares the outcome with the bounds.
func (o *outcome) check(s settings) error {
	if o.together >= s.passedMin && o.failed <= s.failedMax {
		return nil
	}
	return fmt.Errorf("%d specs passed, at least %d must; %d failed, at most %d may\n%s", o.together, s.passedMin, o.failed, s.failedMax, tail(o.printed))
}
