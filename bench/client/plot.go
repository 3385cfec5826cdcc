package main

import (
	"fmt"
	"os"
	"strings"
)

// row is one row of the table.
type row struct {
	name  string
	ratio float64
	// bar is the ratio that the row shall reach.
	bar float64
}

// barOf returns the ratio that a row shall reach.
func barOf(s settings, name string, goroutines int) float64 {
	const lone, serialMany, many, batch, scan = 1.2, 1.3, 2, 1.5, 2
	switch {
	case strings.HasPrefix(name, "batch"):
		return batch
	case strings.HasPrefix(name, "scan"):
		return scan
	case goroutines == 1 && s.against == "serial":
		return 1
	case goroutines == 1:
		return lone
	case goroutines < 64:
		return 1
	case s.against == "serial":
		return serialMany
	default:
		return many
	}
}

// The layout of a picture, in its own units.
const (
	pictureWidth, labelWidth, unit = 640, 130, 70
	rowHeight, barHeight, topSpace = 26, 14, 36
)

// plot draws the ratios as bars, with a mark where each one shall reach, into a file.
func plot(file, title string, rows []row) error {
	var body strings.Builder
	for i, r := range rows {
		y := topSpace + i*rowHeight
		color := "#2e7d32"
		if r.ratio < r.bar {
			color = "#ef6c00"
		}
		mark := labelWidth + r.bar*unit
		fmt.Fprintf(&body, `<text x="%d" y="%d" text-anchor="end">%s</text>`, labelWidth-8, y+barHeight-2, r.name)
		fmt.Fprintf(&body, `<rect x="%d" y="%d" width="%.0f" height="%d" fill="%s"/>`, labelWidth, y, r.ratio*unit, barHeight, color)
		fmt.Fprintf(&body, `<line x1="%.0f" x2="%.0f" y1="%d" y2="%d" stroke="#222" stroke-width="2"/>`, mark, mark, y-2, y+barHeight+2)
		fmt.Fprintf(&body, `<text x="%.0f" y="%d">%.2f</text>`+"\n", labelWidth+max(r.ratio, r.bar)*unit+8, y+barHeight-2, r.ratio)
	}
	picture := fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="sans-serif" font-size="12">`+"\n"+
		`<text x="8" y="20">%s</text>`+"\n%s</svg>\n", pictureWidth, topSpace+len(rows)*rowHeight+8, title, body.String())
	return os.WriteFile(file, []byte(picture), 0o600)
}
