package dbcmd

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/aerolith/aerolith/internal/cli/dbcmd/mdbtext"
	"github.com/aerolith/aerolith/internal/cli/tool"
	"github.com/aerolith/aerolith/zerodb"
)

// loadOptions are what load can be told.
type loadOptions struct {
	json  jsonFlag
	table string
	keep  bool
}

// The bounds of a load.
const (
	// loadBatch is how many bytes go into one transaction.
	loadBatch = 8 << 20
	// loadLineMax is the longest line that is accepted: a value of the greatest size that zerodb takes, in hexadecimal.
	loadLineMax = 1<<30 + 1<<16
)

// newLoad builds the command.
func newLoad(streams Streams) *cobra.Command {
	var options loadOptions
	cmd := &cobra.Command{
		Use:   "load FILE|- PATH",
		Short: "Store what dump or mdb_dump has written",
		Long: `Load stores every entry of a dump, in JSON Lines or in the text format of mdb_dump (which of them is recognised), in the database in
the folder PATH, which is made if it is missing. Tables are created as needed; keys that are there are overwritten, unless --keep is given.
An input that is wrong ends the load; what stands before is loaded then, in whole transactions of 8 MiB, and loading again is safe.`,
		Example: `  aerolith db load all.jsonl /var/lib/aerolith/db
  mdb_dump -a lmdb.db | aerolith db load - /var/lib/aerolith/db
  mdb_dump lmdb.db | aerolith db load - /var/lib/aerolith/db --table main`,
		Args: tool.Arguments(cobra.ExactArgs(2)),
		RunE: func(cmd *cobra.Command, args []string) error {
			return load(background(cmd), options, args[0], args[1], streams)
		},
	}
	options.json.register(cmd)
	cmd.Flags().StringVar(&options.table, "table", "", "table of entries that do not name one")
	cmd.Flags().BoolVar(&options.keep, "keep", false, "keep the values of keys that are there already")
	return cmd
}

// loadRun is a load under way.
type loadRun struct {
	loadOptions
	ctx             context.Context
	db              *zerodb.DB
	tx              *zerodb.Tx
	name            string
	into            *zerodb.Table
	batch           int
	entries, tables uint64
	bar             *progress
}

// load loads a file.
func load(ctx context.Context, o loadOptions, name, path string, streams Streams) error {
	run := &loadRun{loadOptions: o, ctx: ctx, bar: newProgress(streams, "load", inBytes)}
	err := fromInput(ctx, name, streams.In, func(in io.Reader) error {
		db, err := zerodb.Open(path, streams.Options)
		if err != nil {
			return err
		}
		run.db = db
		counted := &countingReader{in: in, total: sizeOf(in), bar: run.bar}
		return errors.Join(run.all(bufio.NewReaderSize(counted, 1<<20)), db.Close())
	})
	run.bar.end()
	if err != nil {
		return err
	}
	if o.json {
		return tool.PrintJSON(streams.Out, map[string]uint64{"tables": run.tables, "entries": run.entries})
	}
	_, err = fmt.Fprintf(streams.Out, "loaded %d entries into %d tables of %s\n", run.entries, run.tables, path)
	return err
}

// all loads everything and commits.
func (l *loadRun) all(in *bufio.Reader) error {
	start, err := in.Peek(1)
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	if bytes.Equal(start, []byte("{")) {
		err = l.jsonLines(in)
	} else {
		err = l.mdb(in)
	}
	return errors.Join(err, l.commit())
}

// commit commits what is open.
func (l *loadRun) commit() error {
	if l.tx == nil {
		return nil
	}
	tx := l.tx
	l.tx, l.into, l.batch = nil, nil, 0
	return tx.Commit()
}

// open makes sure that there is a transaction and that the table is open.
func (l *loadRun) open(name string, options zerodb.TableOptions) (err error) {
	if name == "" {
		name = l.table
	}
	if name == "" {
		return tool.Failuref(tool.Usage, "the input does not name a table: give --table")
	}
	if l.tx == nil {
		if l.tx, err = l.db.BeginWrite(l.ctx); err != nil {
			return err
		}
	}
	if l.into != nil && l.name == name {
		return nil
	}
	l.name = name
	l.into, err = l.tx.Table(name)
	if errors.Is(err, zerodb.ErrTableNotFound) {
		l.tables++
		l.into, err = l.tx.CreateTable(name, options)
	}
	return err
}

// put stores one entry.
func (l *loadRun) put(key, value []byte) error {
	err := l.store(key, value)
	if err != nil {
		return err
	}
	l.entries++
	if l.batch += len(key) + len(value); l.batch < loadBatch {
		return nil
	}
	return l.commit()
}

// jsonLines loads JSON Lines.
func (l *loadRun) jsonLines(in io.Reader) error {
	decoder := newBoundedDecoder(in, loadLineMax)
	for number := 1; ; number++ {
		var line jsonEntry
		err := decoder.Decode(&line)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if l.ctx.Err() != nil {
			return l.ctx.Err()
		}
		if err != nil {
			return tool.Failuref(tool.Damaged, "line %d is not JSON: %w", number, err)
		}
		name := line.Table
		if line.TableB64 != nil {
			name = string(line.TableB64)
		}
		options, err := line.options()
		if err == nil {
			err = l.open(name, options)
		}
		if err != nil {
			return describeLine(number, err)
		}
		key := bytesOf(line.Key, line.KeyB64)
		if key == nil {
			continue
		}
		if err := l.put(key, bytesOf(line.Value, line.ValueB64)); err != nil {
			return describeLine(number, err)
		}
	}
}

// bytesOf returns what textOrBytes has divided; nil for neither.
func bytesOf(text *string, b []byte) []byte {
	if text != nil {
		return []byte(*text)
	}
	return b
}

// mdb loads the format of mdb_dump.
func (l *loadRun) mdb(in io.Reader) error {
	r := mdbtext.NewReader(in, loadLineMax)
	for {
		section, err := r.Next()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case errors.Is(err, mdbtext.ErrFormat):
			return tool.Failuref(tool.Damaged, "%w", err)
		case err != nil:
			return err
		}
		if err := l.section(r, section); err != nil {
			return err
		}
	}
}

// section loads one section.
func (l *loadRun) section(r *mdbtext.Reader, section mdbtext.Section) error {
	for first := true; ; first = false {
		key, value, err := r.Entry()
		switch {
		case errors.Is(err, io.EOF) && !first:
			return nil
		case errors.Is(err, io.EOF):
			key = nil
		case errors.Is(err, mdbtext.ErrFormat):
			return tool.Failuref(tool.Damaged, "%w", err)
		case err != nil:
			return err
		}
		options, optionsErr := optionsOf(section, key)
		if first && optionsErr != nil {
			return optionsErr
		}
		if err := l.open(section.Name, options); err != nil {
			return describeLine(r.Line(), err)
		}
		if err != nil { // a table without entries
			return nil
		}
		if err := l.put(key, value); err != nil {
			return describeLine(r.Line(), err)
		}
	}
}
