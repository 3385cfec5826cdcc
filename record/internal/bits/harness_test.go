package bits

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"strings"
	"testing"

	"github.com/aerolith/aerolith/aero"
)

// unlimited is an operand.Alloc that always has memory, filled with rubbish.
func unlimited(n int) ([]byte, bool) { return bytes.Repeat([]byte{0xa5}, n), true }

// blob returns a blob of bytes in hexadecimal; "-" stands for no bin.
func blob(t testing.TB, digits string) aero.Particle {
	t.Helper()
	if digits == "-" {
		return aero.Particle{}
	}
	b, err := hex.DecodeString(strings.ReplaceAll(digits, " ", ""))
	if err != nil {
		t.Fatal(err)
	}
	return aero.Particle{Type: aero.ParticleBlob, Data: b}
}

// show is the opposite of blob, also for integers.
func show(p aero.Particle) string {
	switch p.Type {
	case aero.ParticleNil:
		return "-"
	case aero.ParticleInteger:
		return fmt.Sprint(int64(binary.BigEndian.Uint64(p.Data)))
	case aero.ParticleBlob:
		return hex.EncodeToString(p.Data)
	}
	return fmt.Sprintf("type %d: %x", p.Type, p.Data)
}

// encode returns an operation in its encoded form, with arguments of types int, uint64, bool and []byte.
func encode(number int, arguments ...any) aero.Particle {
	b := []byte{0x90 | byte(len(arguments)+1)}
	for _, argument := range append([]any{number}, arguments...) {
		switch v := argument.(type) {
		case int:
			b = binary.BigEndian.AppendUint64(append(b, 0xd3), uint64(v))
		case uint64:
			b = binary.BigEndian.AppendUint64(append(b, 0xcf), v)
		case bool:
			b = append(b, map[bool]byte{false: 0xc2, true: 0xc3}[v])
		case []byte:
			b = append(append(b, 0xc4, byte(len(v)+1), byte(aero.ParticleBlob)), v...)
		}
	}
	return aero.Particle{Type: aero.ParticleBlob, Data: b}
}

// raw returns bytes as an argument.
func raw(b ...byte) []byte { return append([]byte{}, b...) }

// change is a modification and what comes of it.
type change struct {
	name string
	old  string
	op   aero.Particle
	want string // the new value, or the old one if there is none
	code aero.ResultCode
}

// run carries the changes out.
func run(t *testing.T, changes []change) {
	t.Helper()
	for _, c := range changes {
		old := blob(t, c.old)
		before := bytes.Clone(old.Data)
		got, code := Modify(unlimited, old, c.op)
		if code != c.code || show(got) != strings.ReplaceAll(c.want, " ", "") {
			t.Errorf("%s: %s, %v; want %s, %v", c.name, show(got), code, c.want, c.code)
		}
		if !bytes.Equal(before, old.Data) {
			t.Errorf("%s: the old value became %x", c.name, old.Data)
		}
	}
}
