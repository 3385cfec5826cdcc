package main

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strconv"
	"strings"
)

// regression is a benchmark that became worse. What was nothing before has become infinitely worse.
type regression struct {
	name, unit string
	percent    float64
}

// String says by how much.
func (r regression) String() string { return fmt.Sprintf("%s: %s %+.1f%%", r.name, r.unit, r.percent) }

// errNothing says that no benchmark was compared, so that nothing could have failed.
var errNothing = errors.New("nothing to compare: no benchmark of that pattern ran in both commits")

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
	tools, err := filepath.Abs(s.tools)
	if err != nil {
		return nil, err
	}
	run := exec.CommandContext(ctx, "go", "tool", "-modfile="+tools, "benchstat", "-format", format, "old="+before, "new="+after)
	run.Dir = filepath.Dir(tools)
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
	oldColumn        = 1
	unitColumn       = 1
	newColumn        = 3
	differenceColumn = 5
)

// regressions reads benchstat's comma-separated form, in which a difference that is not significant is shown as ~. The unit of a block stands in
// its heading, the package in a line before it, and "geomean" sums a block up. It fails with errNothing where no row has both sides.
func regressions(in io.Reader, threshold float64) ([]regression, error) {
	r := csv.NewReader(in)
	r.FieldsPerRecord = -1
	var found []regression
	unit, folder, compared := "", "", 0
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("benchstat's output: %w", err)
		}
		if pkg, ok := strings.CutPrefix(row[nameColumn], "pkg: "); ok {
			folder = path.Base(pkg)
		}
		if len(row) <= differenceColumn || row[nameColumn] == "geomean" {
			continue
		}
		if row[nameColumn] == "" {
			unit = row[unitColumn]
			continue
		}
		if row[oldColumn] != "" && row[newColumn] != "" {
			compared++
		}
		if percent, ok := difference(row); ok && worse(unit, percent, threshold) {
			found = append(found, regression{name: folder + "." + row[nameColumn], unit: unit, percent: percent})
		}
	}
	if compared == 0 {
		return nil, errNothing
	}
	return found, nil
}

// difference returns by how many percent a row's figure has changed, and false where that is not significant or only one of both commits has the
// benchmark. Of a figure that was zero benchstat gives no percentage, but a question mark.
func difference(row []string) (percent float64, ok bool) {
	if row[differenceColumn] == "?" {
		was, err := strconv.ParseFloat(row[oldColumn], 64)
		return math.Inf(1), err == nil && was == 0
	}
	percent, err := strconv.ParseFloat(strings.TrimSuffix(row[differenceColumn], "%"), 64)
	return percent, err == nil
}

// worse reports whether a change of a unit is a regression beyond the threshold. Rates fall, costs rise.
func worse(unit string, percent, threshold float64) bool {
	if strings.HasSuffix(unit, "/s") {
		return percent < -threshold
	}
	return percent > threshold
}
