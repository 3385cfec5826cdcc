package server

import (
	"context"
	"encoding/binary"
	"io"
	"net"
	"sync"
	"testing"
	"time"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/wire"
)

// patience bounds every wait of these tests.
const patience = 2 * time.Minute

// eventLog keeps a server's events.
type eventLog struct {
	mu     sync.Mutex
	events []Event
}

// Observe keeps the event.
func (l *eventLog) Observe(e Event) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.events = append(l.events, e)
}

// has reports whether an event of the kind was observed.
func (l *eventLog) has(kind EventKind) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, e := range l.events {
		if e.Kind == kind {
			return true
		}
	}
	return false
}

// testServer is a server on a loopback port with a fake store.
type testServer struct {
	*Server
	t       *testing.T
	store   *fakeStore
	events  *eventLog
	address string
	served  chan error
}

// startServer starts a server whose options change adjusts; it is shut down with the test.
func startServer(t *testing.T, change func(*Options)) *testServer {
	t.Helper()
	ts := startServerUnserved(t, change)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ts.address = listener.Addr().String()
	ts.serve(listener)
	return ts
}

// startServerUnserved makes a server that does not serve yet. Unless change says otherwise, it waits for requests and for readers
// as long as it takes a machine of any speed.
func startServerUnserved(t *testing.T, change func(*Options)) *testServer {
	t.Helper()
	store, events := newFakeStore(), &eventLog{}
	options := DefaultOptions()
	options.Events, options.FrameTimeout, options.WriteTimeout = events, patience, patience
	if change != nil {
		change(&options)
	}
	s, err := New(options, store)
	if err != nil {
		t.Fatal(err)
	}
	return &testServer{s, t, store, events, "", make(chan error, 1)}
}

// serve serves a listener until the test ends.
func (ts *testServer) serve(listener net.Listener) {
	go func() { ts.served <- ts.Serve(context.Background(), listener) }()
	ts.t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		if err := ts.Shutdown(ctx); err != nil {
			ts.t.Errorf("shutdown: %v", err)
		}
	})
}

// dial connects to the server; the connection is closed with the test.
func (ts *testServer) dial() *peer {
	ts.t.Helper()
	conn, err := net.Dial("tcp", ts.address)
	if err != nil {
		ts.t.Fatal(err)
	}
	ts.t.Cleanup(func() { _ = conn.Close() }) // may be closed by the test
	return newPeer(ts.t, conn)
}

// peer is a client's end of a connection.
type peer struct {
	t       *testing.T
	conn    net.Conn
	decoder *wire.Decoder
}

// newPeer returns a peer on the connection, with a deadline on everything.
func newPeer(t *testing.T, conn net.Conn) *peer {
	if err := conn.SetDeadline(time.Now().Add(patience)); err != nil {
		t.Fatal(err)
	}
	return &peer{t, conn, wire.NewDecoder(wire.Options{})}
}

// send writes bytes.
func (p *peer) send(b []byte) {
	p.t.Helper()
	if _, err := p.conn.Write(b); err != nil {
		p.t.Fatalf("send: %v", err)
	}
}

// sendAside writes bytes while the test goes on to read replies.
func (p *peer) sendAside(b []byte) {
	go func() {
		if _, err := p.conn.Write(b); err != nil {
			p.t.Errorf("send: %v", err)
		}
	}()
}

// frame reads one frame.
func (p *peer) frame() (wire.FrameHeader, []byte) {
	p.t.Helper()
	head := make([]byte, wire.FrameHeaderSize)
	if _, err := io.ReadFull(p.conn, head); err != nil {
		p.t.Fatalf("read frame header: %v", err)
	}
	header, err := wire.DecodeFrameHeader(head, frameSizeCeiling)
	if err != nil {
		p.t.Fatal(err)
	}
	body := make([]byte, header.Size)
	if _, err := io.ReadFull(p.conn, body); err != nil {
		p.t.Fatalf("read frame body: %v", err)
	}
	return header, body
}

// result reads the reply to a command on one record.
func (p *peer) result() aero.RecordResult {
	p.t.Helper()
	_, body := p.frame()
	var res aero.RecordResult
	if err := p.decoder.RecordReply(body, &res); err != nil {
		p.t.Fatal(err)
	}
	return res
}

// info asks for info names and returns the reply's text.
func (p *peer) info(names ...string) string {
	p.t.Helper()
	request, err := wire.AppendInfoRequest(nil, names...)
	if err != nil {
		p.t.Fatal(err)
	}
	p.send(request)
	_, body := p.frame()
	return string(body)
}

// expectClosed checks that the server closes the connection without sending anything more.
func (p *peer) expectClosed() {
	p.t.Helper()
	if rest, err := io.ReadAll(p.conn); len(rest) > 0 || isTimeout(err) {
		p.t.Fatalf("want a closed connection, got %d bytes and error %v", len(rest), err)
	}
}

// isTimeout reports whether err is a deadline that has passed.
func isTimeout(err error) bool {
	timeout, ok := err.(net.Error)
	return ok && timeout.Timeout()
}

// integer returns an integer particle.
func integer(n uint64) aero.Particle {
	return aero.Particle{Type: aero.ParticleInteger, Data: binary.BigEndian.AppendUint64(nil, n)}
}

// digestOf returns a digest for a number.
func digestOf(n int) aero.Digest {
	var d aero.Digest
	binary.LittleEndian.PutUint64(d[:], uint64(n))
	return d
}

// putRequest returns a frame that writes one integer bin "a".
func putRequest(t *testing.T, n int, value uint64) []byte {
	return encode(t, aero.RecordCommand{
		Namespace: fakeNamespace, Set: "demo", Digest: digestOf(n), Flags: aero.FlagWrite,
		Operations: []aero.Operation{{Type: aero.OpWrite, Bin: "a", Value: integer(value)}},
	})
}

// getRequest returns a frame that reads all bins.
func getRequest(t *testing.T, n int) []byte {
	return encode(t, aero.RecordCommand{
		Namespace: fakeNamespace, Set: "demo", Digest: digestOf(n),
		Flags: aero.FlagRead | aero.FlagReadAllBins,
	})
}

// encode returns the frame of a command.
func encode(tb testing.TB, cmd aero.RecordCommand) []byte {
	tb.Helper()
	b, err := wire.AppendRecordRequest(nil, &cmd)
	if err != nil {
		tb.Fatal(err)
	}
	return b
}

// valueOf returns the integer in the first bin.
func valueOf(t *testing.T, res aero.RecordResult) uint64 {
	t.Helper()
	if res.Code != aero.CodeOK || len(res.Bins) == 0 || len(res.Bins[0].Value.Data) != 8 {
		t.Fatalf("want a record with an integer, got %+v", res)
	}
	return binary.BigEndian.Uint64(res.Bins[0].Value.Data)
}
