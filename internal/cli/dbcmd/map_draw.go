package dbcmd

import (
	"fmt"
	"html"
	"io"
	"strings"

	"github.com/aerolith/aerolith/internal/cli/tool"
	"github.com/aerolith/aerolith/zerodb"
)

// The size of a cell in an SVG drawing, and where things stand.
const (
	cellSide   = 12
	cellGap    = 1
	legendLine = 18
	textDrop   = 11
)

// drawSVG draws the grid in colours; the fuller a stretch, the stronger its colour.
func drawSVG(out io.Writer, cells []zerodb.MapCell, pageSize int) error {
	var b strings.Builder
	rows := (len(cells) + mapColumns - 1) / mapColumns
	width, legend := mapColumns*cellSide, rows*cellSide+legendLine
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" font-family="sans-serif" font-size="12">`+"\n", width, legend+legendLine*len(uses()))
	for i, c := range cells {
		const faint = 0.25
		opacity := faint + (1-faint)*fillOf(c, pageSize)
		fmt.Fprintf(&b, `<rect x="%d" y="%d" width="%d" height="%d" fill="%s" fill-opacity="%.2f"><title>%s</title></rect>`+"\n",
			i%mapColumns*cellSide, i/mapColumns*cellSide, cellSide-cellGap, cellSide-cellGap, useOf(c).colour, opacity, html.EscapeString(caption(c, pageSize)))
	}
	total := totals(cells)
	for i, u := range uses() {
		y := legend + i*legendLine
		fmt.Fprintf(&b, `<rect x="0" y="%d" width="%d" height="%d" fill="%s"/><text x="%d" y="%d">%s: %d pages</text>`+"\n",
			y, cellSide, cellSide, u.colour, legendLine, y+textDrop, u.name, u.count(total))
	}
	b.WriteString("</svg>\n")
	_, err := io.WriteString(out, b.String())
	return err
}

// caption describes one stretch.
func caption(c zerodb.MapCell, pageSize int) string {
	const percent = 100
	parts := []string{fmt.Sprintf("pages %d to %d", c.First, c.First+c.Pages-1)}
	for _, u := range uses() {
		if n := u.count(c); n > 0 {
			parts = append(parts, fmt.Sprintf("%s %d", u.name, n))
		}
	}
	if c.Branch+c.Leaf+c.Large > 0 {
		parts = append(parts, fmt.Sprintf("%.0f%% full", percent*fillOf(c, pageSize)))
	}
	if c.Table != "" {
		parts = append(parts, fmt.Sprintf("mostly table %q", c.Table))
	}
	return strings.Join(parts, ", ")
}

// drawHTML writes a page around the drawing.
func drawHTML(out io.Writer, path string, cells []zerodb.MapCell, pageSize int) error {
	title := html.EscapeString("Map of " + path)
	total := totals(cells)
	fmt.Fprintf(out, "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>%s</title></head>\n<body style=\"font-family: sans-serif\">\n<h1>%s</h1>\n"+
		"<p>%d pages of %d bytes. The pointer shows what a cell holds; the fuller its pages, the stronger the colour.</p>\n", title, title, total.Pages, pageSize)
	if err := drawSVG(out, cells, pageSize); err != nil {
		return err
	}
	_, err := io.WriteString(out, "</body></html>\n")
	return err
}

// cellFacts is a stretch for --json.
type cellFacts struct {
	First   uint64 `json:"first"`
	Pages   uint64 `json:"pages"`
	Meta    uint64 `json:"meta,omitempty"`
	Branch  uint64 `json:"branch,omitempty"`
	Leaf    uint64 `json:"leaf,omitempty"`
	Large   uint64 `json:"large,omitempty"`
	FreeSet uint64 `json:"free_set,omitempty"`
	Free    uint64 `json:"free,omitempty"`
	Damaged uint64 `json:"damaged,omitempty"`
	Unknown uint64 `json:"unknown,omitempty"`
	Used    uint64 `json:"used_bytes"`
	Table   string `json:"table,omitempty"`
}

// printCells writes the stretches as JSON.
func printCells(out io.Writer, cells []zerodb.MapCell) error {
	for _, c := range cells {
		err := tool.PrintJSON(out, cellFacts{
			First: c.First, Pages: c.Pages, Meta: c.Meta, Branch: c.Branch, Leaf: c.Leaf, Large: c.Large, FreeSet: c.FreeSet,
			Free: c.Free, Damaged: c.Damaged, Unknown: c.Unknown, Used: c.UsedBytes, Table: c.Table,
		})
		if err != nil {
			return err
		}
	}
	return nil
}
