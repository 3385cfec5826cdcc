package wire

import (
	"bytes"
	"errors"
	"io"
	"testing"
	"testing/iotest"
)

// frameOf returns a frame with a body of so many bytes.
func frameOf(kind Type, size int) []byte {
	frame, start := BeginFrame(nil)
	for i := range size {
		frame = append(frame, byte(i))
	}
	return EndFrame(frame, start, kind)
}

// TestFrameHeader checks which headers are accepted, and the errors for the others.
func TestFrameHeader(t *testing.T) {
	for name, c := range map[string]struct {
		head string
		want FrameHeader
		err  error
	}{
		"info":            {"\x02\x01\x00\x00\x00\x00\x01\x02", FrameHeader{TypeInfo, 258}, nil},
		"message":         {"\x02\x03\x00\x00\x00\x00\x00\x00", FrameHeader{TypeMessage, 0}, nil},
		"old admin":       {"\x00\x02\x00\x00\x00\x00\x00\x10", FrameHeader{TypeAdmin, 16}, nil},
		"at the limit":    {"\x02\x03\x00\x00\x00\x00\x10\x00", FrameHeader{TypeMessage, 4096}, nil},
		"over the limit":  {"\x02\x03\x00\x00\x00\x00\x10\x01", FrameHeader{}, ErrFrameTooLarge},
		"huge":            {"\x02\x03\xff\xff\xff\xff\xff\xff", FrameHeader{}, ErrFrameTooLarge},
		"TLS hello":       {"\x16\x03\x01\x02\x00\x01\x00\x01", FrameHeader{}, ErrVersion},
		"HTTP":            {"GET / HT", FrameHeader{}, ErrVersion},
		"version 0":       {"\x00\x03\x00\x00\x00\x00\x00\x00", FrameHeader{}, ErrVersion},
		"type 0":          {"\x02\x00\x00\x00\x00\x00\x00\x00", FrameHeader{}, ErrFrameType},
		"type 6":          {"\x02\x06\x00\x00\x00\x00\x00\x00", FrameHeader{}, ErrFrameType},
		"cut off":         {"\x02\x03\x00", FrameHeader{}, ErrMalformed},
		"compressed":      {"\x02\x04\x00\x00\x00\x00\x00\x05", FrameHeader{TypeCompressed, 5}, nil},
		"shipping record": {"\x02\x05\x00\x00\x00\x00\x00\x05", FrameHeader{TypeShipping, 5}, nil},
	} {
		got, err := DecodeFrameHeader([]byte(c.head), 4096)
		if got != c.want || !errors.Is(err, c.err) {
			t.Errorf("%s: %+v, %v; want %+v, %v", name, got, err, c.want, c.err)
		}
	}
}

// readAll reads frames until the Reader fails, and returns copies of their bodies and the failure.
func readAll(r *Reader) ([][]byte, error) {
	var bodies [][]byte
	for {
		if err := r.Fill(); err != nil {
			return bodies, err
		}
		for {
			frame, ok, err := r.Next()
			if err != nil {
				return bodies, err
			}
			if !ok {
				break
			}
			bodies = append(bodies, bytes.Clone(frame.Body))
		}
	}
}

// TestReaderCutsFrames sends frames of many sizes in pieces of any size and checks that they all arrive.
func TestReaderCutsFrames(t *testing.T) {
	random, seed := seeded(t)
	var stream []byte
	var sizes []int
	for range 200 {
		size := random.IntN(1 << random.IntN(14))
		sizes = append(sizes, size)
		stream = append(stream, frameOf(TypeMessage, size)...)
	}
	for name, source := range map[string]io.Reader{
		"whole":  bytes.NewReader(stream),
		"bytes":  iotest.OneByteReader(bytes.NewReader(stream)),
		"halves": iotest.HalfReader(bytes.NewReader(stream)),
		"errors": iotest.DataErrReader(bytes.NewReader(stream)),
	} {
		bodies, err := readAll(NewReader(source, Options{BufferSize: 512}))
		if !errors.Is(err, io.EOF) || len(bodies) != len(sizes) {
			t.Fatalf("seed %d, %s: %d of %d frames, %v", seed, name, len(bodies), len(sizes), err)
		}
		for i, body := range bodies {
			if !bytes.Equal(body, frameOf(TypeMessage, sizes[i])[FrameHeaderSize:]) {
				t.Fatalf("seed %d, %s: frame %d differs", seed, name, i)
			}
		}
	}
}

