package server

import (
	"io"
	"net"
	"slices"
	"testing"
	"time"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/wire"
)

// FuzzSession: whatever bytes arrive, in whatever pieces, a session neither panics nor hangs, gives all memory back
// and leaves the server able to serve. The first byte of the input chooses the size of the pieces. Goroutines make the
// coverage vary from run to run: fuzz with -fuzzminimizetime 10x, or all time goes into minimising.
func FuzzSession(f *testing.F) {
	for _, seed := range sessionSeeds(f) {
		f.Add(append([]byte{7}, seed...))
		f.Add(append([]byte{0}, seed...))
	}
	f.Fuzz(func(t *testing.T, input []byte) {
		store, events := newFakeStore(), &eventLog{}
		s, err := New(Options{
			MaxFrameSize: 1 << 20, MaxInFlightBytes: 2 << 20, InitialBufferSize: 1 << 10,
			MaxBurstRequests: 4, MaxBurstReplyBytes: 1 << 10, Events: events,
		}, store)
		if err != nil {
			t.Fatal(err)
		}
		near, far := net.Pipe()
		if err := far.SetDeadline(time.Now().Add(patience)); err != nil {
			t.Fatal(err)
		}
		s.admit(t.Context(), near)
		go func() {
			feed(far, input)
			_ = far.Close() // tells the session that nothing more comes
		}()
		// What is answered is not of interest here, and the pipe may be closed on either side.
		_, _ = io.Copy(io.Discard, far)
		eventually(t, "the session's end", func() bool { return s.Snapshot().ConnectionsOpen == 0 })
		if snap := s.Snapshot(); snap.Panics > 0 || snap.BytesInFlight != 0 {
			t.Fatalf("%d panics, %d bytes still charged: %v", snap.Panics, snap.BytesInFlight, events.events)
		}
	})
}

// feed writes the input in pieces whose size its first byte chooses.
func feed(w io.Writer, input []byte) {
	if len(input) == 0 {
		return
	}
	size := 1 + int(input[0])*16
	for piece := range slices.Chunk(input[1:], size) {
		if _, err := w.Write(piece); err != nil {
			return // the session had enough
		}
	}
}

// sessionSeeds returns bursts of valid requests of every kind, and some that are not.
func sessionSeeds(f *testing.F) [][]byte {
	put, err := wire.AppendRecordRequest(nil, &aero.RecordCommand{
		Namespace: fakeNamespace, Set: "demo", Digest: digestOf(1),
		Flags: aero.FlagWrite, Operations: []aero.Operation{{Type: aero.OpWrite, Bin: "a", Value: integer(1)}},
	})
	if err != nil {
		f.Fatal(err)
	}
	get, err := wire.AppendRecordRequest(nil, &aero.RecordCommand{
		Namespace: fakeNamespace, Set: "demo", Digest: digestOf(1),
		Flags: aero.FlagRead | aero.FlagReadAllBins,
	})
	if err != nil {
		f.Fatal(err)
	}
	batch, err := wire.AppendBatchRequest(nil, &aero.BatchCommand{Entries: []aero.RecordCommand{
		{Namespace: fakeNamespace, Digest: digestOf(1), Flags: aero.FlagRead | aero.FlagReadAllBins},
		{Namespace: fakeNamespace, Digest: digestOf(2), Flags: aero.FlagWrite},
	}}, nil)
	if err != nil {
		f.Fatal(err)
	}
	scan, err := wire.AppendScanRequest(nil, &aero.ScanCommand{
		Namespace:  fakeNamespace,
		Partitions: []aero.PartitionRange{{ID: 1}, {ID: 2}},
	}, 1)
	if err != nil {
		f.Fatal(err)
	}
	info, err := wire.AppendInfoRequest(nil, "status", "replicas", "truncate:namespace=test;set=demo")
	if err != nil {
		f.Fatal(err)
	}
	return [][]byte{
		slices.Concat(put, get, batch, scan, info, wire.AppendAdminReply(nil, 0), put),
		put[:len(put)-3],
		{2, 3, 0, 0, 0, 0x10, 0, 0},
		{2, 4, 0, 0, 0, 0, 0, 1, 9},
		[]byte("GET / HTTP/1.0\r\n\r\n"),
	}
}
