package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/aerolith/aerolith/bench/store"
)

// table holds the rates, in operations a second, by workload and engine, one for each round.
type table map[string]map[string][]float64

// add records the rate of one run.
func (t table) add(workload, engine string, rate float64) {
	if t[workload] == nil {
		t[workload] = map[string][]float64{}
	}
	t[workload][engine] = append(t[workload][engine], rate)
}

// write prints the medians as Markdown, with the ratio of the first engine to the best of the others.
func (t table) write(w io.Writer, rows []workload, engines []store.Engine) error {
	var out strings.Builder
	out.WriteString("| workload |")
	for _, e := range engines {
		out.WriteString(" " + e.Name + " |")
	}
	out.WriteString(" " + engines[0].Name + " to best peer |\n|---|" + strings.Repeat("---:|", len(engines)+1) + "\n")
	for _, row := range rows {
		if t[row.name] != nil {
			t.writeRow(&out, row.name, engines)
		}
	}
	_, err := io.WriteString(w, out.String())
	return err
}

// writeRow prints one workload.
func (t table) writeRow(out *strings.Builder, name string, engines []store.Engine) {
	out.WriteString("| " + name + " |")
	best := 0.0
	for i, e := range engines {
		rate := median(t[name][e.Name])
		out.WriteString(" " + thousands(rate) + " |")
		if i > 0 {
			best = max(best, rate)
		}
	}
	fmt.Fprintf(out, " %.2f |\n", median(t[name][engines[0].Name])/best)
}

// median returns the middle of the values, 0 for none.
func median(values []float64) float64 {
	if len(values) == 0 {
		return 0
	}
	ordered := slices.Sorted(slices.Values(values))
	return ordered[len(ordered)/2]
}

// thousands renders a rate as k/s or M/s.
func thousands(rate float64) string {
	if rate >= 1e6 {
		return fmt.Sprintf("%.2f M/s", rate/1e6)
	}
	return fmt.Sprintf("%.1f k/s", rate/1e3)
}

// sortedCopy returns the keys in byte order.
func sortedCopy(keys [][]byte) [][]byte {
	return slices.SortedFunc(slices.Values(keys), func(a, b []byte) int { return strings.Compare(string(a), string(b)) })
}
