package wire

import (
	"reflect"
	"slices"
	"testing"

	"github.com/aerolith/aerolith/aero"
)

// rounds is how many random messages each round trip test makes.
const rounds = 200

// decodeBody decodes a frame that was encoded here with a decoder and target that were used before.
func decodeBody(t *testing.T, d *Decoder, r *Request, frame []byte, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	header, err := DecodeFrameHeader(frame, 1<<20)
	if err != nil || header.Type != TypeMessage || header.Size != len(frame)-FrameHeaderSize {
		t.Fatalf("header %+v of %d bytes: %v", header, len(frame), err)
	}
	if err := d.Request(frame[FrameHeaderSize:], r); err != nil {
		t.Fatalf("frame %x: %v", frame, err)
	}
}

// same compares commands, and takes nil and empty slices for equal.
func same(a, b any) bool {
	return reflect.DeepEqual(a, b)
}

// TestRecordRequestRoundTrip encodes and decodes random commands, with one Decoder and one Request for all.
func TestRecordRequestRoundTrip(t *testing.T) {
	random, seed := seeded(t)
	d, r := NewDecoder(Options{}), &Request{}
	for range rounds {
		want := randomRecord(random)
		want.Generation = random.Uint32()
		frame, err := AppendRecordRequest(nil, &want)
		decodeBody(t, d, r, frame, err)
		got := r.Record
		got.Operations = slices.Clip(slices.Clone(got.Operations))
		if len(got.Operations) == 0 {
			got.Operations = nil
		}
		if r.Kind != KindRecord || !same(got, want) {
			t.Fatalf("seed %d:\ngot  %+v\nwant %+v", seed, got, want)
		}
	}
}

// TestBatchRequestRoundTrip is TestRecordRequestRoundTrip for batches.
func TestBatchRequestRoundTrip(t *testing.T) {
	random, seed := seeded(t)
	d, r := NewDecoder(Options{}), &Request{}
	for range rounds {
		want, indexes := randomBatch(random)
		frame, err := AppendBatchRequest(nil, &want, indexes)
		decodeBody(t, d, r, frame, err)
		got := aero.BatchCommand{StopAtFailure: r.Batch.Command.StopAtFailure, Timeout: r.Batch.Command.Timeout}
		for _, entry := range r.Batch.Command.Entries {
			if len(entry.Operations) == 0 {
				entry.Operations = nil
			}
			got.Entries = append(got.Entries, entry)
		}
		refused := slices.ContainsFunc(r.Batch.Refused, func(c aero.ResultCode) bool { return c != aero.CodeOK })
		if r.Kind != KindBatch || !same(got, want) || !slices.Equal(r.Batch.Indexes, indexes) || refused {
			t.Fatalf("seed %d:\ngot  %+v %v\nwant %+v %v", seed, got, r.Batch.Indexes, want, indexes)
		}
	}
}

// TestBatchRepeatsTakeOneHeader checks that entries which differ by digest alone are sent and read as repeats.
func TestBatchRepeatsTakeOneHeader(t *testing.T) {
	random, _ := seeded(t)
	entry := aero.RecordCommand{
		Namespace: "test", Set: "demo", Flags: aero.FlagRead,
		Operations: []aero.Operation{{Type: aero.OpRead, Bin: "a"}},
	}
	batch := aero.BatchCommand{}
	for range 100 {
		entry.Digest = randomDigest(random)
		batch.Entries = append(batch.Entries, entry)
	}
	frame, err := AppendBatchRequest(nil, &batch, nil)
	if err != nil || len(frame) > 99*25+120 {
		t.Fatalf("%d bytes, %v", len(frame), err)
	}
	var r Request
	decodeBody(t, NewDecoder(Options{}), &r, frame, nil)
	if !same(r.Batch.Command.Entries, batch.Entries) || r.Batch.Indexes[99] != 99 {
		t.Error("entries differ")
	}
}

// TestScanRequestRoundTrip is TestRecordRequestRoundTrip for scans.
func TestScanRequestRoundTrip(t *testing.T) {
	random, seed := seeded(t)
	d, r := NewDecoder(Options{}), &Request{}
	for range rounds {
		want, task := randomScan(random), random.Uint64()
		frame, err := AppendScanRequest(nil, &want, task)
		decodeBody(t, d, r, frame, err)
		got := r.Scan.Command
		if len(got.Bins) == 0 {
			got.Bins = nil
		}
		if len(got.Operations) == 0 {
			got.Operations = nil
		}
		if r.Kind != KindScan || !same(got, want) || r.Scan.TaskID != task {
			t.Fatalf("seed %d:\ngot  %+v\nwant %+v", seed, got, want)
		}
	}
}

