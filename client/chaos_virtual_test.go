package client

import (
	"context"
	"net"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aerolith/aerolith/internal/sim"
	"github.com/aerolith/aerolith/wire"
)

// handing is a connection that notes which writes are given to the network.
type handing struct {
	net.Conn
	fates   *fates
	decoder *wire.Decoder
	request wire.Request
	// delay is how long each write takes, whatever its deadline.
	delay time.Duration
}

// Write implements net.Conn. The client gives whole frames unless the network took a part of them before.
func (c *handing) Write(b []byte) (int, error) {
	time.Sleep(c.delay)
	for rest := b; len(rest) > 0; {
		h, err := wire.DecodeFrameHeader(rest, len(rest))
		if err != nil || len(rest) < wire.FrameHeaderSize+h.Size {
			break
		}
		body := rest[wire.FrameHeaderSize : wire.FrameHeaderSize+h.Size]
		rest = rest[wire.FrameHeaderSize+h.Size:]
		if h.Type == wire.TypeMessage && c.decoder.Request(body, &c.request) == nil && c.request.Kind == wire.KindRecord {
			c.fates.addWrite(&c.request.Record, handedOver)
		}
	}
	return c.Conn.Write(b)
}

// chaosTolerance is how much later than its deadline a call may end, in virtual time.
const chaosTolerance = 20 * time.Millisecond

// TestChaosInVirtualTime is TestChaos on a network in memory, in virtual time, so that what it says about time is exact however
// slow the machine is: no call ends later than 20 ms after its deadline, that of the policy or of its context. It also compares
// each doubt with what was given to the network: what never was must not be in doubt. No goroutine and no connection may be
// left. 5 s of virtual time; AEROLITH_CHAOS=10m is the long form.
func TestChaosInVirtualTime(t *testing.T) {
	seed, length := chaosSeed(t), chaosLength(t)
	workers, keys := 64, chaosLongKeys
	if length == 0 {
		length, workers, keys = 5*time.Second, 16, 200
		if raceEnabled {
			length = time.Second
		}
	}
	synctest.Test(t, func(t *testing.T) {
		h := startVirtualChaos(t, keys, 0)
		ctx, cancel := context.WithTimeout(t.Context(), length)
		defer cancel()
		h.suffer(ctx, t, seed, workers, 0, 1<<30)
		h.client.Close()
		for i := range 5 {
			node := h.cluster.Node(i)
			eventually(t, "connections closed", func() bool { return node.Open() == 0 })
		}
		h.judge(t)
		over := time.Duration(h.overdue.Load())
		t.Logf("the latest call ended %v after its deadline", over)
		if over > chaosTolerance {
			t.Errorf("a call ended %v after its deadline", over)
		}
		if n := h.fates.count(reportedDoubt, handedOver); n > 0 {
			t.Errorf("%d writes are in doubt that were never given to the network", n)
		}
	})
}

// TestChaosSeesLateCalls lets writes to connections take 100 ms although the calls have less time: the same measurement has to notice.
func TestChaosSeesLateCalls(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := startVirtualChaos(t, 4, 100*time.Millisecond)
		defer h.client.Close()
		h.get(0, 0, 50*time.Millisecond)
		if over := time.Duration(h.overdue.Load()); over <= chaosTolerance {
			t.Errorf("not noticed: %v", over)
		}
	})
}

// startVirtualChaos opens a client of a cluster in memory, on whose connections writes take so long, whatever their deadline.
func startVirtualChaos(t *testing.T, keys int, delay time.Duration) *chaos {
	t.Helper()
	cluster := sim.StartInMemory(t, 5, "test")
	var h *chaos
	options := chaosOptions()
	options.TendInterval = 250 * time.Millisecond
	options.Dial = func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := cluster.Dial(ctx, network, address)
		if err != nil {
			return nil, err
		}
		return &handing{Conn: conn, fates: &h.fates, decoder: wire.NewDecoder(wire.Options{}), delay: delay}, nil
	}
	h = &chaos{}
	c, err := Open(t.Context(), cluster.Hosts()[:1], options)
	if err != nil {
		t.Fatal(err)
	}
	h.begin(cluster, c, ReplicaMaster, keys)
	h.pause, h.peace = 20*time.Millisecond, 60*time.Millisecond
	return h
}
