package pool

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"os"
	"testing"
	"time"

	"github.com/aerolith/aerolith/wire"
)

// ready is a deadline that no test reaches.
const ready = time.Minute

// onSocket gives a connection over a real socket to a test, and the other end of it to a peer.
func onSocket(t *testing.T, peer func(net.Conn)) *Conn {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		if socket, err := listener.Accept(); err == nil {
			peer(socket)
			_ = socket.Close()
		}
	}()
	var dialer net.Dialer
	options := &Options{Dial: dialer.DialContext, DialTimeout: ready}
	c, err := Dial(t.Context(), Address{Network: "tcp", Place: listener.Addr().String()}, options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close(); <-ended })
	return c
}

// message returns a whole frame around a body.
func message(body []byte) []byte {
	frame, start := wire.BeginFrame(nil)
	return wire.EndFrame(append(frame, body...), start, wire.TypeMessage)
}

// ask makes one exchange with a deadline.
func ask(ctx context.Context, c *Conn, request []byte, limit time.Duration) (body []byte, unsent bool, err error) {
	if err := c.Begin(ctx, time.Now().Add(limit)); err != nil {
		return nil, true, err
	}
	defer c.End()
	return c.Ask(request, wire.TypeMessage)
}

// TestAsk sends requests over a real socket, small ones and one that no system takes at once, and gets each one's answer.
func TestAsk(t *testing.T) {
	c := onSocket(t, func(socket net.Conn) {
		reader := wire.NewReader(socket, wire.Options{})
		for reader.Fill() == nil {
			if frame, ok, err := reader.Next(); ok && err == nil {
				_, _ = socket.Write(message(frame.Body))
			}
		}
	})
	for _, size := range []int{1, 100, 20_000, 16 << 20, 7} {
		want := bytes.Repeat([]byte{byte(size)}, size)
		body, _, err := ask(t.Context(), c, message(want), ready)
		if err != nil || !bytes.Equal(body, want) {
			t.Fatalf("%d bytes: %d came back, %v", size, len(body), err)
		}
	}
}

// TestAskFails ends exchanges in all ways: what was not written is unsent, what was is in doubt.
func TestAskFails(t *testing.T) {
	cases := map[string]struct {
		peer func(net.Conn)
		want error
	}{
		"closed":  {func(s net.Conn) { _, _ = io.ReadFull(s, make([]byte, wire.FrameHeaderSize+1)) }, io.EOF},
		"garbage": {func(s net.Conn) { _, _ = s.Write([]byte("HTTP/1.1 400")); _, _ = io.Copy(io.Discard, s) }, wire.ErrVersion},
		"cut": {func(s net.Conn) {
			_, _ = s.Write(message(make([]byte, 50))[:20])
			_, _ = io.ReadFull(s, make([]byte, wire.FrameHeaderSize+1))
		}, io.ErrUnexpectedEOF},
	}
	for name, test := range cases {
		t.Run(name, func(t *testing.T) {
			c := onSocket(t, test.peer)
			if _, unsent, err := ask(t.Context(), c, message([]byte{1}), ready); !errors.Is(err, test.want) || unsent {
				t.Fatalf("unsent %v, %v", unsent, err)
			}
		})
	}
}

// TestAskEnds lets the deadline pass, before the request is written and while the answer is awaited, and the context end.
func TestAskEnds(t *testing.T) {
	silent := func(s net.Conn) { _, _ = io.Copy(io.Discard, s) }
	c := onSocket(t, silent)
	if _, unsent, err := ask(t.Context(), c, message([]byte{1}), -time.Second); !errors.Is(err, os.ErrDeadlineExceeded) || !unsent {
		t.Fatalf("too late: unsent %v, %v", unsent, err)
	}
	if _, unsent, err := ask(t.Context(), c, message([]byte{1}), time.Millisecond); !errors.Is(err, os.ErrDeadlineExceeded) || unsent && c.turn == nil {
		t.Fatalf("no answer: unsent %v, %v", unsent, err)
	}
	asked := make(chan struct{})
	c = onSocket(t, func(s net.Conn) { _, _ = s.Read(make([]byte, 1)); close(asked); silent(s) })
	ctx, cancel := context.WithCancel(t.Context())
	go func() { <-asked; cancel() }()
	if _, unsent, err := ask(ctx, c, message([]byte{1}), ready); err == nil || unsent {
		t.Fatalf("context ended: unsent %v, %v", unsent, err)
	}
}