// TestBackgroundRequestRoundTrip encodes and decodes background writes over random queries.
func TestBackgroundRequestRoundTrip(t *testing.T) {
	random, seed := seeded(t)
	d, r := NewDecoder(Options{}), &Request{}
	for range rounds {
		scan := randomScan(random)
		want := aero.BackgroundCommand{
			ID: random.Uint64(),
			Select: aero.ScanCommand{
				Namespace: scan.Namespace, Set: scan.Set, Index: scan.Index, RecordsPerSecond: scan.RecordsPerSecond,
			},
			Write: aero.RecordCommand{
				Flags: aero.FlagWrite | aero.FlagUpdateOnly, TTLSeconds: random.Uint32(), Filter: scan.Filter,
				Operations: []aero.Operation{{Type: aero.OpAdd, Bin: "b", Value: randomParticle(random)}},
			},
		}
		frame, err := AppendBackgroundRequest(nil, &want)
		decodeBody(t, d, r, frame, err)
		got := aero.BackgroundCommand{ID: r.Scan.TaskID, Select: r.Scan.Command, Write: r.Scan.Write}
		got.Select.Bins, got.Select.Operations, got.Select.Partitions = nil, nil, nil
		if !r.Scan.Background || !same(got, want) {
			t.Fatalf("seed %d:\ngot  %+v\nwant %+v", seed, got, want)
		}
	}
}

// TestRecordReplyRoundTrip encodes and decodes random results.
func TestRecordReplyRoundTrip(t *testing.T) {
	random, seed := seeded(t)
	d, got := NewDecoder(Options{}), &aero.RecordResult{}
	for range rounds {
		want := randomResult(random)
		frame := AppendRecordReply(nil, &want)
		if err := d.RecordReply(frame[FrameHeaderSize:], got); err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		if !sameResult(got, &want) {
			t.Fatalf("seed %d:\ngot  %+v\nwant %+v", seed, got, want)
		}
	}
}

// sameResult compares results, and takes no bins for equal to an empty list.
func sameResult(a, b *aero.RecordResult) bool {
	return a.Code == b.Code && a.Digest == b.Digest && a.Set == b.Set && same(a.Key, b.Key) &&
		a.Generation == b.Generation && a.VoidTime == b.VoidTime && len(a.Bins) == len(b.Bins) &&
		(len(a.Bins) == 0 || same(a.Bins, b.Bins))
}

// TestBatchReplyRoundTrip puts random rows and the end into one frame and reads them back.
func TestBatchReplyRoundTrip(t *testing.T) {
	random, seed := seeded(t)
	d, got := NewDecoder(Options{}), &aero.RecordResult{}
	for range rounds {
		frame, start := BeginFrame(nil)
		var rows []aero.RecordResult
		for i := range random.IntN(8) {
			rows = append(rows, randomResult(random))
			frame = AppendBatchRow(frame, uint32(i)*7, &rows[i])
		}
		frame = EndFrame(AppendEnd(frame, aero.CodeTimeout), start, TypeMessage)
		replies := d.Replies(frame[FrameHeaderSize:])
		for i := range rows {
			item, ok, err := replies.Next(got)
			want := Item{Kind: ItemRecord, Index: uint32(i) * 7, Code: rows[i].Code}
			if err != nil || !ok || item != want || !sameResult(got, &rows[i]) {
				t.Fatalf("seed %d: row %d: %+v %v %v", seed, i, item, ok, err)
			}
		}
		expectEnd(t, &replies, aero.CodeTimeout)
	}
}

// expectEnd checks that the next item ends the answer with a code, and that nothing follows.
func expectEnd(t *testing.T, replies *Replies, code aero.ResultCode) {
	t.Helper()
	var result aero.RecordResult
	item, ok, err := replies.Next(&result)
	if err != nil || !ok || item.Kind != ItemEnd || item.Code != code {
		t.Fatalf("got %+v %v %v, want the end with code %d", item, ok, err, code)
	}
	if _, ok, err := replies.Next(&result); ok || err != nil {
		t.Fatalf("something follows the end, %v", err)
	}
}
