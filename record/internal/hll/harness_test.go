package hll

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"math"
	"testing"

	"github.com/aerolith/aerolith/aero"
)

// The write flags as clients send them.
const (
	createOnly = int(flagCreateOnly)
	updateOnly = int(flagUpdateOnly)
	noFail     = int(flagNoFail)
	allowFold  = int(flagAllowFold)
)

// unlimited is an operand.Alloc that always has memory, filled with rubbish.
func unlimited(n int) ([]byte, bool) { return bytes.Repeat([]byte{0xa5}, n), true }

// encode returns an operation in its encoded form. Arguments are integers, sketches and lists of either.
func encode(number int, arguments ...any) aero.Particle {
	b := appendArgument(nil, append([]any{number}, arguments...))
	return aero.Particle{Type: aero.ParticleBlob, Data: b}
}

// appendArgument appends an argument in MessagePack.
func appendArgument(b []byte, argument any) []byte {
	switch v := argument.(type) {
	case int:
		return binary.BigEndian.AppendUint64(append(b, 0xd3), uint64(v))
	case string:
		return append(append(b, 0xda, 0, byte(len(v)+1), byte(aero.ParticleString)), v...)
	case float64:
		return binary.BigEndian.AppendUint64(append(b, 0xcb), math.Float64bits(v))
	case sketch:
		b = binary.BigEndian.AppendUint32(append(b, 0xc6), uint32(len(v)+1))
		return append(append(b, byte(aero.ParticleHLL)), v...)
	case []any:
		b = binary.BigEndian.AppendUint32(append(b, 0xdd), uint32(len(v)))
		for _, element := range v {
			b = appendArgument(b, element)
		}
	}
	return b
}

// list returns the integers from first up to end.
func list(first, end int) []any {
	var elements []any
	for n := first; n < end; n++ {
		elements = append(elements, n)
	}
	return elements
}

// build returns a sketch of so many bits to which the elements were added.
func build(t testing.TB, index, minhash int, elements []any) sketch {
	t.Helper()
	s := shape{index: index, minhash: minhash}
	if len(elements) == 0 {
		return s.start(make([]byte, s.size()))
	}
	value, _, code := Modify(unlimited, aero.Particle{}, encode(opAdd, elements, index, minhash))
	if code != aero.CodeOK {
		t.Fatal(code)
	}
	return value.Data
}

// bin returns a sketch as the value of a bin; nil stands for no bin.
func bin(k sketch) aero.Particle {
	if k == nil {
		return aero.Particle{}
	}
	return aero.Particle{Type: aero.ParticleHLL, Data: k}
}

// show writes an answer in a short notation.
func show(p aero.Particle) string {
	switch p.Type {
	case aero.ParticleNil:
		return "-"
	case aero.ParticleInteger:
		return fmt.Sprint(int64(binary.BigEndian.Uint64(p.Data)))
	case aero.ParticleFloat:
		return fmt.Sprintf("%.6f", math.Float64frombits(binary.BigEndian.Uint64(p.Data)))
	}
	return fmt.Sprintf("type %d: %s", p.Type, hex.EncodeToString(p.Data))
}
