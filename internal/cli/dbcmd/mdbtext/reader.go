package mdbtext

import (
	"bufio"
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// ErrFormat is what every error wraps that says that a file is not in the format.
var ErrFormat = errors.New("not in the format of mdb_dump")

// Reader reads sections.
type Reader struct {
	in      *bufio.Reader
	lineMax int
	line    int
	section Section
	buffer  []byte
	key     []byte
}

// NewReader returns a reader that accepts lines of at most lineMax bytes.
func NewReader(in io.Reader, lineMax int) *Reader {
	return &Reader{in: bufio.NewReaderSize(in, 64<<10), lineMax: lineMax}
}

// Line returns the number of the line that was read last.
func (r *Reader) Line() int { return r.line }

// fail says what is wrong with the present line.
func (r *Reader) fail(format string, args ...any) error {
	return fmt.Errorf("%w: line %d: %s", ErrFormat, r.line, fmt.Sprintf(format, args...))
}

// readLine returns the next line without its end, valid until the next call; io.EOF stands for the end of the file.
func (r *Reader) readLine() ([]byte, error) {
	r.buffer = r.buffer[:0]
	for {
		part, err := r.in.ReadSlice('\n')
		r.buffer = append(r.buffer, part...)
		if len(r.buffer) > r.lineMax {
			r.line++
			return nil, r.fail("longer than %d bytes", r.lineMax)
		}
		if errors.Is(err, bufio.ErrBufferFull) {
			continue
		}
		if err != nil && (len(r.buffer) == 0 || !errors.Is(err, io.EOF)) {
			return nil, err
		}
		r.line++
		return bytes.TrimSuffix(r.buffer, []byte("\n")), nil
	}
}

// Next reads the header of the next section, or returns io.EOF. The entries of the section before must have been read.
func (r *Reader) Next() (Section, error) {
	r.section = Section{}
	for first := true; ; first = false {
		line, err := r.readLine()
		switch {
		case errors.Is(err, io.EOF) && first:
			return r.section, io.EOF
		case errors.Is(err, io.EOF):
			return r.section, r.fail("the file ends inside a header")
		case err != nil:
			return r.section, err
		case string(line) == "HEADER=END":
			return r.section, nil
		}
		if err := r.header(string(line)); err != nil {
			return r.section, err
		}
	}
}

// header takes one line of a header in. Names that mean nothing here are passed over, as mdb_load does.
func (r *Reader) header(line string) error {
	name, value, ok := strings.Cut(line, "=")
	if !ok {
		return r.fail("want name=value")
	}
	set := value == "1"
	switch name {
	case "VERSION":
		if value != "3" {
			return r.fail("version %q, want 3", value)
		}
	case "format":
		known := map[string]Encoding{"bytevalue": ByteValue, "print": Print}
		encoding, ok := known[value]
		if !ok {
			return r.fail("format %q, want bytevalue or print", value)
		}
		r.section.Encoding = encoding
	case "database":
		r.section.Name = value
	case "type":
		if value != "btree" {
			return r.fail("type %q, want btree", value)
		}
	case "mapsize":
		const base, bits = 10, 63
		n, err := strconv.ParseUint(value, base, bits)
		if err != nil {
			return r.fail("mapsize %q", value)
		}
		r.section.MapSize = int64(n)
	case "duplicates", "dupsort":
		r.section.Duplicates = set
	case "reversekey":
		r.section.ReverseKey = set
	case "integerkey":
		r.section.IntegerKey = set
	}
	return nil
}

// Entry returns the next entry of the section, valid until the next call, or io.EOF at the section's end.
func (r *Reader) Entry() (key, value []byte, err error) {
	line, err := r.readLine()
	if errors.Is(err, io.EOF) {
		return nil, nil, r.fail("the file ends inside a section")
	}
	if err != nil {
		return nil, nil, err
	}
	if string(line) == "DATA=END" {
		return nil, nil, io.EOF
	}
	key, err = r.decode(line)
	if err != nil {
		return nil, nil, err
	}
	r.key = append(r.key[:0], key...)
	line, err = r.readLine()
	if errors.Is(err, io.EOF) {
		return nil, nil, r.fail("a key without a value")
	}
	if err != nil {
		return nil, nil, err
	}
	value, err = r.decode(line)
	return r.key, value, err
}

// decode decodes a key or a value in place.
func (r *Reader) decode(line []byte) ([]byte, error) {
	if len(line) == 0 || line[0] != ' ' {
		return nil, r.fail("want a blank and then a key or a value")
	}
	line = line[1:]
	if r.section.Encoding == Print {
		return r.decodePrint(line)
	}
	n, err := hex.Decode(line, line)
	if err != nil {
		return nil, r.fail("not hexadecimal")
	}
	return line[:n], nil
}

// decodePrint decodes text with escapes in place.
func (r *Reader) decodePrint(line []byte) ([]byte, error) {
	out := line[:0]
	for i := 0; i < len(line); i++ {
		switch {
		case line[i] != '\\':
			out = append(out, line[i])
		case i+1 < len(line) && line[i+1] == '\\':
			out = append(out, '\\')
			i++
		case i+2 < len(line):
			var b [1]byte
			if _, err := hex.Decode(b[:], line[i+1:i+3]); err != nil {
				return nil, r.fail("escape that is not hexadecimal")
			}
			out = append(out, b[0])
			i += 2
		default:
			return nil, r.fail("escape that is cut off")
		}
	}
	return out, nil
}
