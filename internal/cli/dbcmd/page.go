package dbcmd

import (
	"bufio"
	"encoding/hex"
	"fmt"
	"io"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/aerolith/aerolith/internal/cli/tool"
	"github.com/aerolith/aerolith/zerodb"
)

// pageOptions are what page can be told.
type pageOptions struct {
	json jsonFlag
	hex  bool
}

// newPage builds the command.
func newPage(streams Streams) *cobra.Command {
	var options pageOptions
	cmd := &cobra.Command{
		Use:   "page PATH NUMBER",
		Short: "Show one page of the data file",
		Long: `Page shows what a page is, who wrote it, whether it is intact, and its entries: keys, lengths of values, and the pages that a branch
refers to. Values are not shown, but by --hex, which prints the bytes.`,
		Example: `  aerolith db page /var/lib/aerolith/db 0
  aerolith db page /var/lib/aerolith/db 1234 --hex`,
		Args: tool.Arguments(cobra.ExactArgs(2)),
		RunE: func(_ *cobra.Command, args []string) error {
			number, err := strconv.ParseUint(args[1], 10, 64)
			if err != nil {
				return tool.Failuref(tool.Usage, "page %q: want a number from 0 on", args[1])
			}
			return inspect(args[0], func(i *zerodb.Inspection) error { return options.show(streams.Out, i, number) })
		},
	}
	options.json.register(cmd)
	cmd.Flags().BoolVar(&options.hex, "hex", false, "print the page's bytes too")
	return cmd
}

// pageFacts is a page for --json.
type pageFacts struct {
	Page    uint64            `json:"page"`
	Kind    string            `json:"kind"`
	Claims  uint64            `json:"claimed_number"`
	Birth   uint64            `json:"birth"`
	Used    int               `json:"used_bytes"`
	Error   string            `json:"error,omitempty"`
	Fields  map[string]string `json:"fields,omitempty"`
	Entries []entryFacts      `json:"entries,omitempty"`
	Hex     string            `json:"hex,omitempty"`
}

// entryFacts is an entry of a page for --json.
type entryFacts struct {
	Key        string `json:"key"`
	ValueBytes uint64 `json:"value_bytes,omitempty"`
	Page       uint64 `json:"page,omitempty"`
	Birth      uint64 `json:"birth,omitempty"`
}

// show prints one page.
func (o *pageOptions) show(out io.Writer, i *zerodb.Inspection, number uint64) error {
	if number >= i.Pages() {
		return tool.Failuref(tool.NotFound, "the file has %d pages, there is no page %d", i.Pages(), number)
	}
	p, err := i.Page(number)
	if err != nil {
		return err
	}
	if o.json {
		err = tool.PrintJSON(out, o.facts(p))
	} else {
		err = o.print(out, p, i.PageSize())
	}
	if err == nil && p.Err != nil {
		err = tool.Failuref(tool.Damaged, "page %d is damaged, or free and stale: %w", number, p.Err)
	}
	return err
}

// facts turns a page into facts.
func (o *pageOptions) facts(p zerodb.PageInfo) pageFacts {
	facts := pageFacts{Page: p.Number, Kind: p.Kind, Claims: p.ClaimedNumber, Birth: p.Birth, Used: p.UsedBytes, Error: message(p.Err)}
	for _, f := range p.Fields {
		if facts.Fields == nil {
			facts.Fields = map[string]string{}
		}
		facts.Fields[f.Name] = f.Value
	}
	for _, e := range p.Entries {
		facts.Entries = append(facts.Entries, entryFacts{Key: bare(e.Key), ValueBytes: e.ValueBytes, Page: e.Page, Birth: e.Birth})
	}
	if o.hex {
		facts.Hex = hex.EncodeToString(p.Bytes)
	}
	return facts
}

// print writes a page for a person.
func (o *pageOptions) print(to io.Writer, p zerodb.PageInfo, pageSize int) error {
	out := bufio.NewWriter(to) // keeps the first error for Flush
	fmt.Fprintf(out, "page %d: %s, born in transaction %d\n", p.Number, p.Kind, p.Birth)
	if p.Err != nil {
		fmt.Fprintf(out, "DAMAGE %v\n", p.Err)
	}
	if p.UsedBytes > 0 && p.UsedBytes <= pageSize {
		const columns, percent = 50, 100
		fmt.Fprintf(out, "%s %d of %d bytes in use (%d%%)\n", bar(p.UsedBytes, pageSize, columns), p.UsedBytes, pageSize, p.UsedBytes*percent/pageSize)
	}
	for _, f := range p.Fields {
		fmt.Fprintf(out, "  %-16s %s\n", f.Name, f.Value)
	}
	for at, e := range p.Entries {
		fmt.Fprintf(out, "  %4d  %s\n", at, describeEntry(p.Kind, e))
	}
	if o.hex {
		fmt.Fprint(out, hex.Dump(p.Bytes))
	}
	return out.Flush()
}

// describeEntry writes one entry for a person.
func describeEntry(kind string, e zerodb.PageEntry) string {
	switch {
	case kind == "branch":
		return fmt.Sprintf("%s → page %d (born in %d)", text(e.Key), e.Page, e.Birth)
	case e.Page != 0:
		return fmt.Sprintf("%s = %d bytes on page %d (born in %d)", text(e.Key), e.ValueBytes, e.Page, e.Birth)
	case kind == "large":
		return fmt.Sprintf("a value of %d bytes", e.ValueBytes)
	default:
		return fmt.Sprintf("%s = %d bytes", text(e.Key), e.ValueBytes)
	}
}

// bar draws how much of a whole is used.
func bar(used, whole, columns int) string {
	full := min(used*columns/whole, columns)
	b := make([]rune, columns)
	for i := range b {
		b[i] = '░'
		if i < full {
			b[i] = '█'
		}
	}
	return string(b)
}
