package pipeline

import (
	"context"
	"errors"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/aerolith/aerolith/wire"
)

// TestDeadlinesOfMany gives many requests different deadlines, in no order, at a node that never answers, and cancels some of
// them: each ends at its own deadline, whether it waited for a connection, was queued or had been sent, and says truly
// which of these it was. Those on connections that others had to give up may end sooner.
func TestDeadlinesOfMany(t *testing.T) {
	const count = 300
	n := &fakeNode{answer: func(*fakeConn, []byte) {}}
	options := small()
	options.MaxLines, options.MaxWaiters = 3, count
	withLane(t, n, options, func(t *testing.T, l *Lane) {
		random := rand.New(rand.NewPCG(7, 7))
		began := time.Now()
		var group sync.WaitGroup
		sent := make([]bool, count)
		for i, name := range names(count) {
			limit := time.Duration(random.IntN(2000)) * time.Millisecond
			group.Go(func() {
				ctx, want := t.Context(), ErrTimeout
				if i%5 == 0 {
					var cancel context.CancelFunc
					ctx, cancel = context.WithTimeout(ctx, limit)
					defer cancel()
					limit, want = time.Hour, context.DeadlineExceeded
				}
				r := sendNow(ctx, l, name, limit)
				sent[i] = !r.Unsent
				late := time.Since(began) - limit
				if errors.Is(r.Err, ErrStalled) && !r.Unsent && !r.Abandoned && late <= 0 {
					return
				}
				if !errors.Is(r.Err, want) || !r.Abandoned {
					t.Errorf("%+v, want %v", r, want)
				}
				if want == ErrTimeout && (late < 0 || late > time.Duration(lookSpacing)) {
					t.Errorf("%v late", late)
				}
			})
		}
		group.Wait()
		arrived := make(map[string]bool)
		for _, name := range n.all() {
			arrived[name] = true
		}
		for i, name := range names(count) {
			if arrived[name] && !sent[i] {
				t.Errorf("%s arrived and was reported as not sent", name)
			}
		}
		if len(arrived) == 0 || len(arrived) == count {
			t.Fatalf("%d of %d requests were sent: nothing was tried", len(arrived), count)
		}
	})
}

// TestDeadlinePassed makes a request whose deadline has passed already, before and after the lane has looked for others.
func TestDeadlinePassed(t *testing.T) {
	n := &fakeNode{}
	withLane(t, n, small(), func(t *testing.T, l *Lane) {
		n.hold = make(chan struct{})
		for range 2 {
			began := time.Now()
			if r := sendNow(t.Context(), l, "late", time.Nanosecond); !errors.Is(r.Err, ErrTimeout) || !r.Unsent {
				t.Fatalf("%+v", r)
			}
			if took := time.Since(began); took > time.Millisecond {
				t.Fatalf("took %v", took)
			}
		}
		close(n.hold)
		mustAnswer(t, sendNow(t.Context(), l, "in time", time.Minute))
	})
}

// BenchmarkDeadlines exchanges requests that have deadlines, one after the other.
func BenchmarkDeadlines(b *testing.B) {
	n := &fakeNode{}
	options := small()
	options.Dial = n.dial
	l := New(&options)
	defer n.serving.Wait()
	defer l.Close()
	s := NewSlot()
	request, start := wire.BeginFrame(nil)
	s.Request = wire.EndFrame(append(request, "request"...), start, wire.TypeMessage)
	for b.Loop() {
		if outcome := l.Do(context.Background(), time.Now().Add(time.Second), s); outcome.Err != nil {
			b.Fatal(outcome.Err)
		}
	}
}
