package dbcmd

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/aerolith/aerolith/internal/cli/tool"
	"github.com/aerolith/aerolith/zerodb"
)

// mapOptions are what map can be told.
type mapOptions struct {
	json jsonFlag
	svg  string
	html string
	rows int
}

// The shape of the drawing.
const (
	mapColumns     = 64
	mapRowsDefault = 32
	mapRowsMax     = 4096
)

// newMap builds the command.
func newMap(streams Streams) *cobra.Command {
	var options mapOptions
	cmd := &cobra.Command{
		Use:   "map PATH",
		Short: "Draw what each part of the data file is used for",
		Long: `Map draws the data file from its first page to its last as a grid of 64 columns. Each sign stands for a stretch of pages and shows what
most of them are: M meta, B branch, L leaf, V large values, S the free set, . free, ! damaged, ? without an owner. Small letters
mark pages that are less than half full.

--svg and --html write a drawing in colours instead, in which the pointer shows the numbers of each stretch.`,
		Example: `  aerolith db map /var/lib/aerolith/db
  aerolith db map /var/lib/aerolith/db --html map.html`,
		Args: tool.Arguments(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error { return options.draw(background(cmd), args[0], streams) },
	}
	options.json.register(cmd)
	flags := cmd.Flags()
	flags.StringVar(&options.svg, "svg", "", "write an SVG drawing to this file")
	flags.StringVar(&options.html, "html", "", "write an HTML page to this file")
	flags.IntVar(&options.rows, "rows", mapRowsDefault, "rows of the grid, 1 to 4096")
	return cmd
}

// draw makes the map and writes it where it was asked for.
func (o *mapOptions) draw(ctx context.Context, path string, streams Streams) error {
	if o.rows < 1 || o.rows > mapRowsMax {
		return tool.Failuref(tool.Usage, "--rows %d: want 1 to %d", o.rows, mapRowsMax)
	}
	var cells []zerodb.MapCell
	var pageSize int
	err := inspect(path, func(i *zerodb.Inspection) (err error) {
		pageSize = i.PageSize()
		cells, err = i.Map(ctx, o.rows*mapColumns)
		return err
	})
	switch {
	case err != nil:
		return err
	case o.svg != "":
		return writeFile(o.svg, func(w io.Writer) error { return drawSVG(w, cells, pageSize) })
	case o.html != "":
		return writeFile(o.html, func(w io.Writer) error { return drawHTML(w, path, cells, pageSize) })
	case bool(o.json):
		return printCells(streams.Out, cells)
	default:
		return drawText(streams.Out, cells, pageSize)
	}
}

// writeFile writes a file that must not be there yet.
func writeFile(name string, write func(io.Writer) error) error {
	const permission = 0o600
	file, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, permission)
	if err != nil {
		return err
	}
	return errors.Join(write(file), file.Close())
}

// use is what most pages of a cell are.
type use struct {
	sign   byte
	name   string
	colour string
	count  func(zerodb.MapCell) uint64
}

// uses lists the uses; where two have as many pages, the first is shown. Damage shows in any case.
func uses() []use {
	return []use{
		{'!', "damaged", "#d62728", func(c zerodb.MapCell) uint64 { return c.Damaged }},
		{'M', "meta", "#000000", func(c zerodb.MapCell) uint64 { return c.Meta }},
		{'B', "branch", "#ff7f0e", func(c zerodb.MapCell) uint64 { return c.Branch }},
		{'L', "leaf", "#1f77b4", func(c zerodb.MapCell) uint64 { return c.Leaf }},
		{'V', "large values", "#9467bd", func(c zerodb.MapCell) uint64 { return c.Large }},
		{'S', "free set", "#8c564b", func(c zerodb.MapCell) uint64 { return c.FreeSet }},
		{'.', "free", "#e0e0e0", func(c zerodb.MapCell) uint64 { return c.Free }},
		{'?', "no owner", "#e377c2", func(c zerodb.MapCell) uint64 { return c.Unknown }},
	}
}

// useOf returns what most pages of a cell are.
func useOf(c zerodb.MapCell) use {
	all := uses()
	best := all[0]
	if best.count(c) > 0 {
		return best
	}
	for _, u := range all {
		if u.count(c) > best.count(c) {
			best = u
		}
	}
	return best
}

// fillOf returns how much of a cell's tree pages is in use, from 0 to 1, and 1 for a cell without any.
func fillOf(c zerodb.MapCell, pageSize int) float64 {
	pages := c.Branch + c.Leaf + c.Large
	if pages == 0 {
		return 1
	}
	return min(float64(c.UsedBytes)/(float64(pages)*float64(pageSize)), 1)
}

// drawText draws the grid with letters.
func drawText(out io.Writer, cells []zerodb.MapCell, pageSize int) error {
	var b strings.Builder
	const half = 0.5
	for i, c := range cells {
		if i%mapColumns == 0 {
			fmt.Fprintf(&b, "%s%10d  ", map[bool]string{true: "\n"}[i > 0], c.First)
		}
		sign := string(useOf(c).sign)
		if fillOf(c, pageSize) < half {
			sign = strings.ToLower(sign)
		}
		b.WriteString(sign)
	}
	b.WriteString("\n\n")
	if len(cells) > 0 {
		fmt.Fprintf(&b, "one sign is %d pages;", cells[0].Pages)
	}
	total := totals(cells)
	for _, u := range uses() {
		if n := u.count(total); n > 0 {
			fmt.Fprintf(&b, " %c %s %d", u.sign, u.name, n)
		}
	}
	_, err := io.WriteString(out, b.String()+"\n")
	return err
}

// totals adds all cells up.
func totals(cells []zerodb.MapCell) zerodb.MapCell {
	var t zerodb.MapCell
	for _, c := range cells {
		t.Pages += c.Pages
		t.Meta += c.Meta
		t.Branch += c.Branch
		t.Leaf += c.Leaf
		t.Large += c.Large
		t.FreeSet += c.FreeSet
		t.Free += c.Free
		t.Damaged += c.Damaged
		t.Unknown += c.Unknown
		t.UsedBytes += c.UsedBytes
	}
	return t
}
