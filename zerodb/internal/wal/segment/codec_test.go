package segment

import (
	"bytes"
	"errors"
	"testing"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
)

// sampleHeader is a header with a different value in every field.
func sampleHeader() Header {
	return Header{Identity: [16]byte{1, 2, 3}, Sequence: 4, Epoch: 5, First: 48, Size: MinSize, Chain: 6}
}

// sampleFrame is a frame with a different value in every field.
func sampleFrame() Frame {
	return Frame{Prev: 1, Epoch: 2, Sequence: 3, Durable: 40, Tx: 5, Type: 6, Flags: First, Payload: []byte("seven")}
}

// sameFrame reports whether two frames are equal.
func sameFrame(a, b Frame) bool {
	same := bytes.Equal(a.Payload, b.Payload)
	a.Payload, b.Payload = nil, nil
	return same && a.Prev == b.Prev && a.Epoch == b.Epoch && a.Sequence == b.Sequence && a.Durable == b.Durable &&
		a.Tx == b.Tx && a.Type == b.Type && a.Flags == b.Flags
}

// isMismatch fails unless err is a *Mismatch with a text.
func isMismatch(t *testing.T, err error) {
	t.Helper()
	m, ok := errors.AsType[*Mismatch](err)
	if !ok || m.Field == "" || m.Error() == "" {
		t.Fatalf("error is %v", err)
	}
}

// TestHeaderRoundTrip encodes and decodes a header, and then flips each bit of its fields and cuts it at each
// length: every such header must be refused.
func TestHeaderRoundTrip(t *testing.T) {
	b := sampleHeader().Append([]byte("before"))[len("before"):]
	if len(b) != HeaderSize {
		t.Fatalf("header has %d bytes", len(b))
	}
	if h, err := DecodeHeader(b); err != nil || h != sampleHeader() {
		t.Fatalf("decoded %+v, %v", h, err)
	}
	for i := range headerFieldsEnd {
		for bit := range 8 {
			b[i] ^= 1 << bit
			_, err := DecodeHeader(b)
			isMismatch(t, err)
			b[i] ^= 1 << bit
		}
		_, err := DecodeHeader(b[:i])
		isMismatch(t, err)
	}
}

// TestHeaderRanges checks that headers whose checksum holds are refused when a field is out of range.
func TestHeaderRanges(t *testing.T) {
	for name, spoil := range map[string]func(*Header){
		"epoch 0":       func(h *Header) { h.Epoch = 0 },
		"size 0":        func(h *Header) { h.Size = 0 },
		"odd size":      func(h *Header) { h.Size = MinSize + 1 },
		"negative size": func(h *Header) { h.Size = -SizeUnit },
		"huge size":     func(h *Header) { h.Size = MaxSize + SizeUnit },
		"huge position": func(h *Header) { h.First = MaxLSN + 1 },
		"last number":   func(h *Header) { h.Sequence = MaxSequence + 1 },
	} {
		h := sampleHeader()
		spoil(&h)
		if _, err := DecodeHeader(h.Append(nil)); err == nil {
			t.Errorf("%s is accepted", name)
		}
	}
}

// TestOffsetOf checks which positions a segment says it holds.
func TestOffsetOf(t *testing.T) {
	h := sampleHeader()
	for _, c := range []struct {
		lsn    ids.LSN
		offset int64
		ok     bool
	}{
		{h.First, HeaderSize, true},
		{h.First + 8, HeaderSize + 8, true},
		{h.First + MinSize - HeaderSize, MinSize, true},
		{h.First + MinSize - HeaderSize + 8, 0, false},
		{h.First - 8, 0, false},
		{h.First + 4, 0, false},
		{1<<64 - 8, 0, false},
	} {
		if offset, ok := h.OffsetOf(c.lsn); offset != c.offset || ok != c.ok {
			t.Errorf("OffsetOf(%d) = %d, %v", c.lsn, offset, ok)
		}
	}
}

// TestFrameRoundTrip encodes and decodes frames of several lengths behind other bytes, and checks that flipping
// any bit, cutting anywhere, or reading with another epoch or sequence is noticed.
func TestFrameRoundTrip(t *testing.T) {
	for _, length := range []int{0, 1, 7, 8, 9, 100} {
		f := sampleFrame()
		f.Payload = bytes.Repeat([]byte{9}, length)
		b, sum := AppendFrame([]byte("before"), f)
		b = b[len("before"):]
		if len(b) != FrameSize(length) {
			t.Fatalf("frame has %d bytes, want %d", len(b), FrameSize(length))
		}
		got, gotSum, err := DecodeFrame(b, f.Epoch, f.Sequence)
		if err != nil || gotSum != sum || !sameFrame(got, f) {
			t.Fatalf("decoded %+v, %d, %v", got, gotSum, err)
		}
		for i := range b {
			for bit := range 8 {
				b[i] ^= 1 << bit
				_, _, err := DecodeFrame(b, f.Epoch, f.Sequence)
				isMismatch(t, err)
				b[i] ^= 1 << bit
			}
			_, _, err := DecodeFrame(b[:i], f.Epoch, f.Sequence)
			isMismatch(t, err)
		}
		_, _, err = DecodeFrame(b, f.Epoch+1, f.Sequence)
		isMismatch(t, err)
		_, _, err = DecodeFrame(b, f.Epoch, f.Sequence+1)
		isMismatch(t, err)
	}
}

// TestClaim checks that a frame's header is believed alone, whatever became of the payload, but not when it is
// damaged or of another life or segment.
func TestClaim(t *testing.T) {
	f := sampleFrame()
	b, _ := AppendFrame(nil, f)
	clear(b[FrameHeaderSize:])
	if durable, ok := Claim(b, f.Epoch, f.Sequence); !ok || durable != f.Durable {
		t.Fatalf("claim is %d, %v", durable, ok)
	}
	if _, ok := Claim(b, f.Epoch+1, f.Sequence); ok {
		t.Error("another life's claim is believed")
	}
	if _, ok := Claim(b, f.Epoch, f.Sequence+1); ok {
		t.Error("another segment's claim is believed")
	}
	if _, ok := Claim(b[:FrameHeaderSize-1], f.Epoch, f.Sequence); ok {
		t.Error("half a header is believed")
	}
	for i := frameHeadSumAt; i < FrameHeaderSize; i++ {
		b[i] ^= 1
		if _, ok := Claim(b, f.Epoch, f.Sequence); ok {
			t.Errorf("claim is believed with byte %d changed", i)
		}
		b[i] ^= 1
	}
}
