package layout

import (
	"encoding/binary"

	"github.com/aerolith/aerolith/aero"
)

// Decode reads a stored record. The result aliases b.
//
// It fails with a FormatError if b is not exactly one record as Append writes it.
func Decode(b []byte) (Record, error) {
	if len(b) < fixedSize {
		return Record{}, malformed("length", len(b))
	}
	if b[offsetVersion] != Version {
		return Record{}, malformed("version", offsetVersion)
	}
	if b[offsetFlags]&^flagKey != 0 {
		return Record{}, malformed("flags", offsetFlags)
	}
	r := Record{Header: decodeHeader(b), binCount: int(binary.LittleEndian.Uint16(b[offsetBinCount:]))}
	if r.Generation == 0 {
		return Record{}, malformed("generation", offsetGeneration)
	}
	if r.binCount == 0 || r.binCount > MaxBins {
		return Record{}, malformed("bin count", offsetBinCount)
	}
	at := fixedSize
	if b[offsetFlags]&flagKey != 0 {
		key, size, ok := decodeParticle(b[at:])
		if !ok {
			return Record{}, malformed("key", at)
		}
		r.Key, at = key, at+size
	}
	r.bins = b[at:]
	return r, checkBins(b, at, r.binCount)
}

// DecodeHeader reads only the fixed part, for those who decide by it whether to read more.
//
// It fails with a FormatError if b is too short or of another version.
func DecodeHeader(b []byte) (Header, error) {
	if len(b) < fixedSize {
		return Header{}, malformed("length", len(b))
	}
	if b[offsetVersion] != Version {
		return Header{}, malformed("version", offsetVersion)
	}
	return decodeHeader(b), nil
}

// decodeHeader reads the numbers of the fixed part, which must be there.
func decodeHeader(b []byte) Header {
	return Header{
		Generation: binary.LittleEndian.Uint16(b[offsetGeneration:]),
		VoidTime:   binary.LittleEndian.Uint32(b[offsetVoidTime:]),
		LastUpdate: binary.LittleEndian.Uint64(b[offsetLastUpdate:]),
		SetID:      binary.LittleEndian.Uint16(b[offsetSetID:]),
	}
}

// checkBins walks count bins from the offset on and fails unless they end exactly where b ends.
func checkBins(b []byte, at, count int) error {
	for range count {
		_, size, what := decodeBin(b[at:])
		if what != "" {
			return malformed(what, at)
		}
		at += size
	}
	if at != len(b) {
		return malformed("end", at)
	}
	return nil
}

// decodeBin reads the bin at the start of b and returns it with its size, or the name of the part that is wrong.
func decodeBin(b []byte) (bin Bin, size int, what string) {
	if len(b) == 0 {
		return Bin{}, 0, "bin name"
	}
	length := int(b[0])
	if length > MaxNameLength || length > len(b)-1 {
		return Bin{}, 0, "bin name"
	}
	name, ok := MakeName(b[1 : 1+length])
	if !ok {
		return Bin{}, 0, "bin name"
	}
	value, valueSize, ok := decodeParticle(b[1+length:])
	if !ok {
		return Bin{}, 0, "bin value"
	}
	return Bin{Name: name, Value: value}, 1 + length + valueSize, ""
}

// decodeParticle reads type, length and bytes of a value at the start of b. A nil particle is never stored.
func decodeParticle(b []byte) (value aero.Particle, size int, ok bool) {
	if len(b) == 0 || b[0] == byte(aero.ParticleNil) {
		return aero.Particle{}, 0, false
	}
	length, width := decodeLength(b[1:])
	if width == 0 {
		return aero.Particle{}, 0, false
	}
	start := 1 + width
	if length > uint64(len(b)-start) {
		return aero.Particle{}, 0, false
	}
	end := start + int(length)
	return aero.Particle{Type: aero.ParticleType(b[0]), Data: b[start:end:end]}, end, true
}

// decodeLength reads a length in the shortest form of binary.AppendUvarint; width 0 stands for anything else.
func decodeLength(b []byte) (length uint64, width int) {
	length, width = binary.Uvarint(b)
	if width <= 0 || length > MaxValueLength || (width > 1 && b[width-1] == 0) {
		return 0, 0
	}
	return length, width
}
