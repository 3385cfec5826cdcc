package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/aerolith/aerolith/bench/store"
)

// readResults returns what earlier runs have gathered in a file; nothing for an empty name or a missing file.
func readResults(name string) (table, error) {
	t := table{}
	if name == "" {
		return t, nil
	}
	content, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return t, nil
	}
	if err != nil {
		return nil, err
	}
	return t, json.Unmarshal(content, &t)
}

// save writes all results to a file, if it has a name.
func (t table) save(name string) error {
	if name == "" {
		return nil
	}
	content, err := json.MarshalIndent(t, "", " ")
	if err != nil {
		return err
	}
	return os.WriteFile(name, append(content, '\n'), 0o600)
}

// Sizes in a picture, in its own units.
const (
	plotWidth, plotBar, plotGap = 720, 16, 34
	plotLabel, plotScale        = 350, 150
)

// plot draws the ratio of the first engine to the best peer, a bar for each row, with a mark at 1, into ratios.svg.
func (t table) plot(folder string, rows []workload, engines []store.Engine) error {
	var bars strings.Builder
	y := plotGap
	for _, row := range rows {
		r := t.ratio(row, engines)
		if r == 0 {
			continue
		}
		color := "#2e7d32"
		if r < row.target {
			color = "#c62828"
		}
		width := min(r, (plotWidth-plotLabel-60.0)/plotScale) * plotScale
		fmt.Fprintf(&bars, `<text x="%d" y="%d" text-anchor="end">%s</text><rect x="%d" y="%d" width="%.0f" height="%d" fill="%s"/>`+
			`<text x="%.0f" y="%d">%.2f</text>`+"\n",
			plotLabel-8, y+13, html.EscapeString(row.name), plotLabel, y, width, plotBar, color, plotLabel+width+6, y+13, r)
		y += plotGap - plotBar + 8
	}
	picture := fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="sans-serif" font-size="12">`+
		"\n<text x=\"8\" y=\"18\">%s to the best peer of each row; green: target reached</text>\n%s"+
		`<line x1="%d" y1="26" x2="%d" y2="%d" stroke="#555" stroke-dasharray="4"/></svg>`+"\n",
		plotWidth, y+10, engines[0].Name, bars.String(), plotLabel+plotScale, plotLabel+plotScale, y)
	return os.WriteFile(filepath.Join(folder, "ratios.svg"), []byte(picture), 0o600)
}
