package sindex

import (
	"bytes"
	"slices"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/record/internal/geo"
	"github.com/aerolith/aerolith/record/internal/layout"
)

// Span is a range of Values, both ends included.
type Span struct{ From, To Value }

// Query is what a range in an index comes to.
type Query struct {
	// Spans are the ranges to look at, ascending and apart.
	Spans []Span
	// text is the string or blob to compare with.
	text []byte
	// shape is the region or point to compare with.
	shape *geo.Shape
	of    *Definition
	// memory is used again.
	memory []Value
}

// NewQuery prepares a query on an index. It returns false if the range makes no sense or is of another type than the
// index.
func NewQuery(of *Definition, r *aero.IndexRange) (*Query, bool) {
	q := &Query{of: of}
	if r.Type != of.Type {
		return nil, false
	}
	switch r.Type {
	case aero.ParticleInteger:
		q.Spans = []Span{{Number(r.From), Number(r.To)}}
		return q, r.From <= r.To
	case aero.ParticleString, aero.ParticleBlob:
		q.text = slices.Clone(r.Value)
		value := Text(r.Value)
		q.Spans = []Span{{value, value}}
		return q, len(r.Value) <= maxTextLength
	case aero.ParticleGeoJSON:
		return q, q.search(r.Value)
	}
	return nil, false
}

// Repeats reports whether a record may have more than one entry in the query's spans.
func (q *Query) Repeats() bool {
	many := q.of.Source != aero.IndexValue || q.of.Type == aero.ParticleGeoJSON
	single := len(q.Spans) == 1 && q.Spans[0].From == q.Spans[0].To
	return many && !single
}

// Verifies reports whether an entry alone does not say that its record matches: Holds must be asked.
func (q *Query) Verifies() bool { return q.of.Type != aero.ParticleInteger }

// First reports whether the value is the lowest that the record has in the query's spans. Who visits all entries and
// takes a record at its first finds each once.
func (q *Query) First(v Value, digest aero.Digest, record *layout.Record) bool {
	q.memory = q.of.AppendValues(q.memory[:0], digest, record)
	for _, have := range q.memory {
		if q.inSpans(have) {
			return have == v
		}
	}
	return false
}

// inSpans reports whether a value lies in one of the spans.
func (q *Query) inSpans(v Value) bool {
	at, _ := slices.BinarySearchFunc(q.Spans, v, func(s Span, v Value) int {
		if s.To < v {
			return -1
		}
		return 1
	})
	return at < len(q.Spans) && q.Spans[at].From <= v
}

// Holds reports whether the record matches the query, whatever its entries say.
func (q *Query) Holds(digest aero.Digest, record *layout.Record) bool {
	value, ok := q.of.indexed(digest, record)
	if !ok {
		return false
	}
	found := false
	q.of.each(value, func(p aero.Particle) bool {
		found = q.matches(p)
		return !found
	})
	return found
}

// matches reports whether one indexed value is what the query looks for.
func (q *Query) matches(p aero.Particle) bool {
	switch q.of.Type {
	case aero.ParticleString, aero.ParticleBlob:
		return bytes.Equal(p.Data, q.text)
	case aero.ParticleInteger:
		var one [1]Value
		values := q.of.appendValue(one[:0], p)
		return len(values) == 1 && q.inSpans(values[0])
	case aero.ParticleGeoJSON:
		shape := shapeOf(p)
		return shape != nil && geo.Match(q.shape, shape)
	}
	return false
}