// TestReaderKeepsBurstValid checks that the bodies of frames handed out between two fills stay as they were.
func TestReaderKeepsBurstValid(t *testing.T) {
	var stream []byte
	for i := range 10 {
		stream = append(stream, frameOf(TypeMessage, 20+i)...)
	}
	r := NewReader(bytes.NewReader(stream), Options{})
	if err := r.Fill(); err != nil {
		t.Fatal(err)
	}
	var bodies [][]byte
	for frame, ok, err := r.Next(); ok; frame, ok, err = r.Next() {
		if err != nil {
			t.Fatal(err)
		}
		bodies = append(bodies, frame.Body)
	}
	for i, body := range bodies {
		if !bytes.Equal(body, frameOf(TypeMessage, 20+i)[FrameHeaderSize:]) {
			t.Errorf("frame %d of the burst differs", i)
		}
	}
	if len(bodies) != 10 || r.Ready() || r.Buffered() != 0 {
		t.Errorf("%d frames, ready %v, %d bytes left", len(bodies), r.Ready(), r.Buffered())
	}
}

// TestReaderEnds checks the errors at the end of a connection: between frames, within one, and for what is no frame.
func TestReaderEnds(t *testing.T) {
	whole := frameOf(TypeInfo, 10)
	for name, c := range map[string]struct {
		stream []byte
		err    error
	}{
		"empty":      {nil, io.EOF},
		"whole":      {whole, io.EOF},
		"in head":    {whole[:3], io.ErrUnexpectedEOF},
		"in body":    {whole[:12], io.ErrUnexpectedEOF},
		"then more":  {append(bytes.Clone(whole), whole[:9]...), io.ErrUnexpectedEOF},
		"not ours":   {[]byte("GET / HTTP/1.1\r\n"), ErrVersion},
		"too large":  {frameOf(TypeInfo, 5000), ErrFrameTooLarge},
		"then wrong": {append(bytes.Clone(whole), "12345678"...), ErrVersion},
	} {
		_, err := readAll(NewReader(bytes.NewReader(c.stream), Options{MaxFrameSize: 4096}))
		if !errors.Is(err, c.err) {
			t.Errorf("%s: %v, want %v", name, err, c.err)
		}
	}
}

// TestReaderMemoryFollowsBytes announces a frame of 128 MiB, sends a little of it, and checks that the buffer stays
// in proportion to what was sent; then that it shrinks again after a large frame.
func TestReaderMemoryFollowsBytes(t *testing.T) {
	head := frameOf(TypeMessage, 0)
	putFrameHeader(head, TypeMessage, 128<<20)
	r := NewReader(bytes.NewReader(append(head, make([]byte, 100_000)...)), Options{})
	if err := r.Fill(); !errors.Is(err, io.ErrUnexpectedEOF) || len(r.buffer) > 300_000 {
		t.Errorf("%v, buffer of %d bytes", err, len(r.buffer))
	}
	stream := append(frameOf(TypeMessage, 1<<20), frameOf(TypeMessage, 10)...)
	r.Reset(iotest.HalfReader(bytes.NewReader(stream)))
	if bodies, err := readAll(r); len(bodies) != 2 || !errors.Is(err, io.EOF) {
		t.Fatalf("%d frames, %v", len(bodies), err)
	}
	if len(r.buffer) != DefaultOptions().BufferSize {
		t.Errorf("buffer of %d bytes is kept", len(r.buffer))
	}
}

// TestReaderStopsOnSilence checks that a connection that returns neither bytes nor errors does not keep the reader
// busy for ever.
func TestReaderStopsOnSilence(t *testing.T) {
	silent := readerFunc(func([]byte) (int, error) { return 0, nil })
	if err := NewReader(silent, Options{}).Fill(); !errors.Is(err, io.ErrNoProgress) {
		t.Errorf("got %v", err)
	}
	lying := readerFunc(func(b []byte) (int, error) { return len(b) + 1, nil })
	if err := NewReader(lying, Options{}).Fill(); err == nil {
		t.Error("a connection that reports too many bytes is believed")
	}
}

// readerFunc makes a function an io.Reader.
type readerFunc func([]byte) (int, error)

// Read calls the function.
func (f readerFunc) Read(b []byte) (int, error) { return f(b) }
