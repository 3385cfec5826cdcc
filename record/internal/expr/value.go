package expr

import (
	"encoding/binary"
	"math"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/record/internal/cdt/pack"
	"github.com/aerolith/aerolith/record/internal/geo"
)

// value is what an instruction comes to.
type value struct {
	typ Type
	// number is an integer, the bits of a float, or 0 or 1 for a boolean.
	number uint64
	// data is the content of strings, blobs and sketches, the text of GeoJSON, or a packed list or map.
	data []byte
	// shape is the geometry of GeoJSON, where it was read already.
	shape *geo.Shape
}

// truth is whether something holds.
type truth bool

// unknown returns the value that is not known.
func unknown() value { return value{typ: typeUnknown} }

// boolean returns a boolean.
func boolean(t truth) value {
	if t {
		return value{typ: TypeBool, number: 1}
	}
	return value{typ: TypeBool}
}

// integer returns an integer.
func integer(n int64) value { return value{typ: TypeInt, number: uint64(n)} }

// float returns a float.
func float(f float64) value { return value{typ: TypeFloat, number: math.Float64bits(f)} }

// known reports whether the value is known.
func (v *value) known() bool { return v.typ != typeUnknown }

// isTrue reports whether the value is a boolean that holds.
func (v *value) isTrue() bool { return v.typ == TypeBool && v.number != 0 }

// isFalse reports whether the value is a boolean that does not hold.
func (v *value) isFalse() bool { return v.typ == TypeBool && v.number == 0 }

// int returns an integer's value.
func (v *value) int() int64 { return int64(v.number) }

// float returns a float's value.
func (v *value) float() float64 { return math.Float64frombits(v.number) }

// geometry returns the geometry of GeoJSON, or nil if the text is none.
func (v *value) geometry() *geo.Shape {
	if v.shape != nil {
		return v.shape
	}
	shape, err := geo.Parse(v.data)
	if err != nil {
		return nil
	}
	return shape
}

// sizeOfNumber is the size of integers and floats in particles.
const sizeOfNumber = 8

// fromParticle returns the value of a particle, unknown if it is malformed or of a type that expressions do not have.
func fromParticle(p aero.Particle) value {
	switch p.Type {
	case aero.ParticleNil:
		return value{typ: TypeNil}
	case aero.ParticleInteger, aero.ParticleFloat:
		if len(p.Data) != sizeOfNumber {
			return unknown()
		}
		t := TypeInt
		if p.Type == aero.ParticleFloat {
			t = TypeFloat
		}
		return value{typ: t, number: binary.BigEndian.Uint64(p.Data)}
	case aero.ParticleBool:
		return boolean(len(p.Data) == 1 && p.Data[0] != 0)
	case aero.ParticleGeoJSON:
		text, ok := geo.Text(p.Data)
		if !ok {
			return unknown()
		}
		return value{typ: TypeGeo, data: text}
	}
	for t := range particleTypes {
		if particleTypes[t] == p.Type {
			return value{typ: Type(t), data: p.Data}
		}
	}
	return unknown()
}

// particle returns the value as a particle; ok is false if it is unknown or nothing that a bin could hold. A nil value
// is the nil particle.
func (v *value) particle() (p aero.Particle, ok bool) {
	switch v.typ {
	case TypeNil:
		return aero.Particle{}, true
	case TypeBool:
		return pack.Bool(pack.Truth(v.isTrue())), true
	case TypeInt:
		return pack.Number(v.int()), true
	case TypeFloat:
		return aero.Particle{Type: aero.ParticleFloat, Data: pack.Number(v.int()).Data}, true
	case TypeGeo:
		return aero.Particle{Type: aero.ParticleGeoJSON, Data: geo.Particle(v.data)}, true
	case TypeString, TypeBlob, TypeHLL, TypeList, TypeMap:
		return aero.Particle{Type: particleTypes[v.typ], Data: v.data}, true
	}
	return aero.Particle{}, false
}

// appendPacked appends the value in packed form; ok is false if it has none.
func (v *value) appendPacked(dst []byte) (packed []byte, ok bool) {
	switch v.typ {
	case TypeNil:
		return pack.AppendNil(dst), true
	case TypeBool:
		return pack.AppendBool(dst, pack.Truth(v.isTrue())), true
	case TypeInt:
		return pack.AppendInteger(dst, v.int()), true
	case TypeFloat:
		return pack.AppendFloat(dst, v.float()), true
	case TypeString, TypeBlob, TypeHLL, TypeGeo:
		return pack.AppendText(dst, particleTypes[v.typ], v.data), true
	case TypeList, TypeMap, typeOther:
		return append(dst, v.data...), true
	}
	return dst, false
}

// fromPacked returns the value at the start of b, unknown if there is none.
func fromPacked(b []byte) value {
	p, ok := pack.Particle(b)
	if !ok {
		return unknown()
	}
	return fromParticle(p)
}
