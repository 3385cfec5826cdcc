package wal

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/vfs"
	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// gate is a file system whose syncs of file data stop until they are let through.
type gate struct {
	*hookFS
	arrived chan struct{} // one element for each sync that has begun
	open    chan error    // one element lets one sync through, with that error
	syncs   atomic.Int64
}

// newGate returns a gate on a file system in memory that does not stop anything yet.
func newGate() *gate {
	return &gate{hookFS: newHookFS(memfs.New(memfs.Options{})), arrived: make(chan struct{}, 100), open: make(chan error, 100)}
}

// shut makes the gate stop every sync from now on.
func (g *gate) shut() {
	g.set(func(c call) error {
		if c.op != vfs.OpSyncData {
			return nil
		}
		g.syncs.Add(1)
		g.arrived <- struct{}{}
		return <-g.open
	})
}

// waitQueue waits until count goroutines queue for the log's turn.
func waitQueue(t *testing.T, l *Log, count int) {
	t.Helper()
	deadline := time.After(10 * time.Second)
	for {
		l.mu.Lock()
		n := len(l.queue)
		l.mu.Unlock()
		if n == count {
			return
		}
		select {
		case <-deadline:
			t.Fatalf("%d goroutines wait, want %d", n, count)
		case <-time.After(time.Millisecond):
		}
	}
}

// waitDurable waits for a position in a goroutine and returns where its result arrives.
func waitDurable(ctx context.Context, l *Log, lsn ids.LSN) chan error {
	result := make(chan error, 1)
	go func() { result <- l.WaitDurable(ctx, lsn) }()
	return result
}

// TestGroupCommit stops a sync on its way, lets more records be written and waited for, and checks that all of
// those are served by one further sync, that none is served by the sync that began before it was written, and
// that OnDurable hears both positions in order before the waiters go on.
func TestGroupCommit(t *testing.T) {
	g := newGate()
	o := testOptions(g, "/wal")
	var mu sync.Mutex
	var heard []ids.LSN
	o.OnDurable = func(lsn ids.LSN) {
		mu.Lock()
		defer mu.Unlock()
		heard = append(heard, lsn)
	}
	l := mustCreate(t, o)
	g.shut()
	first := mustAppend(t, l, 1, []byte("first"))
	leader := waitDurable(context.Background(), l, first)
	<-g.arrived
	const followers = 10
	var results []chan error
	var last ids.LSN
	for i := range followers {
		last = mustAppend(t, l, ids.TxID(i+2), []byte("later"))
		results = append(results, waitDurable(context.Background(), l, last))
	}
	waitQueue(t, l, followers)
	g.open <- nil
	if err := <-leader; err != nil || l.Durable() != first {
		t.Fatalf("leader: %v, durable %d, want %d", err, l.Durable(), first)
	}
	<-g.arrived
	g.open <- nil
	for _, r := range results {
		if err := <-r; err != nil {
			t.Fatalf("follower: %v", err)
		}
	}
	mu.Lock()
	defer mu.Unlock()
	if g.syncs.Load() != 2 || len(heard) != 2 || heard[0] != first || heard[1] != last || l.Durable() != last {
		t.Fatalf("%d syncs, heard %v, durable %d", g.syncs.Load(), heard, l.Durable())
	}
	g.set(func(call) error { return nil })
}

// TestWaiterGivesUp cancels waiters in the middle of the queue and checks that they return at once, that the
// others are served, and that a position that is durable needs neither a living context nor a sync.
func TestWaiterGivesUp(t *testing.T) {
	g := newGate()
	l := mustCreate(t, testOptions(g, "/wal"))
	g.shut()
	leader := waitDurable(context.Background(), l, mustAppend(t, l, 1, nil))
	<-g.arrived
	end := mustAppend(t, l, 2, nil)
	ctx, cancel := context.WithCancel(context.Background())
	quitter := waitDurable(ctx, l, end)
	waitQueue(t, l, 1)
	stayer := waitDurable(context.Background(), l, end)
	waitQueue(t, l, 2)
	cancel()
	if err := <-quitter; !errors.Is(err, context.Canceled) {
		t.Fatalf("cancelled waiter got %v", err)
	}
	if err := l.WaitDurable(ctx, end); !errors.Is(err, context.Canceled) {
		t.Fatalf("waiter with a dead context got %v", err)
	}
	g.open <- nil
	<-g.arrived
	g.open <- nil
	if err := errors.Join(<-leader, <-stayer, l.WaitDurable(ctx, end)); err != nil {
		t.Fatal(err)
	}
	if err := l.WaitDurable(context.Background(), end+8); !errors.Is(err, ErrNotWritten) {
		t.Fatalf("waiting beyond the end gives %v", err)
	}
	g.set(func(call) error { return nil })
}

// TestCancelledTurn hands the turn to waiters whose contexts end at the same moment, again and again, and checks
// that it is never lost: the last waiter, which does not give up, is always served.
func TestCancelledTurn(t *testing.T) {
	g := newGate()
	o := testOptions(g, "/wal")
	o.SegmentSize = 1 << 20
	l := mustCreate(t, o)
	g.shut()
	for round := range 200 {
		leader := waitDurable(context.Background(), l, mustAppend(t, l, 1, nil))
		<-g.arrived
		end := mustAppend(t, l, 2, nil)
		ctx, cancel := context.WithCancel(context.Background())
		var quitters []chan error
		for range 3 {
			quitters = append(quitters, waitDurable(ctx, l, end))
		}
		waitQueue(t, l, 3)
		stayer := waitDurable(context.Background(), l, end)
		waitQueue(t, l, 4)
		g.open <- nil
		go cancel()
		<-g.arrived
		g.open <- nil
		if err := errors.Join(<-leader, <-stayer); err != nil {
			t.Fatalf("round %d: %v", round, err)
		}
		for _, q := range quitters {
			if err := <-q; err != nil && !errors.Is(err, context.Canceled) {
				t.Fatalf("round %d: %v", round, err)
			}
		}
	}
	g.set(func(call) error { return nil })
}

// TestSingleWriterHasNoHop checks that a lone writer syncs exactly once per wait and that neither Append nor
// WaitDurable allocates.
func TestSingleWriterHasNoHop(t *testing.T) {
	h := newHookFS(vfs.OS())
	o := testOptions(h, t.TempDir())
	o.SegmentSize = 1 << 20
	l := mustCreate(t, o)
	syncs, writes := 0, 0
	h.set(func(c call) error {
		switch c.op {
		case vfs.OpSyncData:
			syncs++
			return errSkip
		case vfs.OpWrite:
			writes++
		}
		return nil
	})
	payload := make([]byte, 200)
	const rounds = 100
	perRound := testing.AllocsPerRun(rounds, func() {
		if err := commit(l, 1, payload); err != nil {
			t.Fatal(err)
		}
	})
	if perRound != 0 || syncs != rounds+1 || writes != rounds+1 {
		t.Fatalf("%v allocations, %d syncs, %d writes in %d rounds", perRound, syncs, writes, rounds+1)
	}
}

// commit appends a record and waits until it is durable.
func commit(l *Log, tx ids.TxID, payload []byte) error {
	if err := l.Reserve(int64(len(payload))); err != nil {
		return err
	}
	end, err := l.Append(Record{Tx: tx, Payload: payload})
	if err != nil {
		return err
	}
	return l.WaitDurable(context.Background(), end)
}
