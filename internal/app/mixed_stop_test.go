package app

import (
	"fmt"
	"math/rand/v2"
	"net"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aerolith/aerolith/wire"
)

// talkUntilStopped makes bursts until the node stops, and returns the dialogue with the state that was acknowledged last.
func talkUntilStopped(t *testing.T, n *Node, random *rand.Rand, set string, bursts *atomic.Int64, stopped *atomic.Bool) (d *dialogue, settled int) {
	conn, err := net.Dial("tcp", n.Facts().Addresses[0])
	if err != nil {
		t.Error(err)
		return nil, 0
	}
	defer func() { _ = conn.Close() }() // the node has closed it
	d = &dialogue{t: t, random: random, set: set, model: rows{}}
	l := hearing{dialogue: d, reader: wire.NewReader(conn, wire.Options{}), decoder: wire.NewDecoder(wire.Options{})}
	for {
		d.begin()
		for range 1 + random.IntN(24) {
			d.next()
		}
		if err := conn.SetDeadline(time.Now().Add(patience)); err != nil {
			t.Error(err)
		}
		written := make(chan error, 1)
		pieces := d.pieces()
		go func() { written <- writePieces(conn, pieces) }()
		err := l.listen()
		if err != nil {
			_ = conn.Close() // else the writer may wait for a reader
		}
		<-written
		if err != nil {
			if !stopped.Load() {
				t.Errorf("%s: %v", set, err)
			}
			return d, l.settled
		}
		bursts.Add(1)
	}
}

// TestMixedPipelinesUntilStop: a node that is stopped under load, and started again, has all that it has acknowledged, and of what it
// had received beyond that the first part. Method: that of TestMixedPipelines, over a stop.
func TestMixedPipelinesUntilStop(t *testing.T) {
	for _, durability := range []string{"always", "none"} {
		t.Run(durability, func(t *testing.T) {
			seed, folder := uint64(time.Now().UnixNano()), t.TempDir()
			t.Logf("seed %d", seed)
			on := func(o *Options) { o.Data, o.Durability, o.Edition = folder, durability, "enterprise" }
			n := startNode(t, on)
			const talkers = 6
			var dialogues [talkers]*dialogue
			var settled [talkers]int
			var bursts atomic.Int64
			var stopped atomic.Bool
			var talks sync.WaitGroup
			for i := range talkers {
				talks.Go(func() {
					random := rand.New(rand.NewPCG(seed, uint64(i)))
					dialogues[i], settled[i] = talkUntilStopped(t, n, random, fmt.Sprint("set", i), &bursts, &stopped)
				})
			}
			for bursts.Load() < int64(2*mixedBursts(t)) && !t.Failed() {
				<-time.After(time.Millisecond)
			}
			stopped.Store(true)
			if err := n.Stop(t.Context()); err != nil {
				t.Fatal(err)
			}
			talks.Wait()
			n = startNode(t, on)
			for i, d := range dialogues {
				if d != nil {
					d.left(n, settled[i])
				}
			}
		})
	}
}
