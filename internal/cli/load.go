package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/aerolith/aerolith/client"
)

// loadOptions are what load can be told.
type loadOptions struct {
	connection
	set         string
	keyField    string
	keyType     keyType
	format      string
	asText      bool
	ttl         string
	concurrency int
	json        jsonFlag
}

// The formats of input.
const (
	formatAuto  = "auto"
	formatJSONL = "jsonl"
	formatCSV   = "csv"
)

// The defaults and bounds of load.
const (
	defaultConcurrency = 64
	maxConcurrency     = 1024
)

// newLoad builds the load command.
func newLoad(streams Streams) *cobra.Command {
	var options loadOptions
	cmd := &cobra.Command{
		Use:   "load FILE|-",
		Short: "Store records from JSON Lines or CSV",
		Long: `Load stores a record for each line of a file, or of standard input for -.

JSON Lines: without --key-field, each line is a record as 'aerolith scan --json' prints it. With --key-field, each line
is an object of bins, one of which is the key.
CSV: the first line names the bins; --key-field names the column of the key. Cells that are written as an integer, a
decimal number, true or false are stored as such, unless --text is given; empty cells are left out.

A line that cannot be read or that the server refuses does not stop the others: the summary says how many were refused
and why, with the first lines of each reason. The exit code is then 4, or 5 if a write may or may not have happened.`,
		Example: `  aerolith load users.jsonl --set users --key-field id
  aerolith load people.csv --set people --key-field email --ttl 720h
  aerolith scan --json | aerolith load - --host other:3000`,
		Args: usage(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error { return load(cmd.Context(), options, args[0], streams) },
	}
	options.register(cmd, streams)
	options.keyType.register(cmd)
	options.json.register(cmd)
	flags := cmd.Flags()
	flags.StringVar(&options.set, "set", "", "set of records that do not name one")
	flags.StringVar(&options.keyField, "key-field", "", "bin or column that is the key")
	flags.StringVar(&options.format, "format", formatAuto, "auto (CSV if the name ends in .csv), jsonl or csv")
	flags.BoolVar(&options.asText, "text", false, "store every cell of CSV as a string")
	flags.StringVar(&options.ttl, "ttl", "", "life of records that do not name one: a duration or never; default is the namespace's")
	flags.IntVar(&options.concurrency, "concurrency", defaultConcurrency, "writes in flight at once, 1 to 1024")
	complete(cmd, "format", []string{formatAuto, formatJSONL, formatCSV})
	return cmd
}

// load stores the records of a file and prints a summary.
func load(ctx context.Context, options loadOptions, path string, streams Streams) error {
	ttl, err := options.check(path)
	if err != nil {
		return withExit(ExitUsage, err)
	}
	in, size, err := openInput(path, streams)
	if err != nil {
		return err
	}
	defer func() { _ = in.Close() }() // It was only read.
	c, err := options.open(ctx)
	if err != nil {
		return err
	}
	defer c.Close()
	watch := newWatch(streams, size)
	l := &loader{client: c, ttl: ttl, concurrency: options.concurrency, summary: newSummary(), stored: watch.stored}
	l.run(ctx, options.rows(watch.count(in)))
	watch.end()
	if err := l.summary.print(streams.Out, options.json, watch.elapsed()); err != nil {
		return err
	}
	return options.verdict(ctx, c, l.summary)
}

// verdict returns the error for what was not stored.
func (o *loadOptions) verdict(ctx context.Context, c *client.Client, s *summary) error {
	if s.inDoubt > 0 {
		text := fmt.Sprintf("%d records may or may not have been stored; loading them again is safe", s.inDoubt)
		if s.stop != nil {
			text = fmt.Sprintf("stopped before the end: %v\n  %s", s.stop, text)
		}
		return withExit(ExitInDoubt, errors.New(text))
	}
	switch {
	case errors.Is(s.stop, context.Canceled):
		return errors.New("interrupted before the end")
	case s.stop != nil:
		return fmt.Errorf("stopped before the end: %w", o.explain(ctx, c, s.stop))
	case s.refused > 0:
		return withExit(ExitPartial, fmt.Errorf("%d of %d lines were refused", s.refused, s.refused+s.stored))
	default:
		return nil
	}
}

// check checks the options, completes the format, and returns the life time of records.
func (o *loadOptions) check(path string) (ttl uint32, err error) {
	if o.format == formatAuto {
		o.format = formatJSONL
		if strings.HasSuffix(strings.ToLower(path), ".csv") {
			o.format = formatCSV
		}
	}
	switch {
	case o.format != formatJSONL && o.format != formatCSV:
		return 0, fmt.Errorf("--format %q: want auto, jsonl or csv", o.format)
	case o.format == formatCSV && o.keyField == "":
		return 0, errors.New("CSV needs --key-field, the name of the column that is the key")
	case o.concurrency < 1 || o.concurrency > maxConcurrency:
		return 0, fmt.Errorf("--concurrency %d: want 1 to %d", o.concurrency, maxConcurrency)
	}
	if _, err := o.keyType.parse("", "", "0"); err != nil && o.keyType != keyBlob {
		return 0, err
	}
	return parseTTL(o.ttl)
}

// openInput opens a file, or takes standard input for "-". The size is 0 if it is not known.
func openInput(path string, streams Streams) (io.ReadCloser, int64, error) {
	if path == "-" {
		return io.NopCloser(streams.In), 0, nil
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, 0, err
	}
	facts, err := file.Stat()
	if err != nil || !facts.Mode().IsRegular() {
		return file, 0, nil
	}
	return file, facts.Size(), nil
}

// print writes the summary.
func (s *summary) print(out io.Writer, asJSON jsonFlag, seconds float64) error {
	if asJSON {
		return json.NewEncoder(out).Encode(s.facts(seconds))
	}
	_, err := io.WriteString(out, s.text(seconds))
	return err
}
