package server

import (
	"slices"
	"testing"
	"time"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/wire"
)

// TestRepliesInOrder: a burst of writes and reads of many records, sent at once, is answered in order, and each read
// sees the connection's earlier write of its record. Method: write i to record i, read it, write i+1, read it.
func TestRepliesInOrder(t *testing.T) {
	p := startServer(t, nil).dial()
	const records = 300 // more than one burst holds
	var all []byte
	for i := range records {
		all = slices.Concat(all, putRequest(t, i, uint64(i)), getRequest(t, i), putRequest(t, i, uint64(i+1)), getRequest(t, i))
	}
	p.sendAside(all)
	for i := range records {
		if res := p.result(); res.Code != aero.CodeOK || res.Generation != 1 {
			t.Fatalf("write %d: %+v", i, res)
		}
		if got := valueOf(t, p.result()); got != uint64(i) {
			t.Fatalf("first read of %d: got %d", i, got)
		}
		if res := p.result(); res.Generation != 2 {
			t.Fatalf("second write %d: %+v", i, res)
		}
		if got := valueOf(t, p.result()); got != uint64(i+1) {
			t.Fatalf("second read of %d: got %d", i, got)
		}
	}
}

// TestReadOfOtherKeyOverlaps: a read of another record is executed while a write is under way, but answered after it.
// Method: hold the store's writes until the read was executed.
func TestReadOfOtherKeyOverlaps(t *testing.T) {
	ts := startServer(t, nil)
	p := ts.dial()
	p.send(slices.Concat(putRequest(t, 1, 11), getRequest(t, 1)))
	p.result()
	p.result()
	<-ts.store.executed
	ts.store.gate.Lock()
	p.send(slices.Concat(putRequest(t, 2, 22), getRequest(t, 1)))
	select {
	case <-ts.store.executed:
	case <-time.After(patience):
		t.Error("the read waits for a write of another record")
	}
	ts.store.gate.Unlock()
	if res := p.result(); res.Code != aero.CodeOK || len(res.Bins) != 0 {
		t.Fatalf("want the write's reply first, got %+v", res)
	}
	if got := valueOf(t, p.result()); got != 11 {
		t.Fatalf("got %d, want 11", got)
	}
}

// TestOneByteAtATime: a request that arrives byte by byte is answered like any other.
func TestOneByteAtATime(t *testing.T) {
	p := startServer(t, nil).dial()
	for _, b := range slices.Concat(putRequest(t, 1, 7), getRequest(t, 1)) {
		p.send([]byte{b})
	}
	p.result()
	if got := valueOf(t, p.result()); got != 7 {
		t.Fatalf("got %d, want 7", got)
	}
}

// TestLargeRecord: a record far beyond the initial buffer travels unharmed both ways, and the buffers are given back.
func TestLargeRecord(t *testing.T) {
	ts := startServer(t, nil)
	p := ts.dial()
	blob := make([]byte, 5<<20)
	for i := range blob {
		blob[i] = byte(i * 7 >> 3)
	}
	p.send(encode(t, aero.RecordCommand{
		Namespace: fakeNamespace, Digest: digestOf(1), Flags: aero.FlagWrite,
		Operations: []aero.Operation{{Type: aero.OpWrite, Bin: "b", Value: aero.Particle{Type: aero.ParticleBlob, Data: blob}}},
	}))
	p.result()
	p.send(getRequest(t, 1))
	if res := p.result(); len(res.Bins) != 1 || !slices.Equal(res.Bins[0].Value.Data, blob) {
		t.Fatal("the record changed on its way")
	}
	p.info("status")
	if inFlight := ts.Snapshot().BytesInFlight; inFlight > 1<<20 {
		t.Errorf("%d bytes are still charged to an idle connection", inFlight)
	}
}

// TestMalformedMessageIsAnswered: a message whose frame is intact but whose content is not gets code 4, and the
// connection goes on.
func TestMalformedMessageIsAnswered(t *testing.T) {
	ts := startServer(t, nil)
	p := ts.dial()
	request := putRequest(t, 1, 1)
	request[wire.FrameHeaderSize+19] = 99 // more fields than there are
	p.send(slices.Concat(request, putRequest(t, 2, 2)))
	if res := p.result(); res.Code != aero.CodeParameter {
		t.Fatalf("want code 4, got %+v", res)
	}
	if res := p.result(); res.Code != aero.CodeOK {
		t.Fatalf("want the next request carried out, got %+v", res)
	}
	if ts.Snapshot().Malformed != 1 {
		t.Error("the malformed request was not counted")
	}
}

// TestAdminIsNotSupported: a login is answered with code 51, as a node without users and roles does.
func TestAdminIsNotSupported(t *testing.T) {
	p := startServer(t, nil).dial()
	p.send(wire.AppendAdminReply(nil, 0)) // has the form of a request too
	header, body := p.frame()
	answer, err := wire.DecodeAdmin(body)
	if err != nil || header.Type != wire.TypeAdmin || answer.Code != aero.CodeSecurityNotSupported {
		t.Fatalf("got %+v %+v %v", header, answer, err)
	}
}

// TestUnknownNamespace: the store's result code reaches the client and the counters.
func TestUnknownNamespace(t *testing.T) {
	ts := startServer(t, nil)
	p := ts.dial()
	p.send(encode(t, aero.RecordCommand{Namespace: "none", Flags: aero.FlagRead | aero.FlagReadAllBins}))
	if res := p.result(); res.Code != aero.CodeNamespace {
		t.Fatalf("got %+v", res)
	}
	if ts.Snapshot().Results[aero.CodeNamespace] != 1 {
		t.Error("the result was not counted")
	}
}
