package server

import (
	"encoding/binary"
	"io"
	"net"
	"slices"
	"testing"
	"time"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/wire"
)

// brief is a limit that tests wait for.
const brief = 50 * time.Millisecond

// TestMaxConnections: one connection too many is closed at once, the others go on, and an end makes room again.
func TestMaxConnections(t *testing.T) {
	ts := startServer(t, func(o *Options) { o.MaxConnections = 2 })
	first, second := ts.dial(), ts.dial()
	first.info("status")
	second.info("status")
	ts.dial().expectClosed()
	if !ts.events.has(EventRefused) || ts.Snapshot().ConnectionsRefused != 1 {
		t.Error("the refusal was not reported")
	}
	if err := first.conn.Close(); err != nil {
		t.Fatal(err)
	}
	eventually(t, "room for another", func() bool { return ts.Snapshot().ConnectionsOpen == 1 })
	ts.dial().info("status")
}

// eventually waits until the condition holds.
func eventually(t *testing.T, what string, condition func() bool) {
	t.Helper()
	for end := time.Now().Add(patience); !condition(); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("timed out waiting for %s", what)
		}
	}
}

// TestTimeouts: a silent connection ends after the idle time, one whose request does not arrive completely after the
// frame time, whatever part of it is there.
func TestTimeouts(t *testing.T) {
	for _, test := range []struct {
		name   string
		change func(*Options)
		send   []byte
		reaped uint64
	}{
		{"idle", func(o *Options) { o.IdleTimeout = brief }, nil, 1},
		{"half a header", func(o *Options) { o.FrameTimeout = brief }, []byte{2, 3, 0}, 0},
		{"half a request", func(o *Options) { o.FrameTimeout = brief }, putRequest(t, 1, 1)[:40], 0},
		{
			"one and a half", func(o *Options) { o.FrameTimeout = brief },
			slices.Concat([]byte{2, 1, 0, 0, 0, 0, 0, 1, '\n'}, putRequest(t, 1, 1)[:40]), 0,
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			ts := startServer(t, test.change)
			p := ts.dial()
			p.send(test.send)
			if test.name == "one and a half" {
				p.frame()
			}
			p.expectClosed()
			if reaped := ts.Snapshot().ConnectionsReaped; reaped != test.reaped {
				t.Errorf("%d connections reaped, want %d", reaped, test.reaped)
			}
		})
	}
}

// TestSlowReader: a client that sends requests but takes no replies is cut off after the write time; others are not
// held up meanwhile.
func TestSlowReader(t *testing.T) {
	ts := startServer(t, func(o *Options) { o.WriteTimeout = 4 * brief })
	p := ts.dial()
	blob := aero.Particle{Type: aero.ParticleBlob, Data: make([]byte, 1<<20)}
	p.send(encode(t, aero.RecordCommand{
		Namespace: fakeNamespace, Set: "demo", Digest: digestOf(1), Flags: aero.FlagWrite,
		Operations: []aero.Operation{{Type: aero.OpWrite, Bin: "b", Value: blob}},
	}))
	p.result()
	var reads []byte
	for range 64 {
		reads = append(reads, getRequest(t, 1)...)
	}
	p.send(reads)
	ts.dial().info("status")
	eventually(t, "the connection's end", func() bool { return ts.Snapshot().ConnectionsClosed >= 1 })
	if inFlight := ts.Snapshot().BytesInFlight; inFlight > 0 {
		t.Errorf("%d bytes are still charged", inFlight)
	}
}

