package main

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
)

// regression is a benchmark that became worse.
type regression struct {
	name, unit string
	percent    float64
}

// String says by how much.
func (r regression) String() string { return fmt.Sprintf("%s: %s %+.1f%%", r.name, r.unit, r.percent) }

// judge shows benchstat's comparison of two files of results and returns what is beyond the threshold.
func (s settings) judge(ctx context.Context, before, after string) ([]regression, error) {
	table, err := s.benchstat(ctx, "text", before, after)
	if err != nil {
		return nil, err
	}
	if _, err := os.Stdout.Write(table); err != nil {
		return nil, err
	}
	machine, err := s.benchstat(ctx, "csv", before, after)
	if err != nil {
		return nil, err
	}
	return regressions(strings.NewReader(string(machine)), s.threshold)
}

// benchstat runs the comparison that the project's tools bring.
func (s settings) benchstat(ctx context.Context, format, before, after string) ([]byte, error) {
	tools := filepath.Join(s.repository, "tools", "go.mod")
	run := exec.CommandContext(ctx, "go", "tool", "-modfile="+tools, "benchstat", "-format", format, "old="+before, "new="+after)
	run.Dir = s.repository
	run.Stderr = os.Stderr
	out, err := run.Output()
	if err != nil {
		return nil, fmt.Errorf("benchstat: %w", err)
	}
	return out, nil
}

// Columns of benchstat's comma-separated form: name, old, its spread, new, its spread, difference, probability.
const (
	nameColumn       = 0
	unitColumn       = 1
	differenceColumn = 5
)

// regressions reads benchstat's comma-separated form, in which a difference that is not significant is shown as ~. The unit of a block stands in
// its heading, and "geomean" sums a block up.
func regressions(in io.Reader, threshold float64) ([]regression, error) {
	r := csv.NewReader(in)
	r.FieldsPerRecord = -1
	var found []regression
	unit := ""
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			return found, nil
		}
		if err != nil {
			return nil, fmt.Errorf("benchstat's output: %w", err)
		}
		if len(row) <= differenceColumn {
			continue
		}
		if row[nameColumn] == "" {
			unit = row[unitColumn]
			continue
		}
		percent, err := strconv.ParseFloat(strings.TrimSuffix(row[differenceColumn], "%"), 64)
		if err != nil || row[nameColumn] == "geomean" || !worse(unit, percent, threshold) {
			continue // no number: not significant, or only one of both commits has the benchmark
		}
		found = append(found, regression{name: row[nameColumn], unit: unit, percent: percent})
	}
}

// worse reports whether a change of a unit is a regression beyond the threshold. Rates fall, costs rise.
func worse(unit string, percent, threshold float64) bool {
	if strings.HasSuffix(unit, "/s") {
		return percent < -threshold
	}
	return percent > threshold
}
