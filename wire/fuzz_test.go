package wire

import (
	"bytes"
	"io"
	"math/rand/v2"
	"testing"

	"github.com/aerolith/aerolith/aero"
)

// FuzzRequest decodes arbitrary message bodies as a server would. What decodes must encode, decode again, and encode
// to the same bytes.
func FuzzRequest(f *testing.F) {
	for _, frame := range goldenFrames(f) {
		if len(frame) < 1000 {
			f.Add(frame[FrameHeaderSize:])
		}
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		d, r := NewDecoder(Options{}), &Request{}
		err := d.Request(body, r)
		if err != nil {
			if _, ok := CodeOf(err); !ok {
				t.Fatalf("refused without a code: %v", err)
			}
			return
		}
		first, err := encodeRequest(r)
		if err != nil {
			// Names may be longer in what was decoded than a client may send.
			return
		}
		if err := d.Request(first[FrameHeaderSize:], r); err != nil {
			t.Fatalf("%x decodes, but not when encoded again as %x: %v", body, first, err)
		}
		second, err := encodeRequest(r)
		if err != nil || !bytes.Equal(first, second) {
			t.Fatalf("%x became %x, then %x, %v", body, first, second, err)
		}
	})
}

// FuzzReplies decodes arbitrary bodies as a client would, as a single reply and as a list. A single reply that
// decodes must encode and decode to the same.
func FuzzReplies(f *testing.F) {
	random := rand.New(rand.NewPCG(1, 1))
	for range 5 {
		result := randomResult(random)
		scan := randomScan(random)
		f.Add(AppendRecordReply(nil, &result)[FrameHeaderSize:])
		row := AppendBatchRow(nil, 3, &result)
		f.Add(AppendEnd(AppendScanRecord(row, &scan, &result), aero.CodeOK))
		f.Add(AppendPartitionDone(nil, 9, aero.CodeUnavailable))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		d := NewDecoder(Options{})
		var result, again aero.RecordResult
		replies := d.Replies(body)
		for {
			if _, ok, err := replies.Next(&result); err != nil || !ok {
				break
			}
		}
		if err := d.RecordReply(body, &result); err != nil {
			return
		}
		frame := AppendRecordReply(nil, &result)
		if err := d.RecordReply(frame[FrameHeaderSize:], &again); err != nil || !sameResult(&result, &again) {
			t.Fatalf("%+v became %+v, %v", result, again, err)
		}
	})
}

// FuzzReader cuts arbitrary bytes into frames, in one piece and in many. Both must give the same frames and the same
// end, and the buffer must stay in proportion to the input.
func FuzzReader(f *testing.F) {
	f.Add(append(frameOf(TypeInfo, 5), frameOf(TypeMessage, 30)...), 7)
	f.Add([]byte("\x02\x03\xff\xff\xff\xff\xff\xff"), 1)
	f.Add([]byte("GET / HTTP/1.1\r\n\r\n"), 3)
	f.Fuzz(func(t *testing.T, stream []byte, piece int) {
		whole, end := readAll(NewReader(bytes.NewReader(stream), Options{}))
		source := bytes.NewReader(stream)
		pieces := NewReader(readerFunc(func(b []byte) (int, error) {
			return io.LimitReader(source, int64(1+max(piece, 0)%100)).Read(b)
		}), Options{BufferSize: minBufferSize})
		parts, partsEnd := readAll(pieces)
		if len(whole) != len(parts) || end.Error() != partsEnd.Error() {
			t.Fatalf("%d frames, then %v; in pieces %d frames, then %v", len(whole), end, len(parts), partsEnd)
		}
		for i := range whole {
			if !bytes.Equal(whole[i], parts[i]) {
				t.Fatalf("frame %d differs", i)
			}
		}
		if len(pieces.buffer) > minBufferSize+2*len(stream) {
			t.Fatalf("buffer of %d bytes for %d", len(pieces.buffer), len(stream))
		}
	})
}

// FuzzInfo reads arbitrary bytes as info request and as reply. Names that decode from a request must survive being
// sent again.
func FuzzInfo(f *testing.F) {
	f.Add([]byte("build\nnamespace/test\n"))
	f.Add([]byte("build\t8.1\nx\nERROR:4:y\t\t\n"))
	f.Fuzz(func(t *testing.T, body []byte) {
		d := NewDecoder(Options{})
		for _, value := range InfoReply(body) {
			for range Parameters(value).All() {
				continue
			}
			InfoError(value)
		}
		names, err := d.InfoRequest(body)
		if err != nil {
			return
		}
		frame, err := AppendInfoRequest(nil, names...)
		if err != nil {
			return
		}
		again, err := d.InfoRequest(frame[FrameHeaderSize:])
		if err != nil || len(again) != len(names) {
			t.Fatalf("%q became %q, %v", names, again, err)
		}
		for i := range names {
			if names[i] != again[i] {
				t.Fatalf("%q became %q", names[i], again[i])
			}
			SplitInfo(names[i])
		}
	})
}

// FuzzAdmin reads arbitrary bytes as administration message.
func FuzzAdmin(f *testing.F) {
	f.Add(AppendAdminReply(nil, aero.CodeSecurityNotSupported)[FrameHeaderSize:])
	f.Fuzz(func(t *testing.T, body []byte) {
		if _, err := DecodeAdmin(body); (err == nil) != (len(body) >= adminHeaderSize) {
			t.Fatalf("%d bytes: %v", len(body), err)
		}
	})
}
