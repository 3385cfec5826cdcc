package dbmetrics

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/aerolith/aerolith"
	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/telemetry"
)

// Recorder is an aerolith.Observer that counts. One may serve several DBs.
type Recorder struct {
	now   func() time.Time
	calls map[aerolith.Op]*calls
}

// calls are the counts of one kind.
type calls struct {
	running  atomic.Int64
	outcomes [outcomeCount]atomic.Uint64
	buckets  [bucketCount]atomic.Uint64
}

// outcome is how a call ended, as far as operators care.
type outcome uint8

// The outcomes.
const (
	outcomeOK outcome = iota
	outcomeState
	outcomeTransient
	outcomeInDoubt
	outcomeCaller
	outcomeCanceled
	outcomeError
	outcomeCount
)

// outcomeNames are the labels.
func outcomeNames() [outcomeCount]string {
	return [...]string{"ok", "record state", "transient", "in doubt", "caller", "canceled", "error"}
}

// The buckets: powers of two from one microsecond on, to some 33 s.
const (
	bucketCount = 27
	firstBound  = time.Microsecond
)

// bounds returns the upper bounds of all buckets but the last, in seconds.
func bounds() []float64 {
	all := make([]float64, bucketCount-1)
	for i := range all {
		all[i] = (firstBound << i).Seconds()
	}
	return all
}

// NewRecorder makes a recorder. A nil clock means time.Now.
func NewRecorder(now func() time.Time) *Recorder {
	if now == nil {
		now = time.Now
	}
	r := &Recorder{now: now, calls: make(map[aerolith.Op]*calls)}
	for _, op := range aerolith.Ops() {
		r.calls[op] = new(calls)
	}
	return r
}

// begun is the key under which the context has when a call began with this recorder.
type begun struct{ recorder *Recorder }

// Begin implements aerolith.Observer.
func (r *Recorder) Begin(ctx context.Context, call aerolith.Call) context.Context {
	if c := r.calls[call.Op]; c != nil {
		c.running.Add(1)
	}
	return context.WithValue(ctx, begun{r}, r.now())
}

// End implements aerolith.Observer.
func (r *Recorder) End(ctx context.Context, call aerolith.Call, err error) {
	c := r.calls[call.Op]
	if c == nil {
		return
	}
	c.running.Add(-1)
	c.outcomes[outcomeOf(err)].Add(1)
	began, known := ctx.Value(begun{r}).(time.Time)
	if !known {
		return
	}
	took := r.now().Sub(began)
	i := 0
	for i < bucketCount-1 && took > firstBound<<i {
		i++
	}
	c.buckets[i].Add(1)
}

// outcomeOf judges an error.
func outcomeOf(err error) outcome {
	if err == nil {
		return outcomeOK
	}
	var e *aerolith.Error
	if errors.As(err, &e) && e.InDoubt {
		return outcomeInDoubt
	}
	if code, known := aero.CodeOf(err); known {
		switch code.Class() {
		case aero.ClassState:
			return outcomeState
		case aero.ClassTransient:
			return outcomeTransient
		case aero.ClassCaller:
			return outcomeCaller
		}
		return outcomeError
	}
	if errors.Is(err, context.Canceled) {
		return outcomeCanceled
	}
	return outcomeError
}

// Families is a telemetry.Source of the counts. Kinds and outcomes that have not occurred are left out.
func (r *Recorder) Families() []telemetry.Family {
	total := telemetry.Family{Name: "aerolith_db_calls_total", Help: "Calls that have ended, by kind and outcome.", Kind: telemetry.Counter}
	running := telemetry.Family{Name: "aerolith_db_calls_running", Help: "Calls under way, by kind.", Kind: telemetry.Gauge}
	took := telemetry.Family{
		Name: "aerolith_db_call_seconds", Kind: telemetry.Histogram,
		Help: "How long calls took, by kind; walks with the time of who walks. The sum is estimated from the buckets.",
	}
	ops := aerolith.Ops()
	slices.SortFunc(ops, func(a, b aerolith.Op) int { return strings.Compare(string(a), string(b)) })
	for _, op := range ops {
		c, label := r.calls[op], telemetry.Label{Name: "op", Value: string(op)}
		for i, name := range outcomeNames() {
			if n := c.outcomes[i].Load(); n > 0 {
				total.Samples = append(total.Samples, telemetry.Sample{
					Value: float64(n), Labels: []telemetry.Label{label, {Name: "outcome", Value: name}},
				})
			}
		}
		b := telemetry.Buckets{Bounds: bounds(), Counts: make([]uint64, bucketCount)}
		for i := range b.Counts {
			b.Counts[i] = c.buckets[i].Load()
		}
		if n := c.running.Load(); n > 0 || b.Count() > 0 {
			running.Samples = append(running.Samples, telemetry.Sample{Value: float64(n), Labels: []telemetry.Label{label}})
		}
		if b.Count() > 0 {
			took.Samples = append(took.Samples, telemetry.Sample{Labels: []telemetry.Label{label}, Buckets: b})
		}
	}
	return []telemetry.Family{total, running, took}
}
