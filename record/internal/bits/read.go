package bits

import (
	"encoding/binary"
	wordbits "math/bits"

	"github.com/aerolith/aerolith/aero"
)

// notFound is what a scan answers if there is no such bit.
const notFound = -1

// Read carries out an operation that reads a blob. value is the bin's value, a nil particle if there is no such bin:
// then the answer is a nil particle too, whatever the operation. Else it is an integer, or for get a blob in memory of
// its own.
//
// Codes beside aero.CodeOK: CodeIncompatibleType if value or the operation is not a blob; CodeParameter for a malformed
// operation or an offset before the start; CodeOpNotApplicable if the range does not lie in the blob.
func Read(value, encoded aero.Particle) (aero.Particle, aero.ResultCode) {
	if value.Type == aero.ParticleNil {
		return aero.Particle{}, aero.CodeOK
	}
	if encoded.Type != aero.ParticleBlob {
		return aero.Particle{}, aero.CodeIncompatibleType
	}
	op, r, ok := parse(encoded.Data, readings[:], opGet)
	switch {
	case !ok:
		return aero.Particle{}, aero.CodeParameter
	case value.Type != aero.ParticleBlob:
		return aero.Particle{}, aero.CodeIncompatibleType
	case !r.locate(len(value.Data)):
		return aero.Particle{}, aero.CodeParameter
	}
	if _, code := op.prepare(&r, len(value.Data)); code != aero.CodeOK {
		return aero.Particle{}, code
	}
	return op.read(&field{from: value.Data, start: r.offset, size: r.size}, &r), aero.CodeOK
}

// get answers the range as a blob, filled up with zeros to whole bytes.
func get(f *field, _ *request) aero.Particle {
	b := make([]byte, (f.size+bitsPerByte-1)/bitsPerByte)
	for i := 0; i < len(b); i += bytesPerWord {
		storeWord(b, i, f.within(f.start+i*bitsPerByte))
	}
	return aero.Particle{Type: aero.ParticleBlob, Data: b}
}

// count answers how many bits of the range are set.
func count(f *field, _ *request) aero.Particle {
	end := f.start + f.size
	first, last := f.start/bitsPerByte, (end-1)/bitsPerByte
	n := onesIn(f.from[first : last+1])
	n -= wordbits.OnesCount8(f.from[first] &^ (0xff >> (f.start % bitsPerByte)))
	n -= wordbits.OnesCount8(f.from[last] &^ (0xff << (bitsPerByte*(last+1) - end)))
	return number(int64(n))
}

// onesIn counts the bits that are set.
func onesIn(b []byte) int {
	n := 0
	for ; len(b) >= 8; b = b[8:] {
		n += wordbits.OnesCount64(binary.LittleEndian.Uint64(b))
	}
	for _, c := range b {
		n += wordbits.OnesCount8(c)
	}
	return n
}

// leftScan answers how far from the start of the range the first bit with the value is.
func leftScan(f *field, r *request) aero.Particle {
	turned := r.value - 1 // ones to look for zeros
	for at := f.start; at < f.start+f.size; at += bitsPerWord {
		if w := (window(f.from, at) ^ turned) & f.mask(at); w != 0 {
			return number(int64(at - f.start + wordbits.LeadingZeros64(w)))
		}
	}
	return number(notFound)
}

// rightScan answers how far from the start of the range the last bit with the value is. Unlike leftScan it also looks
// at what stands before the range in its first byte.
func rightScan(f *field, r *request) aero.Particle {
	turned := r.value - 1 // ones to look for zeros
	start := f.start &^ (bitsPerByte - 1)
	wider := field{start: start, size: f.start + f.size - start}
	for at := f.start + f.size - bitsPerWord; at > start-bitsPerWord; at -= bitsPerWord {
		if w := (window(f.from, at) ^ turned) & wider.mask(at); w != 0 {
			return number(int64(at - f.start + bitsPerWord - 1 - wordbits.TrailingZeros64(w)))
		}
	}
	return number(notFound)
}

// getInteger answers the range as an integer.
func getInteger(f *field, r *request) aero.Particle {
	n := f.load()
	if r.subflags&integerSigned != 0 {
		return number(f.signed(n))
	}
	return number(int64(n))
}

// number returns an integer particle.
func number(n int64) aero.Particle {
	return aero.Particle{Type: aero.ParticleInteger, Data: binary.BigEndian.AppendUint64(nil, uint64(n))}
}
