package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/aerolith/aerolith/bench/store"
)

// table holds the results by workload and engine, one for each round.
type table map[string]map[string][]float64

// add records the result of one run.
func (t table) add(workload, engine string, result float64) {
	if t[workload] == nil {
		t[workload] = map[string][]float64{}
	}
	t[workload][engine] = append(t[workload][engine], result)
}

// count returns how many results there are of a workload on an engine.
func (t table) count(workload, engine string) int { return len(t[workload][engine]) }

// write prints the engines' settings, then the medians as Markdown, with the ratio of the first engine to the best of the
// others and to its target.
func (t table) write(w io.Writer, rows []workload, engines []store.Engine) error {
	var out strings.Builder
	for _, e := range engines {
		fmt.Fprintf(&out, "- %s: %s\n", e.Name, e.Settings)
	}
	out.WriteString("\n| workload |")
	for _, e := range engines {
		out.WriteString(" " + e.Name + " |")
	}
	out.WriteString(" to best peer | target |\n|---|" + strings.Repeat("---:|", len(engines)+2) + "\n")
	for _, row := range rows {
		if t[row.name] != nil {
			t.writeRow(&out, row, engines)
		}
	}
	_, err := io.WriteString(w, out.String())
	return err
}

// writeRow prints one workload.
func (t table) writeRow(out *strings.Builder, row workload, engines []store.Engine) {
	out.WriteString("| " + row.name + " |")
	for _, e := range engines {
		shown := "–"
		if result := median(t[row.name][e.Name]); result > 0 {
			shown = row.unit.show(result)
		}
		out.WriteString(" " + shown + " |")
	}
	mark := ""
	r := t.ratio(row, engines)
	if r >= row.target {
		mark = " ✓"
	}
	fmt.Fprintf(out, " %.2f%s | %.1f |\n", r, mark, row.target)
}

// ratio returns how many times better the first engine is than the best of the others, 0 when that is not known.
func (t table) ratio(row workload, engines []store.Engine) float64 {
	own, best := median(t[row.name][engines[0].Name]), 0.0
	for _, e := range engines[1:] {
		peer := median(t[row.name][e.Name])
		if peer > 0 && (best == 0 || (peer > best) == (row.unit == rate)) {
			best = peer
		}
	}
	switch {
	case own == 0 || best == 0:
		return 0
	case row.unit == rate:
		return own / best
	}
	return best / own
}

// median returns the middle of the values, 0 for none.
func median(values []float64) float64 {
	if len(values) == 0 {
		return 0
	}
	ordered := slices.Sorted(slices.Values(values))
	return ordered[len(ordered)/2]
}

// show renders a result.
func (u unit) show(result float64) string {
	switch {
	case u == bytes:
		return fmt.Sprintf("%.1f MB", result/1e6)
	case u == nanoseconds:
		return time.Duration(result).Round(10 * time.Microsecond).String()
	case result >= 1e6:
		return fmt.Sprintf("%.2f M/s", result/1e6)
	case result >= 1e4:
		return fmt.Sprintf("%.0f k/s", result/1e3)
	}
	return fmt.Sprintf("%.1f k/s", result/1e3)
}
