package loadgen

import (
	"context"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"

	"github.com/aerolith/aerolith/client"
)

// Run makes load as the options say, over a client that the caller keeps, and returns what was measured. When ctx ends,
// the run ends and the report has what was measured until then.
//
// Errors: ErrOptions, ErrObject; ErrGone together with a report; the client's if the cluster could not be prepared.
// Requests that fail are no error: the report counts them.
func Run(ctx context.Context, c *client.Client, o Options) (*Report, error) {
	if err := o.Check(); err != nil {
		return nil, err
	}
	t, err := newTarget(ctx, c, &o)
	if err != nil {
		return nil, err
	}
	return newRun(&o, t.tasks()).run(ctx)
}

// run is one run of a load.
type run struct {
	o        *Options
	tasks    *tasks
	recorder *recorder
	// began is when the first request was due; measuring begins after the warm-up. ends is zero without a Duration.
	began, measured, ends time.Time
	// tickets numbers the requests, begun counts those that were sent; limit is how many there may be, 0 for any.
	tickets, begun atomic.Int64
	limit          int64
	// failures counts the requests in a row that failed.
	failures atomic.Int64
	// gone is closed by the worker that found the server gone.
	gone func()
}

// newRun returns a run that has not begun.
func newRun(o *Options, t *tasks) *run {
	r := &run{o: o, tasks: t, recorder: newRecorder(len(t.all)), limit: t.limit}
	if o.MaxRequests > 0 && (r.limit == 0 || o.MaxRequests < r.limit) {
		r.limit = o.MaxRequests
	}
	return r
}

// run makes the load and returns the report.
func (r *run) run(ctx context.Context) (*Report, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	r.gone = func() { cancel(ErrGone) }
	r.began = r.o.Now()
	r.measured = r.began.Add(r.o.WarmUp)
	if r.o.Duration > 0 {
		r.ends = r.measured.Add(r.o.Duration)
	}
	var workers sync.WaitGroup
	for i := range r.o.Concurrency {
		workers.Go(func() { r.work(ctx, i) })
	}
	finished := make(chan struct{})
	go func() {
		defer close(finished)
		workers.Wait()
	}()
	report := r.watch(finished)
	if cause := context.Cause(ctx); cause == ErrGone {
		return report, ErrGone
	}
	return report, nil
}

// watch takes what is recorded, interval by interval, until the workers have finished, and returns the sum.
func (r *run) watch(finished <-chan struct{}) *Report {
	total, lateness := newTallies(len(r.tasks.all)), newHistogram()
	ticker := time.NewTicker(r.o.Interval)
	defer ticker.Stop()
	since := r.began
	for {
		done := false
		select {
		case <-ticker.C:
		case <-finished:
			done = true
		}
		now := r.o.Now()
		since = r.interval(total, lateness, since, now)
		if done {
			return newReport(r, total, lateness, now)
		}
	}
}

// interval takes what was recorded in an interval and shows it to whoever looks on. It returns the interval's end.
func (r *run) interval(total []tally, lateness *hdrhistogram.Histogram, from, to time.Time) time.Time {
	kinds := newTallies(len(total))
	r.recorder.take(kinds, lateness)
	if r.o.Observe != nil {
		r.o.Observe(r.newInterval(kinds, from, to))
	}
	for i := range kinds {
		kinds[i].addTo(&total[i])
	}
	return to
}

// worker is what one worker needs for itself.
type worker struct {
	id     int
	source *rand.PCG
	random *rand.Rand
	timer  *time.Timer
}

// work makes requests until the run ends.
func (r *run) work(ctx context.Context, id int) {
	source := rand.NewPCG(0, 0)
	w := &worker{id: id, source: source, random: rand.New(source), timer: time.NewTimer(time.Hour)}
	defer w.timer.Stop()
	for {
		number := r.tickets.Add(1) - 1
		if r.limit > 0 && number >= r.limit || ctx.Err() != nil {
			return
		}
		due, ok := r.wait(ctx, w, number)
		if !ok {
			return
		}
		r.request(ctx, w, number, due)
	}
}

// wait waits until a request is due and returns from when its latency counts, or false if the run ends before.
func (r *run) wait(ctx context.Context, w *worker, number int64) (time.Time, bool) {
	now := r.o.Now()
	if r.o.Rate == 0 {
		return now, r.ends.IsZero() || now.Before(r.ends)
	}
	due := r.began.Add(time.Duration(float64(number) / r.o.Rate * float64(time.Second)))
	if !r.ends.IsZero() && (due.After(r.ends) || now.After(r.ends)) {
		return due, false
	}
	if !due.After(now) {
		return due, true
	}
	w.timer.Reset(due.Sub(now))
	select {
	case <-ctx.Done():
		return due, false
	case <-w.timer.C:
	}
	// The worker was free, so that what it woke up too late is not the server's fault.
	woke := r.o.Now()
	if !due.Before(r.measured) {
		r.recorder.late(w.id, woke.Sub(due))
	}
	return woke, true
}

// request makes a request and records it unless it belongs to the warm-up.
func (r *run) request(ctx context.Context, w *worker, number int64, due time.Time) {
	r.begun.Add(1)
	w.source.Seed(r.o.Seed, scatter(uint64(number)))
	s := sample{kind: r.tasks.pick(w.random), due: due, sent: r.o.Now()}
	s.records, s.err = r.tasks.all[s.kind].do(ctx, number, w.random)
	s.done = r.o.Now()
	if s.err != nil && ctx.Err() != nil {
		return
	}
	r.judge(s.err)
	if !due.Before(r.measured) {
		r.recorder.add(w.id, s)
	}
}

// judge ends the run after too many failures in a row.
func (r *run) judge(err error) {
	if err == nil || missing(err) {
		if r.failures.Load() != 0 {
			r.failures.Store(0)
		}
		return
	}
	if r.failures.Add(1) >= r.o.MaxFailures {
		r.gone()
	}
}
