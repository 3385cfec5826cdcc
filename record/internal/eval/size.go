package eval

import (
	"encoding/binary"
	"math/bits"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/record/internal/layout"
)

// Sizes of a record on an Aerospike server's device. max-record-size is counted in them, so that a record that fits
// there fits here.
const (
	sizeFixed     = 35 // magic, flags, digest, last-update time, generation
	sizeEndMark   = 4
	sizeVoidTime  = 4
	sizeNamed     = 1 // length before a set name or bin name
	sizeTyped     = 1 // type before a value
	sizeOfLength  = 4 // length before the bytes of a value
	sizeOfInteger = 1 // width before an integer
	bitsPerGroup  = 7 // of a variable-length number
)

// storedSize returns how large the record is as Aerospike counts it.
func storedSize(h *layout.Header, setName string, key aero.Particle, bins []layout.Bin) int {
	size := sizeFixed + sizeEndMark + lengthSize(len(bins))
	if h.VoidTime != 0 {
		size += sizeVoidTime
	}
	if setName != "" {
		size += sizeNamed + len(setName)
	}
	if key.Type != aero.ParticleNil {
		size += lengthSize(sizeTyped+len(key.Data)) + sizeTyped + len(key.Data)
	}
	for i := range bins {
		size += sizeNamed + bins[i].Name.Len() + sizeTyped + valueSize(bins[i].Value)
	}
	return size
}

// valueSize returns the size of a value without its type.
func valueSize(p aero.Particle) int {
	switch p.Type {
	case aero.ParticleInteger:
		return sizeOfInteger + integerWidth(p.Data)
	case aero.ParticleFloat, aero.ParticleBool:
		return len(p.Data)
	default:
		return sizeOfLength + len(p.Data)
	}
}

// integerWidth returns how many bytes, 1, 2, 4 or 8, an unsigned reading of the integer needs.
func integerWidth(data []byte) int {
	if len(data) != integerSize {
		return len(data)
	}
	used := (bits.Len64(binary.BigEndian.Uint64(data)) + 7) / 8
	width := 1
	for width < used {
		width *= 2
	}
	return width
}

// lengthSize returns the size of a variable-length number.
func lengthSize(n int) int { return max(1, (bits.Len(uint(n))+bitsPerGroup-1)/bitsPerGroup) }
