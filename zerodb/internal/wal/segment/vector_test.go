package segment

import (
	"bytes"
	"os"
	"slices"
	"testing"

	"github.com/aerolith/aerolith/zerodb/internal/formatdoc"
)

// docs is the folder of the format pages, seen from this package.
const docs = "../../../../docs/format"

// vectorHeader is the header that the format page shows.
func vectorHeader() Header {
	return Header{
		Identity: [16]byte{0xa0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15},
		Sequence: 2, Epoch: 0x1122334455667788, First: 4096, Size: MinSize, Chain: 0xcafe,
	}
}

// vectorFrame is the frame that the format page shows.
func vectorFrame() Frame {
	return Frame{
		Prev: 0xcafe, Epoch: 0x1122334455667788, Sequence: 2, Durable: 4000, Tx: 0x99, Type: 1,
		Flags: First | Last, Payload: []byte("hello"),
	}
}

// TestVectors reads the header, the mark and the frame that the format page shows, and writes them again byte for byte.
func TestVectors(t *testing.T) {
	page := os.DirFS(docs)
	header := formatdoc.Vector(t, page, "log.md", "log-header")
	if h, err := DecodeHeader(header); err != nil || h != vectorHeader() {
		t.Errorf("header is %+v, %v", h, err)
	}
	if b := vectorHeader().Append(nil)[:headerFieldsEnd]; !bytes.Equal(b, header) {
		t.Errorf("header encodes to %x", b)
	}
	former := slices.Clone(header)
	copy(former[headerVersionAt:], []byte{1, 0, 0, 0, 0x1e, 0xb5, 0x5c, 0x34})
	if h, err := DecodeHeader(former); err != nil || h != vectorHeader() {
		t.Errorf("header of version 1 is %+v, %v", h, err)
	}
	cut, long := formatdoc.Vector(t, page, "log.md", "log-cut"), vectorHeader()
	long.Size = 2 * MinSize
	if b := AppendCut(nil, long, MinSize); !bytes.Equal(b, cut) {
		t.Errorf("mark encodes to %x", b)
	}
	if size, ok := Cut(slices.Concat(make([]byte, CutAt), cut), long); !ok || size != MinSize {
		t.Errorf("mark says %d, %v", size, ok)
	}
	frame := formatdoc.Vector(t, page, "log.md", "log-frame")
	want := vectorFrame()
	if f, _, err := DecodeFrame(frame, want.Epoch, want.Sequence); err != nil || !sameFrame(f, want) {
		t.Errorf("frame is %+v, %v", f, err)
	}
	if b, _ := AppendFrame(nil, want); !bytes.Equal(b, frame) {
		t.Errorf("frame encodes to %x", b)
	}
	begins := formatdoc.Vector(t, page, "log.md", "log-frame-first")
	want.Flags = First
	if f, _, err := DecodeFrame(begins, want.Epoch, want.Sequence); err != nil || !sameFrame(f, want) {
		t.Errorf("frame that begins a record is %+v, %v", f, err)
	}
	if b, _ := AppendFrame(nil, want); !bytes.Equal(b, begins) {
		t.Errorf("frame that begins a record encodes to %x", b)
	}
}
