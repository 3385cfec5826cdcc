package dbcmd

import (
	"encoding/json"
	"errors"
	"io"
)

// errValueTooLong says that one value of an input in JSON is longer than anything that dump writes.
var errValueTooLong = errors.New("value is too long")

// boundedDecoder reads values of JSON, none of which may need more than max bytes of the input: a decoder holds a value as a whole, so an
// input without an end would fill the memory.
type boundedDecoder struct {
	*json.Decoder
	in   io.Reader
	max  int64
	left int64
}

// newBoundedDecoder returns a decoder of what in has.
func newBoundedDecoder(in io.Reader, longest int64) *boundedDecoder {
	d := &boundedDecoder{in: in, max: longest, left: longest}
	d.Decoder = json.NewDecoder(d)
	return d
}

// Read implements io.Reader for the decoder inside.
func (d *boundedDecoder) Read(b []byte) (int, error) {
	if d.left <= 0 {
		return 0, errValueTooLong
	}
	n, err := d.in.Read(b[:min(int64(len(b)), d.left)])
	d.left -= int64(n)
	return n, err
}

// Decode reads the next value.
func (d *boundedDecoder) Decode(value any) error {
	d.left = d.max
	return d.Decoder.Decode(value)
}
