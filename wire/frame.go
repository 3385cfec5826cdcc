package wire

import (
	"encoding/binary"
	"fmt"
)

// FrameHeader is what precedes the body of a frame.
type FrameHeader struct {
	// Type says what the body holds.
	Type Type
	// Size is the body's length in bytes.
	Size int
}

// DecodeFrameHeader reads the first FrameHeaderSize bytes of b, which must be there. limit is the largest body, in
// bytes, that is accepted.
//
// Errors: ErrVersion, ErrFrameType, ErrFrameTooLarge.
func DecodeFrameHeader(b []byte, limit int) (FrameHeader, error) {
	if len(b) < FrameHeaderSize {
		return FrameHeader{}, fmt.Errorf("frame header of %d bytes: %w", len(b), ErrMalformed)
	}
	version, kind := b[0], Type(b[1])
	// Some clients leave the version out of administration commands.
	if version != protocolVersion && (version != 0 || kind != TypeAdmin) {
		return FrameHeader{}, fmt.Errorf("first bytes %02x %02x: %w", b[0], b[1], ErrVersion)
	}
	if kind < TypeInfo || kind > TypeShipping {
		return FrameHeader{}, fmt.Errorf("type %d: %w", kind, ErrFrameType)
	}
	size := binary.BigEndian.Uint64(b) & lengthMask
	if size > uint64(limit) {
		return FrameHeader{}, fmt.Errorf("%d bytes, limit %d: %w", size, limit, ErrFrameTooLarge)
	}
	return FrameHeader{Type: kind, Size: int(size)}, nil
}

// BeginFrame appends room for a frame header to dst. The body is appended behind it, then EndFrame is called with
// the returned start.
func BeginFrame(dst []byte) (out []byte, start int) {
	return append(dst, 0, 0, 0, 0, 0, 0, 0, 0), len(dst)
}

// EndFrame writes the header of the frame that BeginFrame began at start and that ends with dst.
func EndFrame(dst []byte, start int, kind Type) []byte {
	putFrameHeader(dst[start:], kind, len(dst)-start-FrameHeaderSize)
	return dst
}

// putFrameHeader writes a frame header into the first bytes of b.
func putFrameHeader(b []byte, kind Type, size int) {
	binary.BigEndian.PutUint64(b, protocolVersion<<56|uint64(kind)<<48|uint64(size)&lengthMask)
}
