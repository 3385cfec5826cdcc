package wire

import (
	"errors"
	"testing"

	"github.com/aerolith/aerolith/aero"
)

// TestScanReplyRoundTrip puts random records, partitions that are done and the end into one frame and reads them
// back.
func TestScanReplyRoundTrip(t *testing.T) {
	random, seed := seeded(t)
	d, got := NewDecoder(Options{}), &aero.RecordResult{}
	for range rounds {
		scan := randomScan(random)
		record := randomResult(random)
		record.Digest, record.Set = randomDigest(random), scan.Set
		record.Key = aero.Particle{Type: aero.ParticleType(random.IntN(5)), Data: randomBytes(random)}
		if record.Key.Type == aero.ParticleNil {
			record.Key = aero.Particle{}
		}
		frame, start := BeginFrame(nil)
		frame = AppendScanRecord(frame, &scan, &record)
		frame = AppendPartitionDone(frame, 4095, aero.CodeUnavailable)
		frame = EndFrame(AppendEnd(frame, aero.CodeOK), start, TypeMessage)

		replies := d.Replies(frame[FrameHeaderSize:])
		item, ok, err := replies.Next(got)
		if scan.NoBinData {
			record.Bins = nil
		}
		if err != nil || !ok || item.Kind != ItemRecord || !sameResult(got, &record) {
			t.Fatalf("seed %d: %+v %v\ngot  %+v\nwant %+v", seed, item, err, got, record)
		}
		item, ok, err = replies.Next(got)
		want := Item{Kind: ItemPartitionDone, Partition: 4095, Code: aero.CodeUnavailable}
		if err != nil || !ok || item != want {
			t.Fatalf("seed %d: %+v %v %v", seed, item, ok, err)
		}
		expectEnd(t, &replies, aero.CodeOK)
	}
}

// TestMalformedReplies checks that bytes which are no reply give ErrMalformed.
func TestMalformedReplies(t *testing.T) {
	d := NewDecoder(Options{})
	var result aero.RecordResult
	good := AppendRecordReply(nil, &aero.RecordResult{Bins: []aero.Bin{{Name: "a", Value: aero.Particle{Type: 3, Data: []byte("x")}}}})
	body := good[FrameHeaderSize:]
	for i := range body {
		if err := d.RecordReply(body[:i], &result); !errors.Is(err, ErrMalformed) {
			t.Errorf("reply cut off at byte %d: %v", i, err)
		}
	}
	if err := d.RecordReply(append(body, 0), &result); !errors.Is(err, ErrMalformed) {
		t.Errorf("byte after the reply: %v", err)
	}
	done := AppendPartitionDone(nil, aero.PartitionCount, 0)
	replies := d.Replies(done)
	if _, _, err := replies.Next(&result); !errors.Is(err, ErrMalformed) {
		t.Errorf("partition 4096: %v", err)
	}
	short := appendBytesField(appendMessageHeader(nil, messageHeader{fields: 1}), fieldDigest, []byte{1, 2})
	replies = d.Replies(short)
	if _, _, err := replies.Next(&result); !errors.Is(err, ErrMalformed) {
		t.Errorf("short digest: %v", err)
	}
}
