package aero

import (
	"encoding/binary"
	"fmt"
	"math"
)

// NewParticle returns the stored form of a Go value: nil, bool, every integer type, float32, float64, string, []byte,
// GeoJSON, HLL, Opaque, List, []any, Map, map[string]any, map[any]any, and a Particle as it is. A []byte, HLL or
// Opaque is kept, not copied; everything else gets fresh memory. A Go map is stored unordered.
//
// Errors: ErrUnsupportedValue for other types and for unsigned integers above the largest int64 outside lists and
// maps, ErrTooDeep.
func NewParticle(v any) (Particle, error) {
	if n, ok := integerOf(v); ok {
		return Particle{Type: ParticleInteger, Data: binary.BigEndian.AppendUint64(nil, uint64(n))}, nil
	}
	switch v := v.(type) {
	case nil:
		return Particle{}, nil
	case Particle:
		return v, nil
	case Opaque:
		return Particle(v), nil
	case bool:
		if v {
			return Particle{Type: ParticleBool, Data: []byte{1}}, nil
		}
		return Particle{Type: ParticleBool, Data: []byte{0}}, nil
	case float64:
		return floatParticle(v), nil
	case float32:
		return floatParticle(float64(v)), nil
	case string:
		return Particle{Type: ParticleString, Data: []byte(v)}, nil
	case []byte:
		return Particle{Type: ParticleBlob, Data: v}, nil
	case HLL:
		return Particle{Type: ParticleHLL, Data: v}, nil
	case GeoJSON:
		return Particle{Type: ParticleGeoJSON, Data: append(make([]byte, geoHeaderSize), v...)}, nil
	case List, []any:
		return packedParticle(ParticleList, v)
	case Map, map[string]any, map[any]any:
		return packedParticle(ParticleMap, v)
	default:
		return Particle{}, fmt.Errorf("type %T: %w", v, ErrUnsupportedValue)
	}
}

// floatParticle returns a float in its stored form.
func floatParticle(v float64) Particle {
	return Particle{Type: ParticleFloat, Data: binary.BigEndian.AppendUint64(nil, math.Float64bits(v))}
}

// packedParticle returns a list or map in its stored form.
func packedParticle(kind ParticleType, v any) (Particle, error) {
	data, err := appendPackedCollection(nil, v, 0)
	if err != nil {
		return Particle{}, err
	}
	return Particle{Type: kind, Data: data}, nil
}

// Value returns the particle as a Go value: nil, int64, float64, string, []byte, bool, HLL, GeoJSON, List or Map; an
// Opaque for a particle type without a Go form. Nothing of it aliases the particle.
//
// It returns ErrMalformedValue if the bytes do not fit the type.
func (p Particle) Value() (any, error) {
	v, err := p.decode()
	if err != nil {
		return nil, fmt.Errorf("particle of type %d: %w", p.Type, err)
	}
	return v, nil
}

// decode is Value without the description of the particle in the error.
func (p Particle) decode() (any, error) {
	switch p.Type {
	case ParticleNil:
		return nil, nil
	case ParticleInteger:
		n, err := bigEndianUint64(p.Data)
		return int64(n), err
	case ParticleFloat:
		n, err := bigEndianUint64(p.Data)
		return math.Float64frombits(n), err
	case ParticleString:
		return string(p.Data), nil
	case ParticleBlob:
		return append([]byte{}, p.Data...), nil
	case ParticleHLL:
		return HLL(append([]byte{}, p.Data...)), nil
	case ParticleBool:
		return p.decodeBool()
	case ParticleGeoJSON:
		return p.decodeGeoJSON()
	case ParticleList:
		return p.decodeList()
	case ParticleMap:
		return p.decodeMap()
	default:
		return Opaque{Type: p.Type, Data: append([]byte{}, p.Data...)}, nil
	}
}

// decodeBool reads a bool particle: one byte, 0 or not.
func (p Particle) decodeBool() (any, error) {
	if len(p.Data) != 1 {
		return nil, fmt.Errorf("%d bytes, want 1: %w", len(p.Data), ErrMalformedValue)
	}
	return p.Data[0] != 0, nil
}

// decodeGeoJSON reads a GeoJSON particle: flags, number of cells, cells, text. Flags and cells are the server's
// business and are skipped.
func (p Particle) decodeGeoJSON() (any, error) {
	if len(p.Data) < geoHeaderSize {
		return nil, fmt.Errorf("%d bytes, want at least %d: %w", len(p.Data), geoHeaderSize, ErrMalformedValue)
	}
	start := geoHeaderSize + int(binary.BigEndian.Uint16(p.Data[1:]))*geoCellSize
	if start > len(p.Data) {
		return nil, fmt.Errorf("cells end at byte %d of %d: %w", start, len(p.Data), ErrMalformedValue)
	}
	return GeoJSON(p.Data[start:]), nil
}

// decodeList reads a list particle.
func (p Particle) decodeList() (any, error) {
	v, err := unpack(p.Data)
	if err != nil {
		return nil, err
	}
	if _, ok := v.(List); !ok {
		return nil, fmt.Errorf("content is no list: %w", ErrMalformedValue)
	}
	return v, nil
}

// decodeMap reads a map particle.
func (p Particle) decodeMap() (any, error) {
	v, err := unpack(p.Data)
	if err != nil {
		return nil, err
	}
	if _, ok := v.(Map); !ok {
		return nil, fmt.Errorf("content is no map: %w", ErrMalformedValue)
	}
	return v, nil
}
