package layout

import (
	"encoding/binary"

	"github.com/aerolith/aerolith/aero"
)

// Append adds the stored form of a record to dst. A nil key is not stored.
//
// The caller has checked that there are 1 to MaxBins bins, that no value is a nil particle, that no value is longer
// than MaxValueLength, and that the generation is not 0; Decode refuses anything else.
func Append(dst []byte, h Header, key aero.Particle, bins []Bin) []byte {
	flags := byte(0)
	if key.Type != aero.ParticleNil {
		flags |= flagKey
	}
	dst = append(dst, Version, flags)
	dst = binary.LittleEndian.AppendUint16(dst, h.Generation)
	dst = binary.LittleEndian.AppendUint32(dst, h.VoidTime)
	dst = binary.LittleEndian.AppendUint64(dst, h.LastUpdate)
	dst = binary.LittleEndian.AppendUint16(dst, h.SetID)
	dst = binary.LittleEndian.AppendUint16(dst, uint16(len(bins)))
	if flags&flagKey != 0 {
		dst = appendParticle(dst, key)
	}
	for i := range bins {
		dst = append(dst, bins[i].Name.length)
		dst = bins[i].Name.Append(dst)
		dst = appendParticle(dst, bins[i].Value)
	}
	return dst
}

// appendParticle adds type, length and bytes of a value.
func appendParticle(dst []byte, p aero.Particle) []byte {
	dst = append(dst, byte(p.Type))
	dst = binary.AppendUvarint(dst, uint64(len(p.Data)))
	return append(dst, p.Data...)
}

// AppendWithHeader adds a copy of a stored record with another header. stored must have been accepted by Decode.
func AppendWithHeader(dst, stored []byte, h Header) []byte {
	start := len(dst)
	dst = append(dst, stored...)
	b := dst[start:]
	binary.LittleEndian.PutUint16(b[offsetGeneration:], h.Generation)
	binary.LittleEndian.PutUint32(b[offsetVoidTime:], h.VoidTime)
	binary.LittleEndian.PutUint64(b[offsetLastUpdate:], h.LastUpdate)
	binary.LittleEndian.PutUint16(b[offsetSetID:], h.SetID)
	return dst
}
