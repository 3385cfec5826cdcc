package server

import (
	"encoding/binary"
	"slices"
	"testing"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/wire"
)

// answer reads the frames of a batch's or scan's answer up to its end. It returns the results by index or in order.
func (p *peer) answer() (items []wire.Item, results []aero.RecordResult, end aero.ResultCode) {
	p.t.Helper()
	for {
		_, body := p.frame()
		for replies := p.decoder.Replies(body); ; {
			var res aero.RecordResult
			item, ok, err := replies.Next(&res)
			if err != nil {
				p.t.Fatal(err)
			}
			if !ok {
				break
			}
			if item.Kind == wire.ItemEnd {
				return items, results, item.Code
			}
			items, results = append(items, item), append(results, res)
		}
	}
}

// TestBatchIsABarrier: a batch sees the writes before it and is seen by the reads behind it; each row is answered
// with its own number, those that cannot be carried out too.
func TestBatchIsABarrier(t *testing.T) {
	ts := startServer(t, nil)
	p := ts.dial()
	batch := aero.BatchCommand{Entries: []aero.RecordCommand{
		{Namespace: fakeNamespace, Set: "demo", Digest: digestOf(1), Flags: aero.FlagRead | aero.FlagReadAllBins},
		{
			Namespace: fakeNamespace, Set: "demo", Digest: digestOf(2), Flags: aero.FlagWrite,
			Operations: []aero.Operation{{Type: aero.OpWrite, Bin: "a", Value: integer(20)}},
		},
		{Namespace: fakeNamespace, Set: "demo", Digest: digestOf(3), Flags: aero.FlagRead | aero.FlagReadAllBins},
	}}
	request, err := wire.AppendBatchRequest(nil, &batch, []uint32{0, 1, 2})
	if err != nil {
		t.Fatal(err)
	}
	p.send(slices.Concat(putRequest(t, 1, 10), request, getRequest(t, 2)))
	p.result()
	items, results, end := p.answer()
	if len(items) != 3 || end != aero.CodeOK || valueOf(t, results[0]) != 10 || results[2].Code != aero.CodeNotFound {
		t.Errorf("got %+v %+v, end %d", items, results, end)
	}
	for i, item := range items {
		if item.Index != uint32(i) {
			t.Errorf("row %d has number %d", i, item.Index)
		}
	}
	if got := valueOf(t, p.result()); got != 20 {
		t.Errorf("read behind the batch: %d", got)
	}
	if snap := ts.Snapshot(); snap.Batches != 1 || snap.BatchEntries != 3 {
		t.Errorf("counted %d batches of %d entries", snap.Batches, snap.BatchEntries)
	}
}

// TestBatchTooLong: a batch over the limit gets code 151 in the form of a batch's end.
func TestBatchTooLong(t *testing.T) {
	p := startServer(t, func(o *Options) { o.MaxBatchEntries = 2 }).dial()
	entry := aero.RecordCommand{Namespace: fakeNamespace, Flags: aero.FlagRead | aero.FlagReadAllBins}
	request, err := wire.AppendBatchRequest(nil, &aero.BatchCommand{Entries: []aero.RecordCommand{entry, entry, entry}},
		[]uint32{0, 1, 2})
	if err != nil {
		t.Fatal(err)
	}
	p.send(request)
	if items, _, end := p.answer(); len(items) != 0 || end != aero.CodeBatchMaxRequests {
		t.Errorf("got %+v, end %d", items, end)
	}
}

// scanRequest returns a frame that scans all partitions.
func scanRequest(t *testing.T, namespace string) []byte {
	t.Helper()
	scan := aero.ScanCommand{Namespace: namespace, Set: "demo"}
	for id := range aero.PartitionID(aero.PartitionCount) {
		scan.Partitions = append(scan.Partitions, aero.PartitionRange{ID: id})
	}
	request, err := wire.AppendScanRequest(nil, &scan, 1)
	if err != nil {
		t.Fatal(err)
	}
	return request
}

// TestScanStreams: a scan sees the writes before it, returns each record once in frames of bounded size, and ends with
// the store's code.
func TestScanStreams(t *testing.T) {
	ts := startServer(t, func(o *Options) { o.MaxBurstReplyBytes = 1 << 10 })
	p := ts.dial()
	const records = 500
	var all []byte
	for i := range records {
		all = append(all, putRequest(t, i, uint64(i))...)
	}
	p.sendAside(slices.Concat(all, scanRequest(t, fakeNamespace), scanRequest(t, "none"), getRequest(t, 7)))
	for range records {
		p.result()
	}
	items, results, end := p.answer()
	if len(items) != records || end != aero.CodeOK {
		t.Fatalf("%d records, end %d", len(items), end)
	}
	seen := make(map[uint64]bool)
	for _, res := range results {
		seen[binary.BigEndian.Uint64(res.Bins[0].Value.Data)] = true
	}
	if len(seen) != records {
		t.Errorf("%d different records, want %d", len(seen), records)
	}
	if items, _, end := p.answer(); len(items) != 0 || end != aero.CodeNamespace {
		t.Errorf("scan of nothing: %d records, end %d", len(items), end)
	}
	if got := valueOf(t, p.result()); got != 7 {
		t.Errorf("got %d", got)
	}
}

// TestTooManyScans: one scan too many gets code 22.
func TestTooManyScans(t *testing.T) {
	ts := startServer(t, func(o *Options) { o.MaxScans = 1 })
	if !ts.scans.enter() {
		t.Fatal("no room for the first scan")
	}
	p := ts.dial()
	p.send(scanRequest(t, fakeNamespace))
	if res := p.result(); res.Code != aero.CodeForbidden {
		t.Errorf("got %+v", res)
	}
	ts.scans.leave()
	p.send(scanRequest(t, fakeNamespace))
	if _, _, end := p.answer(); end != aero.CodeOK {
		t.Errorf("end %d", end)
	}
}
