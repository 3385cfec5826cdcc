package path

import (
	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/record/internal/cdt/coll"
	"github.com/aerolith/aerolith/record/internal/cdt/pack"
)

// Answer is what a condition comes to.
type Answer uint8

// The answers.
const (
	No Answer = iota
	Yes
	Unknown
)

// Member is a member of a list or map, in packed form.
type Member struct {
	// Key is the key in a map, nil in a list.
	Key []byte
	// Value is the value.
	Value []byte
	// Index is the index in a list.
	Index int
}

// Replacement is what shall stand in the place of a value.
type Replacement struct {
	// Answer is Yes for a new value, No if the member is to be taken away, and Unknown.
	Answer Answer
	// Packed is the new value.
	Packed []byte
}

// Expression is evaluated on members.
type Expression interface {
	// Match evaluates a condition.
	Match(m *Member) Answer
	// Replace evaluates the value that a member shall have.
	Replace(m *Member) Replacement
}

// Environment is what a selection is given.
type Environment struct {
	// Compile compiles an encoded expression, or reports false if it makes no sense.
	Compile func(encoded []byte) (Expression, bool)
	// Charge counts work on so many bytes, or reports false if that is too much.
	Charge func(bytes int) bool
	// MaxSize bounds the changed value, in bytes.
	MaxSize int
}

// Is reports whether an operand is that of a selection.
func Is(operand []byte) bool {
	kind, count, head, ok := pack.Container(operand)
	if !ok || kind != pack.KindList || count == 0 {
		return false
	}
	code, _, ok := pack.Integer(operand[head:])
	return ok && code == opSelect
}

// Read answers with what a path leads to. The code is aero.CodeOK, aero.CodeIncompatibleType if the value is no list or
// map or keys of a list are asked for, aero.CodeParameter if the path makes no sense or a condition is unknown, or
// aero.CodeRecordTooBig past the budget.
func Read(value aero.Particle, operand []byte, env *Environment) (aero.Particle, aero.ResultCode) {
	s, code := begin(value, operand, env)
	if code != aero.CodeOK {
		return aero.Particle{}, code
	}
	if s.mode == modeApply {
		return aero.Particle{}, aero.CodeParameter
	}
	return s.answer(value)
}

// Modify replaces what a path leads to, or answers as Read does if it does not say so. result is the nil particle after a
// change. The code is one of Read's or aero.CodeUnknown if a new value is unknown.
func Modify(value aero.Particle, operand []byte, env *Environment) (changed, result aero.Particle, code aero.ResultCode) {
	s, code := begin(value, operand, env)
	if code != aero.CodeOK {
		return value, aero.Particle{}, code
	}
	if s.mode != modeApply {
		result, code = s.answer(value)
		return value, result, code
	}
	data, code := s.apply(value.Data, 0)
	switch {
	case code != aero.CodeOK:
		return value, aero.Particle{}, code
	case len(data) > env.MaxSize:
		return value, aero.Particle{}, aero.CodeRecordTooBig
	}
	return aero.Particle{Type: value.Type, Data: data}, aero.Particle{}, aero.CodeOK
}

// selection is a selection under way.
type selection struct {
	env     *Environment
	levels  []level
	mode    mode
	lenient bool // what is unknown does not hold
	modify  Expression
	out     []byte
	count   int
}

// begin reads the operand.
func begin(value aero.Particle, operand []byte, env *Environment) (*selection, aero.ResultCode) {
	if value.Type != aero.ParticleList && value.Type != aero.ParticleMap {
		return nil, aero.CodeIncompatibleType
	}
	s := &selection{env: env}
	if !env.Charge(len(operand) + len(value.Data)) {
		return nil, aero.CodeRecordTooBig
	}
	if !s.parse(operand) {
		return nil, aero.CodeParameter
	}
	return s, aero.CodeOK
}

// answer answers in the mode of the selection.
func (s *selection) answer(value aero.Particle) (aero.Particle, aero.ResultCode) {
	if s.mode == modeTree {
		data, code := s.tree(value.Data, 0)
		return aero.Particle{Type: value.Type, Data: data}, code
	}
	if code := s.leaves(value.Data, 0); code != aero.CodeOK {
		return aero.Particle{}, code
	}
	head := pack.AppendHead(nil, pack.KindList, 0, s.count)
	return aero.Particle{Type: aero.ParticleList, Data: append(head, s.out...)}, aero.CodeOK
}

// last reports whether a level is the last one.
func (s *selection) last(depth int) bool { return depth == len(s.levels)-1 }

// enters reports whether the path goes on into a value that was chosen.
func (s *selection) enters(value []byte, depth int) bool {
	kind := pack.KindOf(value)
	return !s.last(depth) && (kind == pack.KindList || kind == pack.KindMap)
}

// tree returns what is left of a list or map when everything else is taken away.
func (s *selection) tree(b []byte, depth int) ([]byte, aero.ResultCode) {
	c, ok := coll.Parse(b)
	if !ok {
		return nil, aero.CodeUnknown
	}
	if c.Len() == 0 {
		return pack.AppendHead(nil, c.Kind, c.Flags&^pack.FlagIndexed, 0), aero.CodeOK
	}
	chosen, code := s.choose(c, depth)
	if code != aero.CodeOK {
		return nil, code
	}
	out := pack.AppendHead(nil, c.Kind, 0, len(chosen))
	for _, position := range chosen {
		value := c.Value(position)
		if s.enters(value, depth) {
			if value, code = s.tree(value, depth+1); code != aero.CodeOK {
				return nil, code
			}
		}
		if c.IsMap() {
			out = append(out, c.Key(position)...)
		}
		out = append(out, value...)
	}
	return out, aero.CodeOK
}

// leaves gathers what is chosen on the last level.
func (s *selection) leaves(b []byte, depth int) aero.ResultCode {
	c, ok := coll.Parse(b)
	if !ok {
		return aero.CodeUnknown
	}
	keys := s.mode == modeKeys || s.mode == modeKeysAndValues
	switch {
	case c.Len() == 0:
		return aero.CodeOK
	case s.last(depth) && keys && !c.IsMap() && s.lenient:
		return aero.CodeOK
	case s.last(depth) && keys && !c.IsMap():
		return aero.CodeIncompatibleType
	}
	chosen, code := s.choose(c, depth)
	if code != aero.CodeOK {
		return code
	}
	for _, position := range chosen {
		value := c.Value(position)
		switch {
		case s.enters(value, depth):
			if code := s.leaves(value, depth+1); code != aero.CodeOK {
				return code
			}
		case s.last(depth):
			if keys {
				s.out, s.count = append(s.out, c.Key(position)...), s.count+1
			}
			if s.mode != modeKeys {
				s.out, s.count = append(s.out, value...), s.count+1
			}
		}
	}
	return aero.CodeOK
}