// TestInFlightBudget: when the buffers of all connections are full, a request that does not fit is read past and
// answered with code 18, its connection goes on, and small requests are served.
func TestInFlightBudget(t *testing.T) {
	ts := startServer(t, func(o *Options) {
		o.MaxFrameSize, o.MaxInFlightBytes = 8<<20, 16<<20
	})
	large := encode(t, aero.RecordCommand{
		Namespace: fakeNamespace, Digest: digestOf(1), Flags: aero.FlagWrite,
		Operations: []aero.Operation{{
			Type: aero.OpWrite, Bin: "b",
			Value: aero.Particle{Type: aero.ParticleBlob, Data: make([]byte, 8<<20-200)},
		}},
	})
	hogs := []*peer{ts.dial(), ts.dial()}
	for _, hog := range hogs {
		hog.send(large[:len(large)-1])
	}
	eventually(t, "full buffers", func() bool { return ts.Snapshot().BytesInFlight > 12<<20 })
	p := ts.dial()
	p.send(slices.Concat(large, putRequest(t, 2, 5), getRequest(t, 2)))
	if res := p.result(); res.Code != aero.CodeDeviceOverload {
		t.Fatalf("want code 18, got %+v", res)
	}
	if res := p.result(); res.Code != aero.CodeOK {
		t.Fatalf("want the next request carried out, got %+v", res)
	}
	if got := valueOf(t, p.result()); got != 5 {
		t.Fatalf("got %d", got)
	}
	for _, hog := range hogs {
		hog.send(large[len(large)-1:])
		if res := hog.result(); res.Code != aero.CodeOK && res.Code != aero.CodeDeviceOverload {
			t.Fatalf("got %+v", res)
		}
	}
}

// TestForeignProtocols: what is no request closes the connection, nothing is sent, and no memory is taken for what a
// length field promises.
func TestForeignProtocols(t *testing.T) {
	for name, bytes := range map[string][]byte{
		"HTTP":          []byte("GET / HTTP/1.1\r\nHost: x\r\n\r\n"),
		"TLS hello":     {0x16, 3, 1, 0, 0xa5, 1, 0, 0, 0xa1, 3, 3},
		"version 3":     {3, 3, 0, 0, 0, 0, 0, 30},
		"unknown type":  {2, 9, 0, 0, 0, 0, 0, 30},
		"huge length":   {2, 3, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff},
		"above 128 MiB": {2, 3, 0, 0, 0x08, 0, 0, 1},
		"zeroes":        make([]byte, 64),
	} {
		t.Run(name, func(t *testing.T) {
			ts := startServer(t, nil)
			p := ts.dial()
			p.send(bytes)
			p.expectClosed()
			eventually(t, "the event", func() bool { return ts.events.has(EventProtocol) })
			ts.dial().info("status")
		})
	}
}

// TestPromisedLengthTakesNoMemory: a header that promises the largest frame and sends little of it holds little.
func TestPromisedLengthTakesNoMemory(t *testing.T) {
	ts := startServer(t, nil)
	header := binary.BigEndian.AppendUint64(nil, 2<<56|3<<48|128<<20)
	for range 20 {
		p := ts.dial()
		p.send(append(slices.Clone(header), make([]byte, 8<<10)...))
	}
	// The bytes are counted with the burst, which is still to come; the buffers show that they have arrived: each connection
	// needs 12 KiB then, where the first 4 are not counted.
	held := int64(0)
	eventually(t, "the bytes", func() bool { held = ts.Snapshot().BytesInFlight; return held >= 20*(8<<10) })
	if held > 20*(32<<10) {
		t.Errorf("%d bytes are held for 20 promises", held)
	}
}

// TestUnixSocket: a socket serves only its owner, replaces one that a dead server left, and not one in use.
func TestUnixSocket(t *testing.T) {
	path := t.TempDir() + "/socket"
	dead, err := net.Listen("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	dead.(*net.UnixListener).SetUnlinkOnClose(false)
	if err := dead.Close(); err != nil {
		t.Fatal(err)
	}
	listener, err := ListenUnix(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	checkSocket(t, path)
	s, err := New(Options{}, newFakeStore())
	if err != nil {
		t.Fatal(err)
	}
	go func() { _ = s.Serve(t.Context(), listener) }() // ends with the test
	conn, err := net.Dial("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	p := newPeer(t, conn)
	if got := p.info("service"); got != "service\t\n" {
		t.Errorf("a socket has no address to announce, got %q", got)
	}
	if err := s.Shutdown(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadAll(conn); err != nil {
		t.Fatal(err)
	}
}

// TestOverloadKind: a batch that is read past gets an answer in the form of a batch's end.
func TestOverloadKind(t *testing.T) {
	c := newSession(&Server{options: DefaultOptions()}, nil)
	body := make([]byte, 100)
	body[0], body[1] = 22, 1<<3
	if kind := c.peekKind(body); kind != wire.KindBatch {
		t.Errorf("kind %d, want a batch", kind)
	}
}
