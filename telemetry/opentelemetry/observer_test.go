package opentelemetry_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/metric"
	metricnoop "go.opentelemetry.io/otel/metric/noop"
	"go.opentelemetry.io/otel/trace"
	"go.opentelemetry.io/otel/trace/noop"

	"github.com/aerolith/aerolith"
	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/telemetry/opentelemetry"
)

// journal keeps what an exporter would get.
type journal struct {
	mu    sync.Mutex
	lines []string
}

// note adds a line.
func (j *journal) note(format string, args ...any) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.lines = append(j.lines, fmt.Sprintf(format, args...))
}

// text returns all lines.
func (j *journal) text() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return strings.Join(j.lines, "\n")
}

// traces is a provider whose spans go to a journal.
type traces struct {
	noop.TracerProvider
	journal *journal
}

// Tracer implements trace.TracerProvider.
func (p traces) Tracer(string, ...trace.TracerOption) trace.Tracer {
	return tracer{journal: p.journal}
}

// tracer makes spans.
type tracer struct {
	noop.Tracer
	journal *journal
}

// Start implements trace.Tracer.
func (t tracer) Start(ctx context.Context, name string, _ ...trace.SpanStartOption) (context.Context, trace.Span) {
	s := &span{journal: t.journal, name: name}
	return trace.ContextWithSpan(ctx, s), s
}

// span is a span.
type span struct {
	noop.Span
	journal    *journal
	name       string
	attributes []attribute.KeyValue
	status     codes.Code
}

// IsRecording implements trace.Span.
func (s *span) IsRecording() bool { return true }

// SetAttributes implements trace.Span.
func (s *span) SetAttributes(all ...attribute.KeyValue) { s.attributes = append(s.attributes, all...) }

// SetStatus implements trace.Span.
func (s *span) SetStatus(code codes.Code, text string) {
	s.status = code
	s.journal.note("status %s", text)
}

// End implements trace.Span.
func (s *span) End(...trace.SpanEndOption) {
	set := attribute.NewSet(s.attributes...)
	s.journal.note("span %s %s %s", s.name, s.status, set.Encoded(attribute.DefaultEncoder()))
}

// meters is a provider whose measurements go to a journal.
type meters struct {
	metricnoop.MeterProvider
	journal *journal
	err     error
}

// Meter implements metric.MeterProvider.
func (p meters) Meter(string, ...metric.MeterOption) metric.Meter {
	return meter{journal: p.journal, err: p.err}
}

// meter makes instruments.
type meter struct {
	metricnoop.Meter
	journal *journal
	err     error
}

// Float64Histogram implements metric.Meter.
func (m meter) Float64Histogram(name string, _ ...metric.Float64HistogramOption) (metric.Float64Histogram, error) {
	return histogram{journal: m.journal, name: name}, m.err
}

// histogram is an instrument.
type histogram struct {
	metricnoop.Float64Histogram
	journal *journal
	name    string
}

// Record implements metric.Float64Histogram.
func (h histogram) Record(_ context.Context, value float64, options ...metric.RecordOption) {
	set := metric.NewRecordConfig(options).Attributes()
	h.journal.note("%s %t %s", h.name, value >= 0, set.Encoded(attribute.DefaultEncoder()))
}

// TestObserver makes calls and looks at what comes out: all that is promised, and neither key nor value nor text of an error.
func TestObserver(t *testing.T) {
	const canary = "canary-31ff-secret"
	j := new(journal)
	observer, err := opentelemetry.New(traces{journal: j}, meters{journal: j})
	if err != nil {
		t.Fatal(err)
	}
	db, err := aerolith.Open(t.Context(), "memory:?timeout=1m", aerolith.WithObserver(observer))
	if err != nil {
		t.Fatal(err)
	}
	ctx := t.Context()
	if err := db.Put(ctx, db.Key("people", canary), aerolith.Bins{"n": canary}, nil); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Get(ctx, db.Key("people", canary+"x"), nil); !errors.Is(err, aero.CodeNotFound) {
		t.Fatal(err)
	}
	if err := db.Put(ctx, db.Key("people", "k"), aerolith.Bins{canary: 1}, nil); err == nil {
		t.Fatal("a bin with a long name was taken")
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exists(ctx, db.Key("", "k"), nil); !errors.Is(err, aerolith.ErrClosed) {
		t.Fatal(err)
	}
	text := j.text()
	for _, want := range []string{
		"span put test Unset aerolith.backend=memory,db.collection.name=people,db.namespace=test,db.operation.name=put,db.system.name=aerospike",
		"span get test Unset", "db.response.status_code=2", "error.type=record not found", "status other", "status closed",
		"db.client.operation.duration true aerolith.backend=memory,db.namespace=test,db.operation.name=put,db.system.name=aerospike\n",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	if strings.Contains(text, "canary") {
		t.Errorf("a secret came out:\n%s", text)
	}
}

// TestProviders makes observers without one or both providers, and with one that refuses.
func TestProviders(t *testing.T) {
	refusal := errors.New("no more instruments")
	if _, err := opentelemetry.New(nil, meters{journal: new(journal), err: refusal}); !errors.Is(err, refusal) {
		t.Errorf("%v", err)
	}
	observer, err := opentelemetry.New(nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	ctx := observer.Begin(t.Context(), aerolith.Call{Op: aerolith.OpGet})
	observer.End(ctx, aerolith.Call{Op: aerolith.OpGet}, errors.New("x"))
	observer.End(t.Context(), aerolith.Call{Op: aerolith.OpGet}, nil)
}

// BenchmarkObserver measures a read without an observer, and with one whose providers do nothing.
func BenchmarkObserver(b *testing.B) {
	observer, err := opentelemetry.New(noop.NewTracerProvider(), metricnoop.NewMeterProvider())
	if err != nil {
		b.Fatal(err)
	}
	for name, options := range map[string][]aerolith.Option{"off": nil, "on": {aerolith.WithObserver(observer)}} {
		b.Run(name, func(b *testing.B) {
			db, err := aerolith.Open(b.Context(), "memory:", options...)
			if err != nil {
				b.Fatal(err)
			}
			key, record := db.Key("s", "k"), new(aerolith.Record)
			if err := db.Put(b.Context(), key, aerolith.Bins{"n": 1}, nil); err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			for b.Loop() {
				if err := db.GetInto(b.Context(), key, record, nil); err != nil {
					b.Fatal(err)
				}
			}
			if err := db.Close(); err != nil {
				b.Fatal(err)
			}
		})
	}
}
