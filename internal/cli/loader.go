package cli

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"sync"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/client"
)

// row is one line of input as a record, or why it is none.
type row struct {
	// line is its number, from 1.
	line int
	key  aero.Key
	bins []aero.Bin
	// ttl is the record's life time, TTLDefault if the line names none.
	ttl uint32
	// err says why the line is no record; fatal that nothing can be read after it.
	err   error
	fatal bool
}

// maxFailures is how many writes in a row may get no answer before a load stops: the cluster is gone.
const maxFailures = 10

// loader stores rows with several writes in flight.
type loader struct {
	client      *client.Client
	ttl         uint32
	concurrency int
	// stored is called for each stored record.
	stored func()

	// mu guards what follows.
	mu      sync.Mutex
	summary *summary
	// failures counts the writes in a row that got no answer.
	failures int
}

// run stores all rows. It ends early if the context ends, the input breaks or the cluster is gone; the summary says so.
func (l *loader) run(ctx context.Context, rows iter.Seq[row]) {
	// What ends the feeding leaves writes in flight alone: most of them are answered still.
	feeding, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	queue := make(chan row)
	var workers sync.WaitGroup
	for range l.concurrency {
		workers.Go(func() {
			for r := range queue {
				l.store(ctx, cancel, r)
			}
		})
	}
	l.feed(feeding, rows, queue)
	close(queue)
	workers.Wait()
	if cause := context.Cause(feeding); cause != nil && l.summary.stop == nil {
		l.summary.stop = cause
	}
}

// feed gives the rows to the workers until the context ends.
func (l *loader) feed(ctx context.Context, rows iter.Seq[row], queue chan<- row) {
	for r := range rows {
		if r.fatal {
			l.refuse(r, "unreadable input", r.err)
			l.summary.stop = fmt.Errorf("line %d: %w", r.line, r.err)
			return
		}
		select {
		case queue <- r:
		case <-ctx.Done():
			return
		}
	}
}

// store stores one row.
func (l *loader) store(ctx context.Context, cancel context.CancelCauseFunc, r row) {
	if r.err != nil {
		l.refuse(r, reasonOf(r.err), r.err)
		return
	}
	policy := &client.WritePolicy{SendKey: true, TTLSeconds: r.ttl}
	if r.ttl == aero.TTLDefault {
		policy.TTLSeconds = l.ttl
	}
	err := l.client.PutBins(ctx, r.key, r.bins, policy)
	if err == nil {
		l.succeed()
		return
	}
	var failure *client.Error
	if errors.As(err, &failure) && failure.Code() != aero.CodeOK {
		l.refuse(r, failure.Code().String(), err)
		if failure.Code() == aero.CodeNamespace {
			cancel(err)
		}
		return
	}
	l.unanswered(cancel, r, err)
}

// succeed counts a stored row.
func (l *loader) succeed() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.failures = 0
	l.summary.stored++
	l.stored()
}

// refuse counts a row that was not stored.
func (l *loader) refuse(r row, reason string, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.summary.add(r.line, reason, err)
}

// unanswered counts a row whose write got no answer, and stops the load after too many of them.
func (l *loader) unanswered(cancel context.CancelCauseFunc, r row, err error) {
	var failure *client.Error
	if errors.Is(err, context.Canceled) && errors.As(err, &failure) && !failure.InDoubt {
		// The load was stopped before this row's turn.
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.summary.add(r.line, "no answer", err)
	if l.failures++; l.failures >= maxFailures {
		cancel(err)
	}
}
