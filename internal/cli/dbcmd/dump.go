package dbcmd

import (
	"bufio"
	"context"
	"io"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"github.com/aerolith/aerolith/internal/cli/dbcmd/mdbtext"
	"github.com/aerolith/aerolith/internal/cli/tool"
	"github.com/aerolith/aerolith/zerodb"
)

// The formats of dumps.
const (
	formatMDB      = "mdb"
	formatMDBPrint = "mdb-print"
	formatJSONL    = "jsonl"
)

// dumpOptions are what dump can be told.
type dumpOptions struct {
	format string
	tables []string
	output string
	json   jsonFlag
	// counted are the tables and entries that were written.
	counted struct{ tables, entries uint64 }
}

// newDump builds the command.
func newDump(streams Streams) *cobra.Command {
	var options dumpOptions
	cmd := &cobra.Command{
		Use:   "dump PATH",
		Short: "Write tables as text: JSON Lines, or the format of mdb_dump",
		Long: `Dump writes every entry of all tables, or of those named, at one moment.

jsonl: a line for each table, {"table":"t"}, and one for each entry, {"table":"t","key":"k","value":"v"}; what is not UTF-8, or
consists of control characters mostly, stands as base64 in key_b64 and value_b64. mdb and mdb-print: the text format of LMDB's mdb_dump, which its mdb_load reads.

With --output, --json prints how many tables and entries were written; the dump itself has the form that --format says.`,
		Example: `  aerolith db dump /var/lib/aerolith/db > all.jsonl
  aerolith db dump /var/lib/aerolith/db --table users --format mdb-print --output users.txt
  aerolith db dump /var/lib/aerolith/db --format mdb | mdb_load -s users lmdb.db`,
		Args: tool.Arguments(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error { return dump(background(cmd), options, args[0], streams) },
	}
	options.json.register(cmd)
	flags := cmd.Flags()
	flags.StringVar(&options.format, "format", formatJSONL, "jsonl, mdb or mdb-print")
	flags.StringSliceVar(&options.tables, "table", nil, "only this table; repeatable")
	flags.StringVarP(&options.output, "output", "o", "-", "file to write, which must not exist; - for standard output")
	return cmd
}

// sink takes the content of tables.
type sink interface {
	// table begins a table.
	table(name string, t *zerodb.Table) error
	// entry is an entry of it.
	entry(key, value []byte) error
	// end ends the table.
	end() error
	// flush comes last.
	flush() error
}

// dump writes the tables.
func dump(ctx context.Context, o dumpOptions, path string, streams Streams) error {
	if o.format != formatMDB && o.format != formatMDBPrint && o.format != formatJSONL {
		return tool.Failuref(tool.Usage, "--format %q: want jsonl, mdb or mdb-print", o.format)
	}
	if bool(o.json) && o.output == "-" {
		return tool.Failuref(tool.Usage, "--json tells of a dump to a file: name one with --output")
	}
	err := withDatabase(path, func(db *zerodb.DB) error {
		return toOutput(o.output, streams.Out, func(out io.Writer) error {
			bar := newProgress(streams, "dump", inEntries)
			defer bar.end()
			return db.View(func(tx *zerodb.Tx) error { return o.write(ctx, tx, o.sink(out, db), bar) })
		})
	})
	if err != nil || !bool(o.json) {
		return err
	}
	return tool.PrintJSON(streams.Out, map[string]uint64{"tables": o.counted.tables, "entries": o.counted.entries})
}

// sink returns what writes the chosen format.
func (o *dumpOptions) sink(out io.Writer, db *zerodb.DB) sink {
	if o.format == formatJSONL {
		return &jsonSink{out: bufio.NewWriter(out)}
	}
	encoding := mdbtext.ByteValue
	if o.format == formatMDBPrint {
		encoding = mdbtext.Print
	}
	stats := db.Stats()
	const leastMap, factor = 1 << 30, 4
	return &mdbSink{Writer: mdbtext.NewWriter(out), encoding: encoding, mapSize: max(leastMap, factor*stats.FileBytes)}
}

// write writes the chosen tables of a transaction.
func (o *dumpOptions) write(ctx context.Context, tx *zerodb.Tx, to sink, bar *progress) error {
	names := o.tables
	var total, done uint64
	if len(names) == 0 {
		for name, info := range tx.Tables() {
			names, total = append(names, name), total+info.Len
		}
	}
	for _, name := range names {
		t, err := tx.Table(name)
		if err != nil {
			return err
		}
		if err := to.table(name, t); err != nil {
			return err
		}
		o.counted.tables++
		for key, value := range t.All() {
			if err := to.entry(key, value); err != nil {
				return err
			}
			const step = 1024
			o.counted.entries++
			if done++; done%step == 0 {
				bar.set(done, total)
				if err := ctx.Err(); err != nil {
					return err
				}
			}
		}
		if err := to.end(); err != nil {
			return err
		}
	}
	return to.flush()
}

// mdbSink writes the format of mdb_dump.
type mdbSink struct {
	*mdbtext.Writer
	encoding mdbtext.Encoding
	mapSize  int64
}

// table implements sink.
func (s *mdbSink) table(name string, t *zerodb.Table) error {
	section := mdbtext.Section{Name: name, MapSize: s.mapSize, Encoding: s.encoding}
	describeTable(&section, t)
	return s.Begin(section)
}

// entry implements sink.
func (s *mdbSink) entry(key, value []byte) error { return s.Entry(key, value) }

// end implements sink.
func (s *mdbSink) end() error { return s.End() }

// flush implements sink.
func (s *mdbSink) flush() error { return s.Flush() }

// jsonSink writes JSON Lines.
type jsonSink struct {
	out  *bufio.Writer
	name string
}

// jsonEntry is a line of JSON Lines: a table, or an entry of one.
type jsonEntry struct {
	Table    string  `json:"table,omitempty"`
	TableB64 []byte  `json:"table_b64,omitempty"`
	Key      *string `json:"key,omitempty"`
	KeyB64   []byte  `json:"key_b64,omitempty"`
	Value    *string `json:"value,omitempty"`
	ValueB64 []byte  `json:"value_b64,omitempty"`
	// Order and Duplicates are a table's options, where they are not the plain ones.
	Order      string `json:"order,omitempty"`
	Duplicates bool   `json:"duplicates,omitempty"`
}

// named returns a line that names the table.
func named(name string) jsonEntry {
	if utf8.ValidString(name) {
		return jsonEntry{Table: name}
	}
	return jsonEntry{TableB64: []byte(name)}
}

// table implements sink.
func (s *jsonSink) table(name string, t *zerodb.Table) error {
	s.name = name
	line := named(name)
	describeJSON(&line, t)
	return tool.PrintJSON(s.out, line)
}

// entry implements sink.
func (s *jsonSink) entry(key, value []byte) error {
	line := named(s.name)
	line.Key, line.KeyB64 = textOrBytes(key)
	line.Value, line.ValueB64 = textOrBytes(value)
	return tool.PrintJSON(s.out, line)
}

// textOrBytes returns bytes as text if they are UTF-8, and JSON does not need more than two bytes for each: else the longest values would make a line that load does not take.
func textOrBytes(b []byte) (*string, []byte) {
	if !utf8.Valid(b) || escapes(b) > len(b) {
		return nil, b
	}
	s := string(b)
	return &s, nil
}

// escapes returns how many more bytes JSON needs for a text because of its quotes, backslashes and control characters.
func escapes(b []byte) (more int) {
	for _, c := range b {
		switch c {
		case '"', '\\', '\b', '\t', '\n', '\f', '\r':
			more++
		default:
			if c < ' ' {
				more += len(`\u0000`) - 1
			}
		}
	}
	return more
}

// end implements sink.
func (s *jsonSink) end() error { return nil }

// flush implements sink.
func (s *jsonSink) flush() error { return s.out.Flush() }
