package path

import (
	"slices"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/record/internal/cdt/coll"
	"github.com/aerolith/aerolith/record/internal/cdt/pack"
)

// apply returns a list or map in which what is chosen on the last level is replaced or taken away.
func (s *selection) apply(b []byte, depth int) ([]byte, aero.ResultCode) {
	c, ok := coll.Parse(b)
	if !ok {
		return nil, aero.CodeUnknown
	}
	if c.Len() == 0 {
		return b, aero.CodeOK
	}
	chosen, code := s.choose(c, depth)
	if code != aero.CodeOK {
		return nil, code
	}
	values := make([][]byte, c.Len()) // nil is taken away
	for position := range values {
		values[position] = c.Value(position)
	}
	for _, position := range chosen {
		switch {
		case s.enters(values[position], depth):
			values[position], code = s.apply(values[position], depth+1)
		case s.last(depth):
			values[position], code = s.replacement(memberAt(c, position), depth)
		}
		if code != aero.CodeOK {
			return nil, code
		}
	}
	return s.rebuilt(c, values)
}

// replacement returns the new value of a member; nil takes it away.
func (s *selection) replacement(m *Member, depth int) ([]byte, aero.ResultCode) {
	r := s.modify.Replace(m)
	switch {
	case r.Answer == Unknown && s.lenient:
		return m.Value, aero.CodeOK
	case r.Answer == Unknown:
		return nil, aero.CodeUnknown
	case r.Answer == No:
		return nil, aero.CodeOK
	case !s.env.Charge(len(r.Packed)):
		return nil, aero.CodeRecordTooBig
	}
	value, ok := pack.Canonical(nil, r.Packed, pack.PlaceMember, depth+1)
	if !ok {
		return nil, aero.CodeIncompatibleType
	}
	return value, aero.CodeOK
}

// rebuilt puts a list or map together from its new values.
func (s *selection) rebuilt(c *coll.Collection, values [][]byte) ([]byte, aero.ResultCode) {
	type member struct{ key, value []byte }
	members := make([]member, 0, len(values))
	size := 0
	for position, value := range values {
		if value == nil {
			continue
		}
		m := member{value: value}
		if c.IsMap() {
			m.key = c.Key(position)
		}
		members = append(members, m)
		size += len(m.key) + len(m.value)
	}
	if size > s.env.MaxSize || !s.env.Charge(size) {
		return nil, aero.CodeRecordTooBig
	}
	if !c.IsMap() && c.Ordered() {
		slices.SortStableFunc(members, func(a, b member) int { return pack.Compare(a.value, b.value) })
	}
	out := pack.AppendHead(make([]byte, 0, size+8), c.Kind, c.Flags, len(members))
	for _, m := range members {
		out = append(append(out, m.key...), m.value...)
	}
	return out, aero.CodeOK
}
