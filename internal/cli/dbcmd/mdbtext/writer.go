package mdbtext

import (
	"bufio"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strings"
)

// Encoding is how keys and values are written.
type Encoding uint8

const (
	// ByteValue writes every byte as two hexadecimal digits.
	ByteValue Encoding = iota
	// Print writes printable ASCII as it is and the rest as a backslash and two hexadecimal digits.
	Print
)

// Section is what the header of a section says.
type Section struct {
	// Name is the name of the database in LMDB's sense, which is a table; empty for the unnamed one.
	Name string
	// MapSize is the size in bytes that a loader shall give its map; 0 says nothing.
	MapSize int64
	// Duplicates, ReverseKey and IntegerKey are the flags that tables have here.
	Duplicates, ReverseKey, IntegerKey bool
	// Encoding is how the entries are written.
	Encoding Encoding
}

// ErrName says that a name cannot stand in a header.
var ErrName = errors.New("name with a line break or a zero byte cannot be written in the format of mdb_dump: use JSON Lines")

// Writer writes sections: Begin, then entries, then End, as often as needed, and Flush at last.
type Writer struct {
	out      *bufio.Writer
	encoding Encoding
	line     []byte
}

// NewWriter returns a writer on out.
func NewWriter(out io.Writer) *Writer { return &Writer{out: bufio.NewWriter(out)} }

// Begin writes the header of a section.
func (w *Writer) Begin(s Section) error {
	if strings.ContainsAny(s.Name, "\n\r\x00") {
		return fmt.Errorf("%w: %q", ErrName, s.Name)
	}
	w.encoding = s.Encoding
	lines := []string{"VERSION=3", map[Encoding]string{ByteValue: "format=bytevalue", Print: "format=print"}[s.Encoding]}
	if s.Name != "" {
		lines = append(lines, "database="+s.Name)
	}
	lines = append(lines, "type=btree")
	if s.MapSize > 0 {
		lines = append(lines, fmt.Sprintf("mapsize=%d", s.MapSize))
	}
	lines = append(lines, "maxreaders=126")
	for _, flag := range []struct {
		name string
		set  bool
	}{{"dupsort", s.Duplicates}, {"reversekey", s.ReverseKey}, {"integerkey", s.IntegerKey}} {
		if flag.set {
			lines = append(lines, flag.name+"=1")
		}
	}
	_, err := w.out.WriteString(strings.Join(append(lines, "HEADER=END"), "\n") + "\n")
	return err
}

// Entry writes one entry.
func (w *Writer) Entry(key, value []byte) error {
	for _, b := range [...][]byte{key, value} {
		w.line = append(w.line[:0], ' ')
		if w.encoding == ByteValue {
			w.line = hex.AppendEncode(w.line, b)
		} else {
			w.line = appendPrint(w.line, b)
		}
		if _, err := w.out.Write(append(w.line, '\n')); err != nil {
			return err
		}
	}
	return nil
}

// appendPrint appends bytes in the form of Print.
func appendPrint(dst, b []byte) []byte {
	for _, c := range b {
		switch {
		case c == '\\':
			dst = append(dst, '\\', '\\')
		case c >= ' ' && c <= '~':
			dst = append(dst, c)
		default:
			dst = append(dst, '\\')
			dst = hex.AppendEncode(dst, []byte{c})
		}
	}
	return dst
}

// End ends a section.
func (w *Writer) End() error {
	_, err := w.out.WriteString("DATA=END\n")
	return err
}

// Flush hands everything to the underlying writer.
func (w *Writer) Flush() error { return w.out.Flush() }
