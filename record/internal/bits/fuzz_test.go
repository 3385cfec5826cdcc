package bits

import (
	"bytes"
	"encoding/binary"
	"slices"
	"testing"

	"github.com/aerolith/aerolith/aero"
)

// callFrom makes an operation of arbitrary bytes, with its numbers near the size of the blob.
func callFrom(seed []byte, size int) call {
	var b [24]byte
	copy(b[:], seed)
	c := call{
		number: int(b[0]) % (len(modifications) + len(readings)),
		value:  binary.LittleEndian.Uint64(b[8:]) >> (b[1] % 64),
		buffer: bytes.Repeat(b[16:], 40), flags: int(b[4]) & int(flagNoFail|flagPartial), sub: int(b[5]) & 7,
	}
	near := size*bitsPerByte + 4
	switch {
	case c.number >= len(modifications):
		c.number += opGet - len(modifications)
	case c.number == opResize || c.number == opInsert:
		near, c.flags, c.buffer = size+4, c.flags&noFail, c.buffer[:1+int(b[6])%20]
	case c.number == opRemove:
		near = size + 2
	case c.number >= opAdd:
		c.flags &= noFail
	}
	c.offset = int(binary.LittleEndian.Uint16(b[2:]))%(2*near+1) - near
	c.size = 1 + int(b[7])%(near+1)
	switch c.number {
	case opAdd, opSubtract, opSetInteger, opGetInteger:
		c.size = 1 + int(b[7])%bitsPerWord
	case opLeftShift, opRightShift:
		c.value %= uint64(2 * near)
	}
	if c.number == opGetInteger {
		c.sub &= integerSigned
	}
	if c.sub&integerWrap != 0 {
		c.sub &^= integerSaturate // not both
	}
	c.buffer = c.buffer[:min(len(c.buffer), 254)]
	return c
}

// FuzzModel compares operations on ranges and integers with a model that works bit by bit.
func FuzzModel(f *testing.F) {
	for number := range len(modifications) + len(readings) {
		f.Add([]byte{byte(number), 0, 20, 0, 8, 1, 7, 9, 1, 2, 3, 4, 5, 6, 7, 8, 9}, []byte{0x12, 0x34, 0xff})
	}
	f.Fuzz(compare)
}

// TestModel does what FuzzModel does with random operations.
func TestModel(t *testing.T) {
	random := seeded(t)
	var call [24]byte
	for range 50_000 {
		value := make([]byte, random.IntN(30))
		for i := range value {
			value[i] = byte(random.Uint32())
		}
		for i := range call {
			call[i] = byte(random.Uint32())
		}
		compare(t, call[:], value)
	}
}

// FuzzHostile applies arbitrary operations to arbitrary values. Nothing may crash, and a refused modification returns
// the old value.
func FuzzHostile(f *testing.F) {
	f.Add([]byte{0x12, 0x34}, encode(opSet, 4, 8, raw(0xff), partial).Data)
	f.Add([]byte{0x12, 0x34}, encode(opRightScan, 4, 8, true).Data)
	f.Add([]byte{}, encode(opInsert, 1000, raw(0xff)).Data)
	f.Fuzz(func(t *testing.T, value, operation []byte) {
		old := aero.Particle{Type: aero.ParticleBlob, Data: value}
		op := aero.Particle{Type: aero.ParticleBlob, Data: operation}
		limited := func(n int) ([]byte, bool) {
			if n > 1<<20 {
				return nil, false
			}
			return unlimited(n)
		}
		if got, code := Modify(limited, old, op); code != aero.CodeOK && !bytes.Equal(got.Data, value) {
			t.Fatalf("refused with %v, but %x", code, got.Data)
		}
		if got, code := Read(old, op); len(got.Data) > len(value)+8 || code != aero.CodeOK && got.Data != nil {
			t.Fatalf("answered %x, %v", got.Data, code)
		}
	})
}

// compare carries out an operation made of the bytes.
func compare(t *testing.T, seed, value []byte) {
	value = value[:min(len(value), 30)]
	c := callFrom(seed, len(value))
	old := aero.Particle{Type: aero.ParticleBlob, Data: value}
	before := bytes.Clone(value)
	switch {
	case c.number >= opGet:
		compareReading(t, &c, old)
	case c.number <= opRemove:
		compareSizing(t, &c, old)
	default:
		compareChange(t, &c, old)
	}
	if !bytes.Equal(before, value) {
		t.Fatalf("%+v changed the old value", c)
	}
}

// span returns the bits that the operation means, with its end clipped if it may be, or false if they are not there.
func (c *call) span(size int) (start, end int, ok bool) {
	if start = c.offset; start < 0 {
		start += size
	}
	end = start + c.size
	if end > size && c.flags&partial != 0 {
		end = size
	}
	return start, end, start >= 0 && start < size && end <= size
}

// compareChange compares an operation that keeps the size.
func compareChange(t *testing.T, c *call, old aero.Particle) {
	t.Helper()
	got, code := Modify(unlimited, old, c.encoded())
	list := unpack(old.Data)
	start, end, ok := c.span(len(list))
	if ok {
		field := slices.Clone(list[start:end])
		if c.number >= opAdd {
			field, ok = modelArithmetic(c, field)
		} else {
			field = modelRange(c, field)
		}
		copy(list[start:end], field)
	}
	clippedShift := start+c.size > len(list) && (c.number == opLeftShift || c.number == opRightShift)
	if clippedShift && (code == aero.CodeOpNotApplicable || bytes.Equal(got.Data, old.Data)) {
		return // one of those that a real server does not survive
	}
	excused := ok || c.flags&noFail != 0 && c.offset >= -len(list)
	if excused != (code == aero.CodeOK) || !bytes.Equal(got.Data, pack(list)) {
		t.Fatalf("%+v on %x: %s, %v; want %x", c, old.Data, show(got), code, pack(list))
	}
}

// compareSizing compares an operation that changes the size.
func compareSizing(t *testing.T, c *call, old aero.Particle) {
	t.Helper()
	c.sub &= resizeFromFront
	got, code := Modify(unlimited, old, c.encoded())
	want, size := slices.Clone(old.Data), len(old.Data)
	start, end, ok := c.span(size)
	switch c.number {
	case opResize:
		ok = true
		for len(want) != c.size {
			want = modelResize(want, len(want) < c.size, c.sub != 0)
		}
	case opInsert:
		if ok = start >= 0; ok {
			want = append(want, make([]byte, max(0, start-size))...)
			want = slices.Insert(want, start, c.buffer...)
		}
	default:
		if ok {
			want = slices.Delete(want, start, end)
		}
	}
	if ok != (code == aero.CodeOK) && c.flags&noFail == 0 || !bytes.Equal(got.Data, want) {
		t.Fatalf("%+v on %x: %s, %v; want %x", c, old.Data, show(got), code, want)
	}
}

// compareReading compares an operation that reads.
func compareReading(t *testing.T, c *call, old aero.Particle) {
	t.Helper()
	c.flags = 0
	got, code := Read(old, c.encoded())
	list := unpack(old.Data)
	start, end, ok := c.span(len(list))
	if !ok {
		if code == aero.CodeOK {
			t.Fatalf("%+v on %x: %s", c, old.Data, show(got))
		}
		return
	}
	if want := modelReading(c, list, start, end); code != aero.CodeOK || show(got) != show(want) {
		t.Fatalf("%+v on %x: %s, %v; want %s", c, old.Data, show(got), code, show(want))
	}
}
