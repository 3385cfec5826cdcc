package cli

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strconv"
	"strings"
)

// byteOrderMark begins files that some programs write as UTF-8.
const byteOrderMark = "\ufeff"

// csvRows reads CSV. The first line names the columns.
func (o *loadOptions) csvRows(in io.Reader) iter.Seq[row] {
	return func(yield func(row) bool) {
		reader := csv.NewReader(in)
		reader.ReuseRecord = true
		columns, at, err := o.csvHeader(reader)
		if err != nil {
			yield(row{line: 1, err: err, fatal: true})
			return
		}
		for {
			cells, err := reader.Read()
			if errors.Is(err, io.EOF) {
				return
			}
			r := o.csvRow(columns, at, cells, err)
			var malformed *csv.ParseError
			switch {
			case err == nil:
				r.line, _ = reader.FieldPos(0)
			case errors.As(err, &malformed):
				r.line = malformed.StartLine
			default:
				r.fatal = true
			}
			if !yield(r) || r.fatal {
				return
			}
		}
	}
}

// csvHeader reads the names of the columns, and finds the key's.
func (o *loadOptions) csvHeader(reader *csv.Reader) (columns []string, at int, err error) {
	cells, err := reader.Read()
	if err != nil {
		return nil, 0, fmt.Errorf("first line, which names the columns: %w", err)
	}
	columns = slices.Clone(cells)
	columns[0] = strings.TrimPrefix(columns[0], byteOrderMark)
	for i, name := range columns {
		if slices.Contains(columns[:i], name) {
			return nil, 0, fmt.Errorf("column %q comes twice", name)
		}
	}
	if at = slices.Index(columns, o.keyField); at < 0 {
		return nil, 0, fmt.Errorf("there is no column %q; there are %s", o.keyField, strings.Join(columns, ", "))
	}
	return columns, at, nil
}

// csvRow makes a row of the cells of one line; err is what reading it gave.
func (o *loadOptions) csvRow(columns []string, keyColumn int, cells []string, err error) row {
	if err != nil {
		return row{err: because(reasonSyntax, err)}
	}
	var r row
	if cells[keyColumn] == "" {
		return row{err: because(reasonKey, fmt.Errorf("column %q is empty", o.keyField))}
	}
	if r.key, err = o.keyType.parse(o.namespace, o.set, cells[keyColumn]); err != nil {
		return row{err: because(reasonKey, err)}
	}
	for i, cell := range cells {
		if i == keyColumn || cell == "" {
			continue
		}
		bin, err := encodeBin(columns[i], o.cell(cell))
		if err != nil {
			return row{err: because(reasonBin, err)}
		}
		r.bins = append(r.bins, bin)
	}
	return r
}

// cell returns the value of a cell: what it is written as, if writing that value gives the same text again, so that
// nothing is lost of numbers with leading zeros or too many digits.
func (o *loadOptions) cell(text string) any {
	if o.asText {
		return text
	}
	if n, err := strconv.ParseInt(text, 10, 64); err == nil && strconv.FormatInt(n, 10) == text {
		return n
	}
	f, err := strconv.ParseFloat(text, 64)
	if err == nil && strings.Contains(text, ".") && strconv.FormatFloat(f, 'f', -1, 64) == text {
		return f
	}
	switch text {
	case "true":
		return true
	case "false":
		return false
	default:
		return text
	}
}
