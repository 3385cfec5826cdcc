package wire

import (
	"bytes"
	"errors"
	"testing"
)

// compressedBody returns the body of a compressed frame.
func compressedBody(frame []byte) []byte { return AppendCompressed(nil, frame)[FrameHeaderSize:] }

// TestCompressed compresses frames and takes them apart again.
func TestCompressed(t *testing.T) {
	frame := AppendRefusal(nil, KindRecord, 4)
	body := compressedBody(frame)
	size, err := InflatedSize(body, 1<<20)
	if err != nil || size != len(frame) {
		t.Fatalf("size %d, %v", size, err)
	}
	header, inner, err := Inflate(make([]byte, size), body)
	if err != nil || header.Type != TypeMessage || !bytes.Equal(inner, frame[FrameHeaderSize:]) {
		t.Errorf("%+v %x, %v", header, inner, err)
	}
}

// TestCompressedRefusals takes apart what is no compressed frame.
func TestCompressedRefusals(t *testing.T) {
	frame := AppendRefusal(nil, KindRecord, 4)
	good := compressedBody(frame)
	longer := bytes.Clone(good)
	longer[7]++
	shorter := bytes.Clone(good)
	shorter[7]--
	for what, body := range map[string][]byte{
		"empty": nil, "short": good[:7], "no data": good[:8], "cut off": good[:len(good)-5],
		"says more": longer, "says less": shorter, "no zlib": append(bytes.Clone(good[:8]), "nonsense"...),
		"too short": compressedBody(frame[:7]), "half a frame": compressedBody(frame[:len(frame)-1]),
		"compressed twice": compressedBody(AppendCompressed(nil, frame)),
	} {
		size, err := InflatedSize(body, 1<<20)
		if err == nil {
			_, _, err = Inflate(make([]byte, size), body)
		}
		if !errors.Is(err, ErrMalformed) {
			t.Errorf("%s: %v", what, err)
		}
	}
	if _, err := InflatedSize(good, len(frame)-FrameHeaderSize-1); !errors.Is(err, ErrFrameTooLarge) {
		t.Errorf("too large: %v", err)
	}
}

// FuzzInflate feeds arbitrary bodies: nothing panics, and memory is bounded by the limit.
func FuzzInflate(f *testing.F) {
	f.Add(compressedBody(AppendRefusal(nil, KindBatch, 4)))
	f.Fuzz(func(t *testing.T, body []byte) {
		size, err := InflatedSize(body, 1<<16)
		if err != nil {
			return
		}
		_, _, _ = Inflate(make([]byte, size), body)
	})
}

// TestMessageCompressed reads frames as a client does: plain ones, compressed ones, some that say more than they can hold, and
// one of another kind.
func TestMessageCompressed(t *testing.T) {
	plain := AppendRefusal(nil, KindRecord, 4)
	WantCompressed(plain)
	if !WantsCompressed(plain[FrameHeaderSize:]) || WantsCompressed(AppendRefusal(nil, KindRecord, 4)[FrameHeaderSize:]) || WantsCompressed(nil) {
		t.Error("the wish for compression is lost")
	}
	lying := compressedBody(plain)
	lying[4] = 1 // 16 MiB and more
	reader := NewReader(nil, Options{})
	for what, one := range map[string]struct {
		frame Frame
		want  error
	}{
		"plain":      {Frame{Type: TypeMessage, Body: plain[FrameHeaderSize:]}, nil},
		"compressed": {Frame{Type: TypeCompressed, Body: compressedBody(plain)}, nil},
		"lying":      {Frame{Type: TypeCompressed, Body: lying}, ErrMalformed},
		"cut off":    {Frame{Type: TypeCompressed, Body: lying[:5]}, ErrMalformed},
		"info":       {Frame{Type: TypeInfo, Body: plain}, ErrFrameType},
	} {
		body, err := reader.Message(one.frame)
		if !errors.Is(err, one.want) || one.want == nil && !bytes.Equal(body, plain[FrameHeaderSize:]) {
			t.Errorf("%s: %x, %v", what, body, err)
		}
	}
}
