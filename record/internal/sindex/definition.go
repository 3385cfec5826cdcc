package sindex

import (
	"bytes"
	"errors"
	"fmt"
	"slices"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/record/internal/cdt"
	"github.com/aerolith/aerolith/record/internal/layout"
)

// The limits of definitions. Those of names are the protocol's.
const (
	// MaxNameLength is the longest name of an index, in bytes.
	MaxNameLength = 63
	// MaxContextLength and MaxExpressionLength bound context and expression, in bytes; a real node takes less.
	MaxContextLength    = 64 << 10
	MaxExpressionLength = 64 << 10
)

// ErrDefinition is wrapped by the errors about definitions that make no sense.
var ErrDefinition = errors.New("record/sindex: bad definition of a secondary index")

// Definition says what an index holds.
type Definition struct {
	// Set is the set whose records are indexed; empty for all records.
	Set string
	// Bin is the bin that is indexed, unless there is an Expression.
	Bin layout.Name
	// Type is the type of the indexed values.
	Type aero.ParticleType
	// Source says which part of the bin's value is indexed.
	Source aero.IndexSource
	// Context leads into the bin's value; empty for none.
	Context []byte
	// Expression is what is indexed in place of a bin's value; empty for none.
	Expression []byte
	// compiled evaluates Expression.
	compiled Expression
}

// Expression computes the value that is indexed of a record. It must depend on the stored bytes alone.
type Expression interface {
	// Value returns the expression's value; false if it has none for the record.
	Value(digest aero.Digest, record *layout.Record) (aero.Particle, bool)
	// Bins returns the names of the bins that the value depends on.
	Bins() []layout.Name
}

// Compile makes an Expression of its encoded form, which it must keep a copy of. It fails for one that is malformed, is of
// another type than wanted, or depends on more than the bins and the digest of a record.
type Compile func(encoded []byte, want aero.ParticleType) (Expression, error)

// New returns the definition that the arguments describe, without anything of theirs. It fails with an error that wraps
// ErrDefinition. compile may be nil, which refuses expressions.
func New(of *aero.IndexDefinition, compile Compile) (Definition, error) {
	bin, ok := layout.MakeName(of.Bin)
	d := Definition{
		Set: of.Set, Bin: bin, Type: of.Type, Source: of.Source,
		Context: slices.Clone(of.Context), Expression: slices.Clone(of.Expression),
	}
	switch {
	case !ok:
		return d, fmt.Errorf("%w: bin name %q", ErrDefinition, of.Bin)
	case len(of.Name) == 0 || len(of.Name) > MaxNameLength:
		return d, fmt.Errorf("%w: name of %d bytes, want 1 to %d", ErrDefinition, len(of.Name), MaxNameLength)
	case of.Source != aero.IndexSet && (of.Bin == "") == (len(of.Expression) == 0):
		return d, fmt.Errorf("%w: need either a bin or an expression", ErrDefinition)
	}
	if err := d.check(); err != nil {
		return d, err
	}
	return d, d.compile(compile)
}

// check checks what does not depend on names.
func (d *Definition) check() error {
	if d.Source == aero.IndexSet {
		return d.checkSet()
	}
	switch {
	case !indexable(d.Type):
		return fmt.Errorf("%w: values of type %d cannot be indexed", ErrDefinition, d.Type)
	case d.Source > aero.IndexMapValues:
		return fmt.Errorf("%w: source %d", ErrDefinition, d.Source)
	case d.Source == aero.IndexMapKeys && d.Type == aero.ParticleGeoJSON:
		return fmt.Errorf("%w: keys of maps are no GeoJSON", ErrDefinition)
	case len(d.Context) > MaxContextLength || len(d.Expression) > MaxExpressionLength:
		return fmt.Errorf("%w: context of %d, expression of %d bytes", ErrDefinition, len(d.Context), len(d.Expression))
	case len(d.Context) > 0 && !cdt.ValidContext(d.Context):
		return fmt.Errorf("%w: context is not well formed", ErrDefinition)
	case len(d.Context) > 0 && len(d.Expression) > 0:
		return fmt.Errorf("%w: both context and expression", ErrDefinition)
	}
	return nil
}

// checkSet checks the definition of the index of a set, which says nothing of values.
func (d *Definition) checkSet() error {
	if d.Set == "" || d.Type != 0 || d.Bin != (layout.Name{}) || len(d.Context)+len(d.Expression) > 0 {
		return fmt.Errorf("%w: the index of a set has a set and nothing else", ErrDefinition)
	}
	return nil
}

// compile makes the expression, if there is one.
func (d *Definition) compile(compile Compile) error {
	if len(d.Expression) == 0 {
		return nil
	}
	if compile == nil {
		return fmt.Errorf("%w: expressions are not supported", ErrDefinition)
	}
	var err error
	d.compiled, err = compile(d.Expression, d.expressionType())
	if err != nil {
		return fmt.Errorf("%w: %w", ErrDefinition, err)
	}
	return nil
}

// expressionType returns the type that an expression must have.
func (d *Definition) expressionType() aero.ParticleType {
	switch d.Source {
	case aero.IndexListElements:
		return aero.ParticleList
	case aero.IndexMapKeys, aero.IndexMapValues:
		return aero.ParticleMap
	}
	return d.Type
}

// indexable reports whether values of the type can be in an index.
func indexable(t aero.ParticleType) bool {
	switch t {
	case aero.ParticleInteger, aero.ParticleString, aero.ParticleBlob, aero.ParticleGeoJSON:
		return true
	}
	return false
}

// Same reports whether two definitions describe the same index.
func (d *Definition) Same(other *Definition) bool { return d.Set == other.Set && d.SameSource(other) }

// SameSource reports whether two definitions describe the same index but for the set.
func (d *Definition) SameSource(other *Definition) bool {
	return d.Bin == other.Bin && d.Type == other.Type && d.Source == other.Source &&
		bytes.Equal(d.Context, other.Context) && bytes.Equal(d.Expression, other.Expression)
}
