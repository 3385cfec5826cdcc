package lua

import (
	"math"

	lua "github.com/yuin/gopher-lua"

	"github.com/aerolith/aerolith/aero"
)

// Inside the sandbox a value is nil, bool, int64, float64, string, aero.GeoJSON, or one of the reference types
// *listValue, *mapValue, *bytesValue and opaque. outside and inside translate to and from what package aero has.

// exactInteger is the largest integer whose neighbours Lua's numbers can tell apart; larger ones are of a type of
// their own.
const exactInteger = 1 << 53

// opaque is a value that functions can pass on but not look into.
type opaque struct{ value any }

// storable reports whether the value can be more than an element: extensions, which stand for infinity and the like,
// cannot.
func (o opaque) storable() bool {
	_, extension := o.value.(aero.Extension)
	return !extension
}

// inside turns a value of package aero into one of the sandbox. Lists and maps are copied.
func inside(v any) any {
	switch v := v.(type) {
	case uint64:
		return int64(v)
	case []byte:
		return &bytesValue{data: append([]byte(nil), v...), kind: aero.ParticleBlob}
	case aero.HLL:
		return &bytesValue{data: append([]byte(nil), v...), kind: aero.ParticleHLL}
	case aero.List:
		list := &listValue{items: make([]any, len(v.Items))}
		for i := range v.Items {
			list.items[i] = inside(v.Items[i])
		}
		return list
	case aero.Map:
		dict := newMap(v.Order)
		for _, e := range v.Entries {
			dict.set(inside(e.Key), inside(e.Value))
		}
		return dict
	case nil, bool, int64, float64, string, aero.GeoJSON:
		return v
	default:
		return opaque{v}
	}
}

// outside is the inverse of inside.
func outside(v any) any {
	switch v := v.(type) {
	case *bytesValue:
		if v.kind == aero.ParticleHLL {
			return aero.HLL(append([]byte(nil), v.data...))
		}
		return append([]byte{}, v.data...)
	case *listValue:
		list := aero.List{Items: make([]any, len(v.items))}
		for i := range v.items {
			list.Items[i] = outside(v.items[i])
		}
		return list
	case *mapValue:
		dict := aero.Map{Order: v.order}
		v.each(func(key, value any) bool {
			dict.Entries = append(dict.Entries, aero.MapEntry{Key: outside(key), Value: outside(value)})
			return true
		})
		return dict
	case opaque:
		return v.value
	default:
		return v
	}
}

// push returns a value of the sandbox as Lua sees it.
func (s *state) push(v any) lua.LValue {
	switch v := v.(type) {
	case bool:
		return lua.LBool(v)
	case int64:
		if v >= -exactInteger && v <= exactInteger {
			return lua.LNumber(v)
		}
		return s.userdata(v, s.tables.integer)
	case float64:
		return lua.LNumber(v)
	case string:
		return lua.LString(v)
	case aero.GeoJSON:
		return s.userdata(v, s.tables.geo)
	case *listValue:
		return s.userdata(v, s.tables.list)
	case *mapValue:
		return s.userdata(v, s.tables.dict)
	case *bytesValue:
		return s.userdata(v, s.tables.bytes)
	case opaque:
		return s.userdata(v, s.tables.opaque)
	default:
		return lua.LNil
	}
}

// userdata wraps a value of ours.
func (s *state) userdata(v any, table *lua.LTable) *lua.LUserData {
	return &lua.LUserData{Value: v, Env: s.l.Env, Metatable: table}
}

// pull returns what a Lua value is inside the sandbox. It fails with ErrValue for tables, functions and the like.
func pull(v lua.LValue) (any, error) {
	switch v := v.(type) {
	case *lua.LNilType:
		return nil, nil
	case lua.LBool:
		return bool(v), nil
	case lua.LNumber:
		return number(float64(v)), nil
	case lua.LString:
		return string(v), nil
	case *lua.LUserData:
		switch inner := v.Value.(type) {
		case int64, aero.GeoJSON, *listValue, *mapValue, *bytesValue, opaque:
			return inner, nil
		}
	}
	return nil, ErrValue
}

// number tells integers from floats: Lua's numbers of this dialect do not.
func number(f float64) any {
	if f == math.Trunc(f) && f >= math.MinInt64 && f < -math.MinInt64 {
		return int64(f)
	}
	return f
}

// need returns an argument as a value of the sandbox, or ends the call.
func need(l *lua.LState, n int) any {
	v, err := pull(l.Get(n))
	if err != nil {
		l.ArgError(n, err.Error())
	}
	return v
}

// sizeOf returns about how many bytes a value takes in memory beside what it refers to.
func sizeOf(v any) int {
	const slot = 32
	switch v := v.(type) {
	case string:
		return slot + len(v)
	case aero.GeoJSON:
		return slot + len(v)
	default:
		return slot
	}
}

// deepSize returns about how many bytes a value takes with everything that it refers to.
func deepSize(v any) int {
	total := sizeOf(v)
	switch v := v.(type) {
	case *bytesValue:
		total += len(v.data)
	case *listValue:
		for _, item := range v.items {
			total += deepSize(item)
		}
	case *mapValue:
		v.each(func(key, value any) bool {
			total += deepSize(key) + deepSize(value)
			return true
		})
	}
	return total
}
