package server

import (
	"context"
	"io"
	"net"
	"slices"
	"testing"
	"time"

	"github.com/aerolith/aerolith/aero"
)

// instantStore answers everything at once and without allocating, so that only the server's own work is measured.
type instantStore struct {
	*fakeStore
	bins []aero.Bin
}

// Execute answers with the same record each time.
func (s *instantStore) Execute(_ context.Context, _ *aero.RecordCommand, res *aero.RecordResult) error {
	res.Bins = append(res.Bins, s.bins...)
	return nil
}

// Write answers at once.
func (s *instantStore) Write(writes []aero.Write) {
	for _, w := range writes {
		w.Result.Generation = 1
	}
}

// loopConn is a connection that delivers the same burst again and again, and discards what is written.
type loopConn struct {
	net.Conn
	burst []byte
	left  int
}

// Read delivers a burst, then ends.
func (c *loopConn) Read(p []byte) (int, error) {
	if c.left == 0 {
		return 0, io.EOF
	}
	c.left--
	return copy(p, c.burst), nil
}

// Write discards the replies.
func (c *loopConn) Write(p []byte) (int, error) { return len(p), nil }

// SetReadDeadline does nothing.
func (c *loopConn) SetReadDeadline(time.Time) error { return nil }

// SetWriteDeadline does nothing.
func (c *loopConn) SetWriteDeadline(time.Time) error { return nil }

// newLoop returns a session over bursts of 16 writes and 16 reads.
func newLoop(tb testing.TB) (*session, *loopConn) {
	tb.Helper()
	store := &instantStore{fakeStore: newFakeStore(), bins: []aero.Bin{{Name: "a", Value: integer(7)}}}
	s, err := New(Options{}, store)
	if err != nil {
		tb.Fatal(err)
	}
	conn := &loopConn{}
	for i := range loopPairs {
		put := encode(tb, aero.RecordCommand{
			Namespace: fakeNamespace, Set: "demo", Digest: digestOf(i), Flags: aero.FlagWrite,
			Operations: []aero.Operation{{Type: aero.OpWrite, Bin: "a", Value: integer(1)}},
		})
		get := encode(tb, aero.RecordCommand{
			Namespace: fakeNamespace, Set: "demo", Digest: digestOf(i + loopPairs),
			Flags: aero.FlagRead | aero.FlagReadAllBins,
		})
		conn.burst = slices.Concat(conn.burst, put, get)
	}
	return newSession(s, conn), conn
}

// loopPairs is the number of writes, and of reads, in a burst.
const loopPairs = 16

// pump carries out the given number of bursts.
func pump(tb testing.TB, c *session, conn *loopConn, bursts int) {
	tb.Helper()
	conn.left = bursts
	for range bursts {
		if err := c.receive(); err != nil {
			tb.Fatal(err)
		}
		if err := c.burst(tb.Context()); err != nil {
			tb.Fatal(err)
		}
	}
}

// TestNoAllocationPerRequest: once warm, a session allocates nothing for single-record reads and writes.
func TestNoAllocationPerRequest(t *testing.T) {
	if underRace {
		t.Skip("the race detector costs allocations")
	}
	c, conn := newLoop(t)
	if err := c.prepare(); err != nil {
		t.Fatal(err)
	}
	pump(t, c, conn, 100)
	const bursts = 50
	if allocations := testing.AllocsPerRun(20, func() { pump(t, c, conn, bursts) }); allocations > bursts/10 {
		t.Errorf("%.0f allocations in %d requests", allocations, bursts*2*loopPairs)
	}
}

// BenchmarkSession measures what the server itself does for a request: decoding, dispatch and encoding.
func BenchmarkSession(b *testing.B) {
	c, conn := newLoop(b)
	if err := c.prepare(); err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		pump(b, c, conn, 1)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*2*loopPairs), "ns/request")
}
