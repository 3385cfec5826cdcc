package segment

import "testing"

// FuzzDecodeHeader decodes arbitrary bytes: they give an error, or a header that encodes to one with the same fields; and a mark of a cut that
// belongs to it encodes to the same bytes.
func FuzzDecodeHeader(f *testing.F) {
	long := sampleHeader()
	long.Size = 2 * MinSize
	marked := long.Append(nil)
	copy(marked[CutAt:], AppendCut(nil, long, MinSize))
	f.Add(sampleHeader().Append(nil))
	f.Add(marked)
	f.Add([]byte(magic))
	f.Fuzz(func(t *testing.T, b []byte) {
		h, err := DecodeHeader(b)
		if err != nil {
			isMismatch(t, err)
			return
		}
		if again, err := DecodeHeader(h.Append(nil)); err != nil || again != h {
			t.Fatalf("header %+v becomes %+v, %v", h, again, err)
		}
		if size, ok := Cut(b, h); ok && string(AppendCut(nil, h, size)) != string(b[CutAt:CutAt+cutSize]) {
			t.Fatalf("a cut at %d encodes to other bytes", size)
		}
	})
}

// FuzzDecodeFrame decodes arbitrary bytes: they give an error, or a frame that lies within them and encodes to a
// frame that decodes to the same. Whatever decodes also makes its claim alone.
func FuzzDecodeFrame(f *testing.F) {
	sample, _ := AppendFrame(nil, sampleFrame())
	f.Add(sample, uint64(2), uint64(3))
	f.Add(make([]byte, FrameHeaderSize), uint64(0), uint64(0))
	f.Fuzz(func(t *testing.T, b []byte, epoch, sequence uint64) {
		frame, _, err := DecodeFrame(b, epoch, sequence)
		durable, claimed := Claim(b, epoch, sequence)
		if err != nil {
			isMismatch(t, err)
			return
		}
		if !claimed || durable != frame.Durable {
			t.Fatalf("frame %+v claims %d, %v", frame, durable, claimed)
		}
		again, _ := AppendFrame(nil, frame)
		other, _, err := DecodeFrame(again, epoch, sequence)
		if err != nil || !sameFrame(frame, other) {
			t.Fatalf("frame %+v became %+v, %v", frame, other, err)
		}
	})
}
