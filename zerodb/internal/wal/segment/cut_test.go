package segment

import "testing"

// TestCut writes the mark of a cut segment and reads it back, and then damages it at each bit, cuts it short, and reads it with headers that it
// does not belong to: then there is none.
func TestCut(t *testing.T) {
	h := sampleHeader()
	h.Size = 4 * MinSize
	block := h.Append(nil)
	if size, ok := Cut(block, h); ok {
		t.Fatalf("a fresh header is cut at %d", size)
	}
	copy(block[CutAt:], AppendCut(nil, h, MinSize))
	if size, ok := Cut(block, h); !ok || size != MinSize {
		t.Fatalf("cut at %d, %v", size, ok)
	}
	if got, err := DecodeHeader(block); err != nil || got != h {
		t.Fatalf("the header is %+v, %v", got, err)
	}
	for i := CutAt; i < CutAt+cutSize; i++ {
		for bit := range 8 {
			block[i] ^= 1 << bit
			if _, ok := Cut(block, h); ok {
				t.Fatalf("bit %d of byte %d is not missed", bit, i)
			}
			block[i] ^= 1 << bit
		}
	}
	for name, change := range map[string]func(*Header){
		"epoch": func(h *Header) { h.Epoch++ }, "sequence": func(h *Header) { h.Sequence++ }, "size": func(h *Header) { h.Size = MinSize },
	} {
		other := h
		change(&other)
		if _, ok := Cut(block, other); ok {
			t.Errorf("the mark fits a header of another %s", name)
		}
	}
	if _, ok := Cut(block[:CutAt+cutSize-1], h); ok {
		t.Error("half a mark is read")
	}
	for _, size := range []int64{0, -MinSize, MinSize + 1, MaxSize + SizeUnit} {
		copy(block[CutAt:], AppendCut(nil, h, size))
		if _, ok := Cut(block, h); ok {
			t.Errorf("a size of %d passes", size)
		}
	}
}
