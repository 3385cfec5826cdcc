package sindex

import (
	"bytes"
	"encoding/binary"
	"slices"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/record/internal/cdt"
	"github.com/aerolith/aerolith/record/internal/cdt/coll"
	"github.com/aerolith/aerolith/record/internal/cdt/pack"
	"github.com/aerolith/aerolith/record/internal/layout"
)

// The longest strings and blobs that are indexed as the value of a bin, in bytes; longer ones are left out.
const maxTextLength = 2048

// AppendValues adds the values that a record has under the definition, in ascending order, each once. A nil record has
// none.
func (d *Definition) AppendValues(dst []Value, digest aero.Digest, record *layout.Record) []Value {
	if record == nil {
		return dst
	}
	if d.Source == aero.IndexSet {
		return append(dst, Member)
	}
	value, ok := d.indexed(digest, record)
	if !ok {
		return dst
	}
	from := len(dst)
	d.each(value, func(p aero.Particle) bool {
		dst = d.appendValue(dst, p)
		return true
	})
	if added := dst[from:]; len(added) > 1 {
		slices.Sort(added)
		dst = dst[:from+len(slices.Compact(added))]
	}
	return dst
}

// Unchanged reports whether two records surely have the same values under the definition, because what is indexed is the
// same byte for byte. It is cheap.
func (d *Definition) Unchanged(old, next *layout.Record) bool {
	if old == nil || next == nil {
		return false
	}
	if d.Source == aero.IndexSet {
		return true
	}
	if d.compiled == nil {
		return sameBin(old, next, d.Bin)
	}
	for _, name := range d.compiled.Bins() {
		if !sameBin(old, next, name) {
			return false
		}
	}
	return true
}

// sameBin reports whether a bin is the same byte for byte in two records.
func sameBin(old, next *layout.Record, name layout.Name) bool {
	a, had := old.Find(name)
	b, has := next.Find(name)
	return had == has && a.Type == b.Type && bytes.Equal(a.Data, b.Data)
}

// indexed returns the value that the index is about.
func (d *Definition) indexed(digest aero.Digest, record *layout.Record) (value aero.Particle, ok bool) {
	if d.compiled != nil {
		return d.compiled.Value(digest, record)
	}
	value, ok = record.Find(d.Bin)
	if !ok || len(d.Context) == 0 {
		return value, ok
	}
	return cdt.Locate(value, d.Context)
}

// each calls fn with every part of the value that may be indexed, until fn returns false.
func (d *Definition) each(value aero.Particle, fn func(aero.Particle) bool) {
	if d.Source == aero.IndexValue {
		if value.Type == d.Type && !tooLong(value) {
			fn(value)
		}
		return
	}
	if value.Type != d.expressionType() {
		return
	}
	members, ok := coll.Parse(value.Data)
	if !ok {
		return
	}
	for position := range members.Len() {
		packed := members.Value(position)
		if d.Source == aero.IndexMapKeys {
			packed = members.Key(position)
		}
		if p, ok := pack.Particle(packed); ok && p.Type == d.Type && !fn(p) {
			return
		}
	}
}

// tooLong reports whether a bin's value is too long for an index.
func tooLong(p aero.Particle) bool {
	return (p.Type == aero.ParticleString || p.Type == aero.ParticleBlob) && len(p.Data) > maxTextLength
}

// integerSize is the size of an integer particle.
const integerSize = 8

// appendValue adds the Values of one indexed value: none, one, or for a region the cells that cover it.
func (d *Definition) appendValue(dst []Value, p aero.Particle) []Value {
	switch d.Type {
	case aero.ParticleInteger:
		if len(p.Data) != integerSize {
			return dst
		}
		return append(dst, Number(int64(binary.BigEndian.Uint64(p.Data))))
	case aero.ParticleString, aero.ParticleBlob:
		return append(dst, Text(p.Data))
	case aero.ParticleGeoJSON:
		return appendCells(dst, p)
	}
	return dst
}

// The numbers of the hash FNV-1a for 64 bits, and of the finisher that spreads its last bytes over all bits.
const (
	fnvOffset = 14695981039346656037
	fnvPrime  = 1099511628211
	mixPrime1 = 0xff51afd7ed558ccd
	mixPrime2 = 0xc4ceb9fe1a85ec53
	mixShift  = 33
)

// Text returns the Value of a string or blob: a hash. It is part of the stored form.
func Text(b []byte) Value {
	h := uint64(fnvOffset)
	for _, c := range b {
		h = (h ^ uint64(c)) * fnvPrime
	}
	h = (h ^ h>>mixShift) * mixPrime1
	h = (h ^ h>>mixShift) * mixPrime2
	return Value(h ^ h>>mixShift)
}
