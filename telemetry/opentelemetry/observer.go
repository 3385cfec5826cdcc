package opentelemetry

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/metric"
	"go.opentelemetry.io/otel/trace"

	"github.com/aerolith/aerolith"
	"github.com/aerolith/aerolith/aero"
)

// scope is under which name spans and metrics come.
const scope = "github.com/aerolith/aerolith"

// The attributes, by the semantic conventions for databases.
const (
	attrSystem    = attribute.Key("db.system.name")
	attrNamespace = attribute.Key("db.namespace")
	attrSet       = attribute.Key("db.collection.name")
	attrOperation = attribute.Key("db.operation.name")
	attrBatch     = attribute.Key("db.operation.batch.size")
	attrStatus    = attribute.Key("db.response.status_code")
	attrError     = attribute.Key("error.type")
	attrBackend   = attribute.Key("aerolith.backend")
	attrInDoubt   = attribute.Key("aerolith.in_doubt")
)

// system is the value of attrSystem.
const system = "aerospike"

// Observer gives calls to OpenTelemetry.
type Observer struct {
	tracer   trace.Tracer
	duration metric.Float64Histogram
	now      func() time.Time
}

// New makes an observer. Either provider may be nil: then there are no traces, or no metrics.
//
// It fails if the meter refuses the instrument.
func New(traces trace.TracerProvider, metrics metric.MeterProvider) (*Observer, error) {
	o := &Observer{now: time.Now}
	if traces != nil {
		o.tracer = traces.Tracer(scope)
	}
	if metrics == nil {
		return o, nil
	}
	var err error
	o.duration, err = metrics.Meter(scope).Float64Histogram("db.client.operation.duration", metric.WithUnit("s"),
		metric.WithDescription("How long calls took; walks with the time of who walks."),
		metric.WithExplicitBucketBoundaries(0.00001, 0.0001, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10))
	if err != nil {
		return nil, fmt.Errorf("opentelemetry: %w", err)
	}
	return o, nil
}

// state is what the context has of a call that this observer was told of.
type state struct {
	span  trace.Span
	began time.Time
}

// stateKey is the key of the state.
type stateKey struct{ observer *Observer }

// Begin implements aerolith.Observer.
func (o *Observer) Begin(ctx context.Context, call aerolith.Call) context.Context {
	s := &state{began: o.now()}
	if o.tracer != nil {
		name := string(call.Op) + " " + call.Namespace
		ctx, s.span = o.tracer.Start(ctx, name, trace.WithSpanKind(trace.SpanKindClient), trace.WithTimestamp(s.began))
		if s.span.IsRecording() {
			s.span.SetAttributes(o.attributes(call)...)
			if call.Set != "" {
				s.span.SetAttributes(attrSet.String(call.Set))
			}
			if call.Op == aerolith.OpBatch {
				s.span.SetAttributes(attrBatch.Int(call.Records))
			}
		}
	}
	return context.WithValue(ctx, stateKey{o}, s)
}

// attributes returns what is known of every call; their number is bounded.
func (o *Observer) attributes(call aerolith.Call) []attribute.KeyValue {
	return []attribute.KeyValue{
		attrSystem.String(system), attrOperation.String(string(call.Op)), attrNamespace.String(call.Namespace),
		attrBackend.String(string(call.Backend)),
	}
}

// End implements aerolith.Observer.
func (o *Observer) End(ctx context.Context, call aerolith.Call, err error) {
	s, known := ctx.Value(stateKey{o}).(*state)
	if !known {
		return
	}
	kind, status := typeOf(err)
	if o.duration != nil {
		attributes := o.attributes(call)
		if kind != "" {
			attributes = append(attributes, attrError.String(kind))
		}
		o.duration.Record(ctx, o.now().Sub(s.began).Seconds(), metric.WithAttributes(attributes...))
	}
	if s.span == nil {
		return
	}
	if err != nil {
		s.span.SetAttributes(attrError.String(kind))
		if status != "" {
			s.span.SetAttributes(attrStatus.String(status))
		}
		var e *aerolith.Error
		if errors.As(err, &e) && e.InDoubt {
			s.span.SetAttributes(attrInDoubt.Bool(true))
		}
		if code, known := aero.CodeOf(err); !known || code.Class() != aero.ClassState {
			s.span.SetStatus(codes.Error, kind)
		}
	}
	s.span.End()
}

// typeOf returns what kind of failure an error is and the number of its result code, empty for none. It never repeats the text of
// the error.
func typeOf(err error) (kind, status string) {
	if err == nil {
		return "", ""
	}
	if code, known := aero.CodeOf(err); known {
		return code.String(), strconv.Itoa(int(code))
	}
	switch {
	case errors.Is(err, context.Canceled):
		return "canceled", ""
	case errors.Is(err, aerolith.ErrTimeout), errors.Is(err, context.DeadlineExceeded):
		return "timeout", ""
	case errors.Is(err, aerolith.ErrClosed):
		return "closed", ""
	}
	return "other", ""
}
