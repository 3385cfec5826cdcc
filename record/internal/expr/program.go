package expr

import (
	"slices"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/internal/exprcode"
	"github.com/aerolith/aerolith/record/internal/layout"
)

// Program is a compiled expression.
type Program struct {
	root      *node
	variables int // how many there are at once
	bins      []layout.Name
	metadata  bool
	digest    bool
}

// Bins returns the names of the bins that the program looks at, each once. Nobody may change the slice.
func (p *Program) Bins() []layout.Name { return p.bins }

// Indexable reports whether an index can keep the program's values: they depend on bins or the digest, and on nothing
// else that a record knows of itself.
func (p *Program) Indexable() bool { return !p.metadata && (p.digest || len(p.bins) > 0) }

// Type returns the particle type of the values that the program comes to; aero.ParticleNil for nothing.
func (p *Program) Type() aero.ParticleType {
	if int(p.root.typ) < len(particleTypes) {
		return particleTypes[p.root.typ]
	}
	return aero.ParticleNil
}

// Compile compiles an encoded expression. The program aliases data, which must not change. ok is false if the
// expression is malformed, badly typed or too large; a server answers aero.CodeParameter then.
func Compile(data []byte) (p *Program, ok bool) { return compileWith(&table, data) }

// compileWith is Compile with the instructions given: they compile expressions themselves.
func compileWith(instructions *[exprcode.Opcodes]instruction, data []byte) (p *Program, ok bool) {
	c := compiler{table: instructions, rest: data, program: &Program{}}
	root, ok := c.next()
	if !ok || len(c.rest) > 0 || root.typ == typeOther {
		return nil, false
	}
	c.program.root = root
	return c.program, true
}

// CompileFilter is Compile for an expression that must come to a boolean.
func CompileFilter(data []byte) (p *Program, ok bool) {
	p, ok = Compile(data)
	if !ok || p.root.typ != TypeBool {
		return nil, false
	}
	return p, true
}

// Source finds what a record consists of. Its values are those that expressions see.
type Source interface {
	// Find returns the value of the named bin and whether there is such a bin.
	Find(name layout.Name) (aero.Particle, bool)
	// Size returns the size of the record as it is stored, in bytes.
	Size() int
}

// Subject is the record that a program is evaluated on.
type Subject struct {
	// Bins are the record's bins.
	Bins Source
	// Digest is the record's digest.
	Digest aero.Digest
	// SetName is the name of the record's set; empty for none.
	SetName string
	// Key is the stored user key, or a nil particle.
	Key aero.Particle
	// VoidTime is when the record expires, in seconds since the protocol's epoch; 0 is never.
	VoidTime uint32
	// LastUpdate is when the record was last written, in milliseconds since the protocol's epoch.
	LastUpdate uint64
	// Now is the time, in milliseconds since the protocol's epoch.
	Now uint64
	// InMemory says that the record is kept in memory only.
	InMemory bool
	// Budget bounds the bytes that evaluations work through. Each takes from it what it used.
	Budget int
}

// Match evaluates a filter. It returns aero.CodeOK if the record matches, aero.CodeFilteredOut if it does not or if that
// is unknown, and aero.CodeRecordTooBig if the budget is used up.
func (p *Program) Match(s *Subject) aero.ResultCode {
	v, exhausted := p.run(s)
	switch {
	case exhausted:
		return aero.CodeRecordTooBig
	case v.isTrue():
		return aero.CodeOK
	}
	return aero.CodeFilteredOut
}

// Value evaluates an expression to a value that a bin can hold. A nil value is the nil particle. The value may alias the
// program's bytes and the record's. The code is aero.CodeOK, aero.CodeOpNotApplicable if the value is unknown or of a
// kind that bins cannot hold, or aero.CodeRecordTooBig if the budget is used up.
func (p *Program) Value(s *Subject) (aero.Particle, aero.ResultCode) {
	v, exhausted := p.run(s)
	if exhausted {
		return aero.Particle{}, aero.CodeRecordTooBig
	}
	particle, ok := v.particle()
	if !ok {
		return aero.Particle{}, aero.CodeOpNotApplicable
	}
	return particle, aero.CodeOK
}

// run evaluates the program.
func (p *Program) run(s *Subject) (v value, exhausted bool) {
	m := machine{subject: s, left: s.Budget, variables: make([]value, p.variables)}
	for i := range m.builtin {
		m.builtin[i] = unknown()
	}
	v = m.run(p.root)
	s.Budget = m.left
	return v, m.exhausted
}

// uses notes that the program looks at a bin.
func (p *Program) uses(name layout.Name) {
	if !slices.Contains(p.bins, name) {
		p.bins = append(p.bins, name)
	}
}
