package wal

import (
	"context"
	"errors"
	"testing"

	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// TestTurnReachesACancelledWaiter wakes a waiter whose context has already ended, as happens when both coincide.
// Whichever it notices first, it must learn that it has the turn, and its place must be free for another.
func TestTurnReachesACancelledWaiter(t *testing.T) {
	l := mustCreate(t, testOptions(memfs.New(memfs.Options{}), "/wal"))
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	gaveUp := 0
	for range 100 {
		l.waitTurn()
		l.mu.Lock()
		w := l.enqueue(forPosition, 1)
		l.mu.Unlock()
		l.endTurn(nil)
		s, err := l.await(ctx, w)
		if s != yourTurn || len(w.wake) != 0 {
			t.Fatalf("woken with %d, %v", s, err)
		}
		if err != nil {
			gaveUp++
		}
		l.endTurn(nil)
	}
	if gaveUp == 0 || gaveUp == 100 || len(l.idle) != 1 || l.busy {
		t.Fatalf("gave up %d times of 100, %d waiters idle", gaveUp, len(l.idle))
	}
}

// TestTurnIsPassedOn lets a waiter that has the turn give up and checks that the next one gets it and is served.
func TestTurnIsPassedOn(t *testing.T) {
	l := mustCreate(t, testOptions(memfs.New(memfs.Options{}), "/wal"))
	end := mustAppend(t, l, 1, nil)
	l.waitTurn()
	stayer := waitDurable(context.Background(), l, end)
	waitQueue(t, l, 1)
	if err := l.giveUpWait(yourTurn, end, context.Canceled); !errors.Is(err, context.Canceled) {
		t.Fatalf("gave up with %v", err)
	}
	if err := <-stayer; err != nil || l.Durable() != end {
		t.Fatalf("stayer: %v, durable %d", err, l.Durable())
	}
	if err := l.giveUpWait(settled, end, context.Canceled); err != nil {
		t.Fatalf("gave up on a durable position with %v", err)
	}
}

// TestWriterComesFirst lets a change of segment wait for a sync together with others, and checks that it has the
// turn before them, and that what they wait for is served by the sync that it makes.
func TestWriterComesFirst(t *testing.T) {
	g := newGate()
	l := mustCreate(t, testOptions(g, "/wal"))
	first := mustAppend(t, l, 1, payloadOf(1, fillingPayload))
	if err := l.Reserve(10); err != nil {
		t.Fatal(err)
	}
	g.shut()
	leader := waitDurable(context.Background(), l, first)
	<-g.arrived
	follower := waitDurable(context.Background(), l, first)
	waitQueue(t, l, 1)
	appended := make(chan error, 1)
	go func() {
		_, err := l.Append(Record{Tx: 2, Payload: payloadOf(2, 10)})
		appended <- err
	}()
	waitQueue(t, l, 2)
	l.mu.Lock()
	ahead := l.queue[0].purpose
	l.mu.Unlock()
	if ahead != forTurn {
		t.Fatal("the writer queues behind those who wait")
	}
	for range 3 {
		g.open <- nil
	}
	if err := errors.Join(<-leader, <-follower, <-appended); err != nil {
		t.Fatal(err)
	}
	g.set(func(call) error { return nil })
	mustSync(t, l)
}
