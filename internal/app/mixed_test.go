package app

import (
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"net"
	"os"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/wire"
)

// mixedBursts returns how many bursts each connection of TestMixedPipelines makes; AEROLITH_MIXED_BURSTS in the environment gives
// another number.
func mixedBursts(t *testing.T) (bursts int) {
	bursts = 15
	if text := os.Getenv("AEROLITH_MIXED_BURSTS"); text != "" {
		if _, err := fmt.Sscan(text, &bursts); err != nil {
			t.Fatal(err)
		}
	}
	return bursts
}

// TestMixedPipelines: whatever requests of one connection travel together, in whatever pieces, each is answered by what is
// its own, and sees what came before; a connection that is cut leaves what its first requests have done and nothing else.
// Method: several connections, each with records of its own and a model of them, whose values name record and serial; beside
// them indexes come and go, another set is truncated, and records with a life expire and are evicted.
func TestMixedPipelines(t *testing.T) {
	for _, durability := range []string{"memory", "always"} {
		t.Run(durability, func(t *testing.T) {
			seed := uint64(time.Now().UnixNano())
			t.Logf("seed %d", seed)
			var ahead atomic.Int64
			n := startNode(t, func(o *Options) {
				o.Durability, o.Edition = durability, "enterprise"
				o.Limits = Limits{DataSize: "64KiB", EvictPercent: 1}
				o.Tuned.Record.Now = func() time.Time { return time.Now().Add(time.Duration(ahead.Load())) }
				o.Tuned.Expiry = map[string]time.Duration{"test": 2 * time.Millisecond}
			})
			var talks, beside sync.WaitGroup
			over := make(chan struct{})
			beside.Go(func() { disturb(t, n, &ahead, over) })
			for number := range 6 {
				talks.Go(func() {
					random := rand.New(rand.NewPCG(seed, uint64(number)))
					for part := 0; part < mixedBursts(t) && !t.Failed(); {
						part += talk(t, n, random, fmt.Sprintf("set%d-%d", number, part), mixedBursts(t)-part)
					}
				})
			}
			talks.Wait()
			close(over)
			beside.Wait()
		})
	}
}

// disturb defines and drops indexes, truncates a set, and lets records of it expire and be evicted, until it is over.
func disturb(t *testing.T, n *Node, ahead *atomic.Int64, over <-chan struct{}) {
	a := newAsker(t, n)
	for i := 0; ; i++ {
		select {
		case <-over:
			t.Logf("%d records expired, %d were evicted", a.statistic("expired_objects"), a.statistic("evicted_objects"))
			return
		default:
		}
		a.ask(fmt.Sprintf("sindex-create:ns=test;indexname=i%d;bin=serial;type=numeric", i%3))
		a.record(i%100, 0, aero.FlagWrite, blob(10))
		for k := range 10 {
			a.record(1000+(10*i+k)%500, uint32(1+k), aero.FlagWrite, blob(200))
		}
		ahead.Add(int64(time.Second))
		if i%8 == 0 {
			a.ask("truncate:namespace=test;set=s")
		}
		a.ask(fmt.Sprintf("set-config:context=namespace;id=test;evict-used-pct=%d", i/4%2))
		a.ask(fmt.Sprintf("sindex-delete:ns=test;indexname=i%d", (i+1)%3))
	}
}

// talk makes bursts over one connection until it is cut, and looks at what is left then. It returns how many it made.
func talk(t *testing.T, n *Node, random *rand.Rand, set string, most int) (bursts int) {
	conn, err := net.Dial("tcp", n.Facts().Addresses[0])
	if err != nil {
		t.Error(err)
		return 1
	}
	defer func() { _ = conn.Close() }() // it may be closed already
	d := &dialogue{t: t, random: random, set: set, model: rows{}}
	l := hearing{dialogue: d, reader: wire.NewReader(conn, wire.Options{}), decoder: wire.NewDecoder(wire.Options{})}
	for bursts < most {
		bursts++
		d.begin()
		for range 1 + random.IntN(24) {
			d.next()
		}
		if random.IntN(8) == 0 {
			cut(d, conn)
			d.left(n, 0)
			return bursts
		}
		if err := conn.SetDeadline(time.Now().Add(patience)); err != nil {
			t.Error(err)
		}
		written := make(chan error, 1)
		pieces := d.pieces()
		go func() { written <- writePieces(conn, pieces) }()
		if err := errors.Join(l.listen(), <-written); err != nil {
			t.Errorf("%s, burst %d: %v", set, bursts, err)
			return bursts
		}
	}
	return bursts
}

// pieces cuts the burst at random places.
func (d *dialogue) pieces() (pieces [][]byte) {
	for rest := d.bytes; len(rest) > 0; {
		size := len(rest)
		if d.random.IntN(2) == 0 {
			size = 1 + d.random.IntN(len(rest))
		}
		pieces, rest = append(pieces, rest[:size]), rest[size:]
	}
	return pieces
}

// writePieces writes one piece after the other.
func writePieces(conn net.Conn, pieces [][]byte) error {
	for _, piece := range pieces {
		if _, err := conn.Write(piece); err != nil {
			return err
		}
	}
	return nil
}

// cut sends a part of the burst, and closes the connection without reading.
func cut(d *dialogue, conn net.Conn) {
	// Whoever has closed the connection has done it sooner.
	_, _ = conn.Write(d.bytes[:d.random.IntN(len(d.bytes)+1)])
	if d.random.IntN(2) == 0 {
		_ = conn.(*net.TCPConn).SetLinger(0)
	}
	_ = conn.Close()
}

// left looks at what a burst that was cut has left, once nothing changes any more: the state after some of its changes, of all that
// were acknowledged at least.
func (d *dialogue) left(n *Node, settled int) {
	a := newAsker(d.t, n)
	look := &dialogue{t: d.t, random: d.random, set: d.set}
	l := hearing{dialogue: look, reader: wire.NewReader(a.conn, wire.Options{}), decoder: wire.NewDecoder(wire.Options{})}
	var err error
	for end := time.Now().Add(patience); time.Now().Before(end); { // the server may be at it
		look.bytes, look.wanted = look.bytes[:0], look.wanted[:0]
		look.scan()
		a.send(look.bytes)
		var found map[int]aero.RecordResult
		if found, err = l.members(); err != nil {
			break
		}
		if err = d.isPrefix(found, settled); err == nil {
			return
		}
	}
	d.t.Errorf("%s, after a cut: %v", d.set, err)
}

// isPrefix reports whether the records found are a state of the burst from one on.
func (d *dialogue) isPrefix(found map[int]aero.RecordResult, first int) error {
	var err error
	for i := len(d.states) - 1; i >= first; i-- {
		if err = d.same(d.states[i], found); err == nil {
			return nil
		}
	}
	return fmt.Errorf("none of states %d to %d; not the first of them because of %w", first, len(d.states)-1, err)
}

// same compares the records found with a state.
func (d *dialogue) same(state rows, found map[int]aero.RecordResult) error {
	if len(found) != len(state) {
		return fmt.Errorf("%d records, want %d", len(found), len(state))
	}
	for key, want := range maps.All(state) {
		result, ok := found[key]
		if !ok {
			return fmt.Errorf("record %d is missing", key)
		}
		if err := d.holds(key, want, &result); err != nil {
			return err
		}
	}
	return nil
}
