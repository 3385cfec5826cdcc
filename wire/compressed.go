package wire

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// compressedHeaderSize is the size of what precedes the compressed data in the body of a compressed frame: the size of
// the frame inside, its header included.
const compressedHeaderSize = 8

// InflatedSize returns the size of the frame inside the body of a compressed frame, as the body says, in bytes.
//
// It returns ErrMalformed for a body that is cut off or a frame that cannot be, and ErrFrameTooLarge for one whose body is
// larger than the limit.
func InflatedSize(body []byte, limit int) (int, error) {
	if len(body) < compressedHeaderSize {
		return 0, malformed("compressed frame is cut off")
	}
	size := binary.BigEndian.Uint64(body)
	switch {
	case size < FrameHeaderSize:
		return 0, malformed("compressed frame that is too short")
	case size-FrameHeaderSize > uint64(limit):
		return 0, fmt.Errorf("compressed frame of %d bytes, limit %d: %w", size, limit, ErrFrameTooLarge)
	}
	return int(size), nil
}

// Inflate decompresses the body of a compressed frame into dst, which must have the size that InflatedSize says, and
// returns the header and the body of the frame inside. It returns a *RequestError if the data is no zlib stream of exactly
// that size, or not one whole frame with messages.
func Inflate(dst, body []byte) (FrameHeader, []byte, error) {
	reader, err := zlib.NewReader(bytes.NewReader(body[compressedHeaderSize:]))
	if err != nil {
		return FrameHeader{}, nil, malformed("no compressed data")
	}
	if _, err := io.ReadFull(reader, dst); err != nil {
		return FrameHeader{}, nil, malformed("compressed data is cut off")
	}
	if _, err := reader.Read(make([]byte, 1)); !errors.Is(err, io.EOF) {
		return FrameHeader{}, nil, malformed("compressed data of another size than it says")
	}
	header, err := DecodeFrameHeader(dst, len(dst))
	if err != nil || header.Size != len(dst)-FrameHeaderSize || header.Type != TypeMessage {
		return FrameHeader{}, nil, malformed("compressed data that is no message")
	}
	return header, dst[FrameHeaderSize:], nil
}

// AppendCompressed appends a whole frame in compressed form.
func AppendCompressed(dst, frame []byte) []byte {
	dst, start := BeginFrame(dst)
	dst = binary.BigEndian.AppendUint64(dst, uint64(len(frame)))
	var packed bytes.Buffer
	writer := zlib.NewWriter(&packed)
	_, _ = writer.Write(frame) // a buffer takes everything
	_ = writer.Close()
	return EndFrame(append(dst, packed.Bytes()...), start, TypeCompressed)
}

// WantCompressed lets a whole frame with a request ask for its answer in compressed form, which only the Enterprise edition
// gives.
func WantCompressed(frame []byte) {
	if len(frame) > FrameHeaderSize+offsetInfo1 {
		frame[FrameHeaderSize+offsetInfo1] |= info1CompressAnswer
	}
}

// WantsCompressed reports whether the body of a request asks for its answer in compressed form.
func WantsCompressed(body []byte) bool {
	return len(body) > offsetInfo1 && body[offsetInfo1]&info1CompressAnswer != 0
}

// maxInflation is how many bytes one compressed byte can become at most, with some to spare for short ones.
const maxInflation, inflationSpare = 1032, 1024

// Message returns the body of a frame with messages, compressed or not. What was compressed has memory of its own.
//
// Errors: ErrFrameType for a frame of another kind, those of InflatedSize and Inflate.
func (r *Reader) Message(frame Frame) ([]byte, error) {
	switch frame.Type {
	case TypeMessage:
		return frame.Body, nil
	case TypeCompressed:
	default:
		return nil, fmt.Errorf("frame of type %d, want %d: %w", frame.Type, TypeMessage, ErrFrameType)
	}
	size, err := InflatedSize(frame.Body, r.options.MaxFrameSize)
	if err != nil {
		return nil, err
	}
	if size > maxInflation*len(frame.Body)+inflationSpare {
		return nil, malformed("compressed frame that says more than it can hold")
	}
	_, body, err := Inflate(make([]byte, size), frame.Body)
	return body, err
}
