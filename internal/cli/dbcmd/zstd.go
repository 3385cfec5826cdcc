package dbcmd

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"

	"github.com/klauspost/compress/zstd"

	"github.com/aerolith/aerolith/internal/cli/tool"
)

// compressed is a writer that compresses with zstd.
type compressed struct{ *zstd.Encoder }

// compress returns a writer that compresses to out; Close ends the stream but not out.
func compress(out io.Writer, level int) (*compressed, error) {
	encoder, err := zstd.NewWriter(out, zstd.WithEncoderLevel(zstd.EncoderLevelFromZstd(level)), zstd.WithEncoderCRC(true))
	if err != nil {
		return nil, err
	}
	return &compressed{encoder}, nil
}

// abandon leaves the stream without its end, and waits until nothing writes to out any more.
func (c *compressed) abandon() { c.Reset(io.Discard) }

// zstdMagic opens every zstd frame.
var zstdMagic = [...]byte{0x28, 0xb5, 0x2f, 0xfd}

// windowMax bounds the memory that a compressed stream may ask for.
const windowMax = 64 << 20

// decompress returns a reader of the stream's content, which may be compressed or not. The caller closes it.
func decompress(in io.Reader) (io.ReadCloser, error) {
	buffered := bufio.NewReaderSize(in, 1<<20)
	start, err := buffered.Peek(len(zstdMagic))
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	if !bytes.Equal(start, zstdMagic[:]) {
		return io.NopCloser(buffered), nil
	}
	decoder, err := zstd.NewReader(buffered, zstd.WithDecoderMaxWindow(windowMax))
	if err != nil {
		return nil, err
	}
	return &decompressing{decoder}, nil
}

// decompressing is a reader that takes damage of the compressed form for damage of the backup.
type decompressing struct{ decoder *zstd.Decoder }

// Read implements io.Reader.
func (d *decompressing) Read(b []byte) (int, error) {
	n, err := d.decoder.Read(b)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, context.Canceled) {
		err = tool.Failuref(tool.Damaged, "compressed stream is damaged or incomplete: %w", err)
	}
	return n, err
}

// Close implements io.Closer.
func (d *decompressing) Close() error { d.decoder.Close(); return nil }
