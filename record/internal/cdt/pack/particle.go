package pack

import "github.com/aerolith/aerolith/aero"

// geoHeaderSize is what precedes the text of a GeoJSON particle: flags and a count of cells, both zero here.
const geoHeaderSize = 3

// Particle returns the value in b as a particle of its own. nil is the nil particle. Lists, maps and strings alias b.
// It returns false if b does not begin with a value that a bin could hold.
func Particle(b []byte) (aero.Particle, bool) {
	t, ok := next(b)
	if !ok {
		return aero.Particle{}, false
	}
	switch t.kind {
	case KindNil:
		return aero.Particle{}, true
	case KindFalse, KindTrue:
		return Bool(t.kind == KindTrue), true
	case KindNegative, KindInteger:
		return aero.Particle{Type: aero.ParticleInteger, Data: bigEndian8(t.number)}, true
	case KindFloat:
		return aero.Particle{Type: aero.ParticleFloat, Data: bigEndian8(t.number)}, true
	case KindList:
		return aero.Particle{Type: aero.ParticleList, Data: b}, true
	case KindMap:
		return aero.Particle{Type: aero.ParticleMap, Data: b}, true
	}
	return stringParticle(&t)
}

// stringParticle returns the particle of a string-like value.
func stringParticle(t *token) (aero.Particle, bool) {
	if t.kind != KindString && t.kind != KindBytes && t.kind != KindGeoJSON {
		return aero.Particle{}, false
	}
	if len(t.data) == 0 {
		return aero.Particle{Type: aero.ParticleBlob}, true
	}
	inner, content := t.data[0], t.data[1:]
	switch {
	case t.kind == KindString:
		return aero.Particle{Type: aero.ParticleString, Data: content}, true
	case t.kind == KindGeoJSON:
		data := append(make([]byte, geoHeaderSize, geoHeaderSize+len(content)), content...)
		return aero.Particle{Type: aero.ParticleGeoJSON, Data: data}, true
	case isTyped(inner):
		return aero.Particle{Type: aero.ParticleType(inner), Data: content}, true
	}
	return aero.Particle{Type: aero.ParticleBlob, Data: content}, true
}

// isTyped reports whether content of the inner type has a particle type of the same number: serialised objects of
// clients' languages, vectors and HyperLogLogs.
func isTyped(inner byte) bool {
	return inner >= innerFirstLanguage && inner <= innerLastLanguage || inner == innerVector || inner == innerHLL
}

// Number returns an integer particle.
func Number(n int64) aero.Particle {
	return aero.Particle{Type: aero.ParticleInteger, Data: bigEndian8(uint64(n))}
}

// Truth is the content of a boolean particle.
type Truth bool

// Bool returns a boolean particle.
func Bool(value Truth) aero.Particle {
	data := []byte{0}
	if value {
		data[0] = 1
	}
	return aero.Particle{Type: aero.ParticleBool, Data: data}
}
