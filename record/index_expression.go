package record

import (
	"errors"
	"slices"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/record/internal/eval"
	"github.com/aerolith/aerolith/record/internal/expr"
	"github.com/aerolith/aerolith/record/internal/layout"
	"github.com/aerolith/aerolith/record/internal/sindex"
)

// indexedExpression is the expression of an index.
type indexedExpression struct {
	program *expr.Program
	rules   *eval.Rules
}

// compileIndexed makes the expression of an index. Those that depend on more than the bins and the digest of a record, such
// as the clock, are refused.
func (n *namespace) compileIndexed(encoded []byte, want aero.ParticleType) (sindex.Expression, error) {
	program, ok := expr.Compile(slices.Clone(encoded))
	switch {
	case !ok:
		return nil, errors.New("record: index: expression is malformed")
	case !program.Indexable():
		return nil, errors.New("record: index: expression depends on nothing of the record, or on more than its bins and digest")
	case program.Type() != want:
		return nil, errors.New("record: index: expression is of another type than the index needs")
	}
	return &indexedExpression{program: program, rules: n.rules}, nil
}

// Value implements sindex.Expression.
func (x *indexedExpression) Value(digest aero.Digest, record *layout.Record) (aero.Particle, bool) {
	current := eval.Current{Exists: true, Record: *record}
	value, code := x.rules.Value(x.program, digest, &current, 0)
	return value, code == aero.CodeOK
}

// Bins implements sindex.Expression.
func (x *indexedExpression) Bins() []layout.Name { return x.program.Bins() }
