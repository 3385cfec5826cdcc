package eval

import (
	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/record/internal/cdt"
	"github.com/aerolith/aerolith/record/internal/geo"
	"github.com/aerolith/aerolith/record/internal/layout"
)

// Sizes of values.
const (
	integerSize = 8
	numberSize  = 8 // integer or float
)

// The particle types that old clients used for serialised objects of their language, and vectors. They are stored
// like blobs.
const (
	firstLanguageBlob aero.ParticleType = 7
	lastLanguageBlob  aero.ParticleType = 12
	particleVector    aero.ParticleType = 16
)

// isBytes reports whether values of the type are plain bytes, which may be joined.
func isBytes(t aero.ParticleType) bool {
	switch t {
	case aero.ParticleString, aero.ParticleBlob, particleVector:
		return true
	}
	return t >= firstLanguageBlob && t <= lastLanguageBlob
}

// known reports whether bins may have values of the type. Nil is none.
func known(t aero.ParticleType) bool {
	switch t {
	case aero.ParticleInteger, aero.ParticleFloat, aero.ParticleBool, aero.ParticleHLL, aero.ParticleMap,
		aero.ParticleList, aero.ParticleGeoJSON:
		return true
	}
	return isBytes(t)
}

// normalise checks a value that a command wants to store and returns it as it will be stored: an integer sent in
// fewer bytes is widened, lists and maps are put into their canonical form, everything else is kept byte for byte.
func normalise(a *arena, p aero.Particle) (aero.Particle, aero.ResultCode) {
	switch p.Type {
	case aero.ParticleInteger:
		return widen(a, p)
	case aero.ParticleFloat:
		return p, condition(len(p.Data) == numberSize).orElse(aero.CodeParameter)
	case aero.ParticleBool:
		return p, condition(len(p.Data) == 1 && p.Data[0] <= 1).orElse(aero.CodeParameter)
	case aero.ParticleHLL:
		return p, condition(validHLL(p.Data)).orElse(aero.CodeParameter)
	case aero.ParticleList, aero.ParticleMap:
		return cdt.Canonical(p)
	case aero.ParticleGeoJSON:
		return p, condition(validGeoJSON(p.Data)).orElse(aero.CodeInvalidGeoJSON)
	}
	fits := uint64(len(p.Data)) <= layout.MaxValueLength
	return p, condition(isBytes(p.Type) && fits).orElse(aero.CodeParameter)
}

// condition tells whether something that a command depends on holds.
type condition bool

// orElse returns aero.CodeOK if the condition holds, else the code.
func (c condition) orElse(code aero.ResultCode) aero.ResultCode {
	if c {
		return aero.CodeOK
	}
	return code
}

// widen returns an integer of 1, 2 or 4 bytes, read as unsigned, in 8 bytes.
func widen(a *arena, p aero.Particle) (aero.Particle, aero.ResultCode) {
	switch len(p.Data) {
	case integerSize:
		return p, aero.CodeOK
	case 1, 2, 4:
		wide, ok := a.alloc(integerSize)
		if !ok {
			return p, aero.CodeRecordTooBig
		}
		clear(wide)
		copy(wide[integerSize-len(p.Data):], p.Data)
		return aero.Particle{Type: p.Type, Data: wide}, aero.CodeOK
	}
	return p, aero.CodeParameter
}

// validGeoJSON reports whether the bytes hold as many cells as they say, and geometry behind them.
func validGeoJSON(b []byte) bool {
	text, ok := geo.Text(b)
	if !ok {
		return false
	}
	_, err := geo.Parse(text)
	return err == nil
}
