package hll

import (
	"bytes"
	"encoding/binary"
	"math/big"
	"testing"

	"github.com/aerolith/aerolith/aero"
)

// model is a sketch with its registers apart. It knows nothing of bits and bytes.
type model struct {
	shape
	registers []uint64
}

// newModel returns an empty model.
func newModel(s shape) *model { return &model{shape: s, registers: make([]uint64, s.registers())} }

// add adds an element in its encoded form.
func (m *model) add(element []byte) {
	h1, h2 := murmur3(element)
	rank := uint64(1)
	for ; h2&1 == 0; h2 >>= 1 {
		rank++
	}
	i := h1 % uint64(len(m.registers))
	rest := new(big.Int).Rsh(new(big.Int).SetUint64(h1), uint(m.index))
	rest.Mod(rest, new(big.Int).Lsh(big.NewInt(1), uint(m.minhash)))
	m.registers[i] = max(m.registers[i], rank<<m.minhash|rest.Uint64())
}

// bytes returns the sketch: all registers written one behind the other as one large number.
func (m *model) bytes() []byte {
	all := new(big.Int)
	for i, register := range m.registers {
		behind := (len(m.registers) - 1 - i) * (rankBits + m.minhash)
		if register != 0 {
			all.Or(all, new(big.Int).Lsh(new(big.Int).SetUint64(register), uint(behind)))
		}
	}
	size := len(m.registers) * (rankBits + m.minhash) / 8
	b := append([]byte{0, byte(m.index), byte(m.minhash)}, make([]byte, 8+size)...)
	all.FillBytes(b[headerSize:])
	return b
}

// TestRegisters adds random elements to sketches of every shape with few registers, and of some with many, and compares
// them with the model, byte by byte and register by register.
func TestRegisters(t *testing.T) {
	random := seeded(t)
	for index := minIndexBits; index <= maxIndexBits; index++ {
		for minhash := 0; minhash <= maxMinhashBits; minhash++ {
			s := shape{index: index, minhash: minhash}
			if !s.valid() || index > 6 && random.IntN(20) > 0 {
				continue
			}
			k, m := s.start(make([]byte, s.size())), newModel(s)
			for range random.IntN(200) {
				element := binary.BigEndian.AppendUint64([]byte{0xcf}, random.Uint64())
				k.add(element)
				m.add(element)
				if !k.mayContain(element) {
					t.Fatalf("%v does not contain %x", s, element)
				}
			}
			if !Valid(k) || !bytes.Equal(k, m.bytes()) {
				t.Fatalf("%v: %x, want %x", s, k, m.bytes())
			}
			r := k.registers()
			for i, want := range m.registers {
				if got := r.get(i); got != want {
					t.Fatalf("%v: register %d is %x, want %x", s, i, got, want)
				}
			}
		}
	}
}

// TestValid changes the length and head of sketches of all shapes.
func TestValid(t *testing.T) {
	valid := 0
	for index := range 30 {
		for minhash := range 70 {
			s := shape{index: index, minhash: minhash}
			if index > maxIndexBits {
				if s.valid() {
					t.Fatalf("%v", s)
				}
				continue
			}
			k := s.start(make([]byte, s.size()+1))
			if Valid(k) || Valid(k[:len(k)-2]) || Valid(k[:len(k)-1]) != s.valid() {
				t.Fatalf("%v: lengths", s)
			}
			if k[flagsAt] = 1; Valid(k[:len(k)-1]) {
				t.Fatalf("%v: flags", s)
			}
			if s.valid() {
				valid++
			}
		}
	}
	if want := 13*49 - 1 - 2 - 3; valid != want { // 16 index bits leave room for 48, 15 for 49, 14 for 50
		t.Errorf("%d valid shapes, want %d", valid, want)
	}
}

// FuzzHostile applies arbitrary operations to arbitrary bins. Nothing may crash; what is stored is a sketch; a refusal
// changes nothing.
func FuzzHostile(f *testing.F) {
	k := build(f, 4, 0, list(0, 10))
	m := build(f, 4, 10, list(0, 10))
	for _, op := range []aero.Particle{
		encode(opInit, 5, 6, 0), encode(opAdd, []any{1, "x", 0.5}, 4, 0, 0), encode(opUnion, []any{k, m}, allowFold),
		encode(opRefreshCount), encode(opFold, 4), encode(opGetCount), encode(opGetUnion, m), encode(opSimilarity, m),
		encode(opIntersectCount, []any{k, m}), encode(opIntersectCount, []any{m, m, m}), encode(opMayContain, list(0, 3)),
	} {
		f.Add([]byte(k), op.Data)
		f.Add([]byte(m), op.Data)
	}
	f.Fuzz(func(t *testing.T, data, operation []byte) {
		op := aero.Particle{Type: aero.ParticleBlob, Data: operation}
		for _, value := range []aero.Particle{{Type: aero.ParticleHLL, Data: data}, {}} {
			got, _, code := Modify(unlimited, value, op)
			switch {
			case code != aero.CodeOK && !bytes.Equal(got.Data, value.Data):
				t.Fatalf("refused with %v, but %x", code, got.Data)
			case code == aero.CodeOK && got.Type != aero.ParticleNil && !Valid(got.Data):
				t.Fatalf("stored %x", got.Data)
			}
			Read(value, op)
		}
	})
}
