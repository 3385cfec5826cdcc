package cli

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/internal/cli/typedjson"
)

// maxLine is the longest line of JSON in bytes. The largest record, 8 MiB, takes 11 MiB in base 64.
const maxLine = 32 << 20

// The names of reasons why a line is no record.
const (
	reasonSyntax = "malformed line"
	reasonKey    = "unusable key"
	reasonBin    = "unusable bin"
	reasonPast   = "expired already"
)

// rows reads the input in the format that the options name.
func (o *loadOptions) rows(in io.Reader) iter.Seq[row] {
	if o.format == formatCSV {
		return o.csvRows(in)
	}
	return o.jsonRows(in)
}

// jsonRows reads JSON Lines. Empty lines are skipped.
func (o *loadOptions) jsonRows(in io.Reader) iter.Seq[row] {
	return func(yield func(row) bool) {
		lines := bufio.NewScanner(in)
		lines.Buffer(nil, maxLine)
		number := 1
		for ; lines.Scan(); number++ {
			text := bytes.TrimSpace(lines.Bytes())
			if len(text) == 0 {
				continue
			}
			r := o.jsonRow(text)
			r.line = number
			if !yield(r) {
				return
			}
		}
		if err := lines.Err(); err != nil {
			if errors.Is(err, bufio.ErrTooLong) {
				err = fmt.Errorf("line is longer than %d MiB", maxLine>>20)
			}
			yield(row{line: number, err: err, fatal: true})
		}
	}
}

// jsonRow makes a row of one line.
func (o *loadOptions) jsonRow(text []byte) row {
	fields, err := typedjson.DecodeObject(text)
	if err != nil {
		return row{err: because(reasonSyntax, err)}
	}
	if o.keyField == "" {
		return o.recordRow(fields)
	}
	var r row
	found := false
	for _, f := range fields {
		name, _ := f.Key.(string)
		if name == o.keyField {
			found = true
			if r.key, err = o.jsonKey(o.set, f.Value); err != nil {
				return row{err: because(reasonKey, err)}
			}
			continue
		}
		bin, err := encodeBin(name, f.Value)
		if err != nil {
			return row{err: because(reasonBin, err)}
		}
		r.bins = append(r.bins, bin)
	}
	if !found {
		return row{err: because(reasonKey, fmt.Errorf("line has no field %q", o.keyField))}
	}
	return r
}

// jsonKey makes a key of a JSON value. A string is read as --key-type says; other values are what they are.
func (o *loadOptions) jsonKey(set string, value any) (aero.Key, error) {
	switch v := value.(type) {
	case string:
		if o.keyType != keyAuto {
			return o.keyType.parse(o.namespace, set, v)
		}
		return aero.StringKey(o.namespace, set, v), nil
	case int64:
		if o.keyType == keyString {
			return aero.StringKey(o.namespace, set, fmt.Sprint(v)), nil
		}
		return aero.IntKey(o.namespace, set, v), nil
	case []byte:
		return aero.BytesKey(o.namespace, set, v), nil
	default:
		return aero.Key{}, errors.New("keys are strings, integers or {\"$blob\":…}")
	}
}
