package cdt

import (
	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/record/internal/cdt/pack"
)

// rebuild returns the bin's value after the operation.
func (w *work) rebuild(value aero.Particle) (aero.Particle, aero.ResultCode) {
	if w.changed == nil && w.c != nil && w.at.state == stateNoBin && len(w.at.wraps) == 0 {
		w.touch() // what finds no bin leaves one, even if there was nothing to do
	}
	if w.changed == nil {
		return value, aero.CodeOK
	}
	data := w.changed
	for i := len(w.at.wraps) - 1; i >= 0; i-- {
		data = w.at.wraps[i].around(data)
	}
	for i := len(w.at.frames) - 1; i >= 0; i-- {
		data = w.at.frames[i].with(data)
	}
	if len(data) > w.limit {
		return value, aero.CodeRecordTooBig
	}
	return aero.Particle{Type: particleOf(pack.KindOf(data)), Data: data}, aero.CodeOK
}

// touch has a list or map created that an operation would create, although it puts nothing into it.
func (w *work) touch() {
	if w.at.state != stateExists && w.changed == nil {
		w.changed = w.c.Reflag(w.c.Flags)
	}
}

// with returns the frame's list or map with a new value at its place. An ordered list takes it where it belongs.
func (f *frame) with(value []byte) []byte {
	if f.c.IsMap() {
		return f.withPair(value)
	}
	removed := 1
	if f.insert {
		removed = 0
	}
	if f.c.Ordered() {
		return moveElement(f.c, f.position, removed, value)
	}
	if f.padding == 0 {
		return f.c.Splice(f.position, removed, value, 1)
	}
	b := f.c.Edit(f.c.Flags, f.padding+len(value))
	b.AddRange(f.c, 0, f.c.Len())
	b.AddNils(f.padding)
	b.Add(value, 1)
	return b.Bytes()
}

// withPair returns the frame's map with a new value under its key.
func (f *frame) withPair(value []byte) []byte {
	key, removed := f.key, 0
	if !f.insert {
		key, removed = f.c.Key(f.position), 1
	}
	pair := append(append(make([]byte, 0, len(key)+len(value)), key...), value...)
	return f.c.Splice(f.position, removed, pair, 1)
}
