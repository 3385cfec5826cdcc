package aero

import (
	"bytes"
	"errors"
	"reflect"
	"strings"
	"testing"
)

// TestMalformedValues checks that bytes which are no value give ErrMalformedValue.
func TestMalformedValues(t *testing.T) {
	for name, p := range map[string]Particle{
		"short integer":       {ParticleInteger, []byte{1}},
		"long float":          {ParticleFloat, make([]byte, 9)},
		"empty bool":          {ParticleBool, nil},
		"geojson header":      {ParticleGeoJSON, []byte{0, 0}},
		"geojson cells":       {ParticleGeoJSON, []byte{0, 0, 2, 1, 2, 3}},
		"empty list":          {ParticleList, nil},
		"list is map":         {ParticleList, []byte{0x80}},
		"map is list":         {ParticleMap, []byte{0x90}},
		"list cut off":        {ParticleList, []byte{0x92, 1}},
		"list count":          {ParticleList, []byte{0xdd, 0xff, 0xff, 0xff, 0xff}},
		"list count 2^30":     {ParticleList, []byte{0xdd, 0x3f, 0xff, 0xff, 0xff, 1}},
		"map cut off":         {ParticleMap, []byte{0x81, 1}},
		"map count":           {ParticleMap, []byte{0xdf, 0x7f, 0xff, 0xff, 0xff}},
		"string cut off":      {ParticleList, []byte{0x91, 0xa3, 3, 'a'}},
		"string without type": {ParticleList, []byte{0x91, 0xa0}},
		"number cut off":      {ParticleList, []byte{0x91, 0xcf, 1, 2}},
		"unknown head":        {ParticleList, []byte{0x91, 0xc1}},
		"bytes after":         {ParticleList, []byte{0x90, 0}},
		"marker cut off":      {ParticleMap, []byte{0x81, 0xc7}},
		"marker without pair": {ParticleMap, []byte{0x81, 0xc7, 0, 1}},
		"too deep":            {ParticleList, bytes.Repeat([]byte{0x91}, MaxValueDepth+1)},
	} {
		if v, err := p.Value(); !errors.Is(err, ErrMalformedValue) {
			t.Errorf("%s: %v, %v; want ErrMalformedValue", name, v, err)
		}
	}
	deep := Particle{ParticleList, bytes.Repeat([]byte{0x91}, MaxValueDepth+1)}
	if _, err := deep.Value(); !errors.Is(err, ErrTooDeep) {
		t.Errorf("deep list: %v, want ErrTooDeep", err)
	}
}

// TestElementLimit checks that a value with more elements than a record can have is refused before memory is used
// for them.
func TestElementLimit(t *testing.T) {
	data := append([]byte{0xdd, 0x00, 0x80, 0x00, 0x01}, make([]byte, MaxValueElements+1)...)
	if _, err := (Particle{ParticleList, data}).Value(); !errors.Is(err, ErrMalformedValue) ||
		!strings.Contains(err.Error(), "too many") {
		t.Errorf("got %v", err)
	}
}

// TestStoredForms decodes forms that servers store and clients here do not write: markers with an index, bin heads,
// floats of 4 bytes, cells in GeoJSON, particle types of other languages.
func TestStoredForms(t *testing.T) {
	for name, c := range map[string]struct {
		particle Particle
		want     any
	}{
		"ordered list with index": {
			Particle{ParticleList, []byte{0x92, 0xc7, 2, 0x11, 9, 9, 5}},
			List{Ordered: true, Indexed: true, Items: []any{int64(5)}},
		},
		"key-ordered map": {
			Particle{ParticleMap, []byte{0x82, 0xc7, 0, 1, 0xc0, 1, 2}},
			Map{Order: MapKeyOrdered, Entries: []MapEntry{{int64(1), int64(2)}}},
		},
		"map with preserved order": {
			Particle{ParticleMap, []byte{0x82, 0xc7, 0, 8, 0xc0, 1, 2}},
			Map{Entries: []MapEntry{{int64(1), int64(2)}}},
		},
		"bin head":      {Particle{ParticleList, []byte{0x91, 0xc4, 2, 4, 7}}, List{Items: []any{[]byte{7}}}},
		"short float":   {Particle{ParticleList, []byte{0x91, 0xca, 0x3f, 0xc0, 0, 0}}, List{Items: []any{1.5}}},
		"java object":   {Particle{ParticleList, []byte{0x91, 0xa2, 7, 9}}, List{Items: []any{Opaque{7, []byte{9}}}}},
		"opaque":        {Particle{7, []byte{9}}, Opaque{7, []byte{9}}},
		"geojson cells": {Particle{ParticleGeoJSON, append([]byte{1, 0, 1, 1, 2, 3, 4, 5, 6, 7, 8}, "{}"...)}, GeoJSON("{}")},
		"nil":           {Particle{}, nil},
	} {
		got, err := c.particle.Value()
		if err != nil || !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: %#v, %v; want %#v", name, got, err, c.want)
		}
	}
}

// FuzzParticleValue decodes arbitrary bytes as every particle type. What decodes must encode again, and decode to the
// same value.
func FuzzParticleValue(f *testing.F) {
	f.Add(uint8(ParticleList), []byte{0x92, 0xc7, 0, 1, 5})
	f.Add(uint8(ParticleMap), []byte{0x82, 0xc7, 0, 1, 0xc0, 0xa2, 3, 'k', 0x90})
	f.Add(uint8(ParticleGeoJSON), []byte{0, 0, 1, 1, 2, 3, 4, 5, 6, 7, 8, '{', '}'})
	f.Add(uint8(ParticleInteger), make([]byte, 8))
	f.Add(uint8(ParticleList), []byte{0x92, 0xc7, 0, 0, 0xd5, 1, 2, 3})
	f.Add(uint8(ParticleMap), []byte{0x81, 0xd5, 1, 2, 3, 0xc0})
	f.Fuzz(func(t *testing.T, kind uint8, data []byte) {
		v, err := Particle{Type: ParticleType(kind), Data: data}.Value()
		if err != nil {
			return
		}
		p, err := NewParticle(v)
		if err != nil {
			t.Fatalf("%#v decodes but does not encode: %v", v, err)
		}
		again, err := p.Value()
		if err != nil || !equalValues(v, again) {
			t.Fatalf("%#v became %#v, %v", v, again, err)
		}
	})
}

// equalValues is reflect.DeepEqual that takes equal encodings for equal, as NaN differs from itself.
func equalValues(a, b any) bool {
	if reflect.DeepEqual(a, b) {
		return true
	}
	p, errA := NewParticle(a)
	q, errB := NewParticle(b)
	return errA == nil && errB == nil && p.Type == q.Type && bytes.Equal(p.Data, q.Data)
}
