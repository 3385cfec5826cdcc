package wire

import (
	"bytes"
	"math/rand/v2"
	"testing"
)

// TestCompressorReplace: a frame behind others is compressed where that makes it smaller, and left alone where it does not.
// Method: compress frames of zeros and of noise with one Compressor, and unpack them.
func TestCompressorReplace(t *testing.T) {
	c := NewCompressor()
	random := rand.New(rand.NewPCG(1, 2))
	before := []byte("frames before")
	for _, size := range []int{0, 90, compressLeast, 1000, 100_000} {
		for _, noise := range []bool{false, true} {
			content := make([]byte, size)
			if noise {
				for i := range content {
					content[i] = byte(random.Uint32())
				}
			}
			frames, start := BeginFrame(bytes.Clone(before))
			frames = EndFrame(append(frames, content...), start, TypeMessage)
			plain := bytes.Clone(frames)
			got := c.Replace(frames, start)
			if noise || len(plain)-start < compressLeast {
				if !bytes.Equal(got, plain) {
					t.Errorf("%d bytes of noise (%v) were changed", size, noise)
				}
				continue
			}
			header, err := DecodeFrameHeader(got[start:], 1<<20)
			if err != nil || header.Type != TypeCompressed || len(got) >= len(plain) || !bytes.HasPrefix(got, before) {
				t.Fatalf("%d bytes: %+v, %v, %d bytes of %d", size, header, err, len(got), len(plain))
			}
			dst := make([]byte, len(plain)-start)
			if _, body, err := Inflate(dst, got[start+FrameHeaderSize:]); err != nil || !bytes.Equal(body, content) {
				t.Errorf("%d bytes: %v", size, err)
			}
		}
	}
}

// BenchmarkCompressorReplace measures compressing a reply of 4 KiB that becomes a tenth.
func BenchmarkCompressorReplace(b *testing.B) {
	content := bytes.Repeat([]byte("a reply like others, "), 200)
	c, frames := NewCompressor(), []byte(nil)
	b.ReportAllocs()
	b.SetBytes(int64(len(content)))
	for b.Loop() {
		out, start := BeginFrame(frames[:0])
		frames = c.Replace(EndFrame(append(out, content...), start, TypeMessage), start)
	}
}
