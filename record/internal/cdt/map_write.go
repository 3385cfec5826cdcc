package cdt

import (
	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/record/internal/cdt/coll"
	"github.com/aerolith/aerolith/record/internal/cdt/pack"
)

// mapFlags are the flags of an operation that writes to a map.
type mapFlags int64

// refusal returns the code for a key that may not be written because it exists, or because it does not; ok is true if it
// may be written.
func (f mapFlags) refusal(exists bool) (code aero.ResultCode, ok bool) {
	switch {
	case exists && f&mapNoOverwrite != 0:
		code = aero.CodeElementExists
	case !exists && f&mapNoCreate != 0:
		code = aero.CodeElementNotFound
	default:
		return aero.CodeOK, true
	}
	if f&mapNoFail != 0 {
		code = aero.CodeOK
	}
	return code, false
}

// partial reports whether the pairs that may be written are written although others may not.
func (f mapFlags) partial() bool { return f&mapNoFail != 0 && f&mapDoPartial != 0 }

// mapSetType gives the map other flags, and the order that they mean.
func (w *work) mapSetType() aero.ResultCode {
	flags, ok := w.validFlags(pack.KindMap, w.args.numbers[0])
	if !ok {
		return aero.CodeOpNotApplicable
	}
	w.changed = w.c.Reflag(flags)
	return aero.CodeOK
}

// mapPut writes a pair under the flags and answers with the map's length.
func (w *work) mapPut(flags mapFlags) aero.ResultCode {
	key, keyOK := w.member(w.args.values[0])
	value, valueOK := w.member(w.args.values[1])
	if !keyOK || !valueOK || !pack.IsKey(key) {
		return aero.CodeParameter
	}
	return w.putPair(key, value, flags)
}

// putPair is mapPut for a pair in the form in which it is stored.
func (w *work) putPair(key, value []byte, flags mapFlags) aero.ResultCode {
	index, exists := w.c.FindKey(key)
	if code, ok := flags.refusal(exists); !ok {
		w.answerLength(w.c.Len())
		return code
	}
	pair := append(append(make([]byte, 0, len(key)+len(value)), key...), value...)
	if exists {
		w.changed = w.c.Splice(w.c.PositionOfIndex(index), 1, pair, 1)
		w.answerLength(w.c.Len())
	} else {
		w.changed = w.c.Splice(insertionPoint(w.c, index), 0, pair, 1)
		w.answerLength(w.c.Len() + 1)
	}
	return aero.CodeOK
}

// mapAddTo adds to the number under a key, or takes it away; without the key, from 0.
func (w *work) mapAddTo(way direction) aero.ResultCode {
	var old []byte
	if index, exists := w.c.FindKey(w.args.values[0]); exists {
		old = w.c.Value(w.c.PositionOfIndex(index))
	}
	value, ok := sum(old, w.args.values[1], way)
	if !ok {
		return aero.CodeParameter
	}
	key, ok := w.storedKey(w.args.values[0])
	if !ok {
		return aero.CodeParameter
	}
	code := w.putPair(key, value, 0)
	w.result, _ = pack.Particle(value)
	return code
}

// storedKey returns a key in the form in which it is stored, if it can be one.
func (w *work) storedKey(key []byte) ([]byte, bool) {
	if !pack.IsKey(key) {
		return nil, false
	}
	return w.member(key)
}

// mapPutItems writes the pairs of a map under the flags and answers with the map's length.
func (w *work) mapPutItems(flags mapFlags) aero.ResultCode {
	canonical, ok := w.member(w.args.values[0])
	if !ok || pack.KindOf(canonical) != pack.KindMap {
		return aero.CodeParameter
	}
	added, ok := coll.Parse(canonical)
	switch {
	case !ok:
		return aero.CodeParameter
	case added.Len() == 0:
		return w.addNothing()
	case w.c.Len() == 0 && flags.partial():
		flags = 0 // whatever the flags say, all pairs are written
	}
	return w.mergePairs(added, flags)
}

// mergePairs writes the pairs of another map, both in the order of their keys.
func (w *work) mergePairs(added *coll.Collection, flags mapFlags) aero.ResultCode {
	b := w.c.Edit(w.c.Flags, len(added.Body()))
	next, length := 0, w.c.Len()
	for position := range added.Len() {
		index, exists := w.c.FindKey(added.Key(position))
		if code, ok := flags.refusal(exists); !ok {
			if flags.partial() {
				continue
			}
			w.answerLength(w.c.Len())
			return code
		}
		w.addIndexes(b, next, index)
		next = index
		if exists {
			next++
		} else {
			length++
		}
		b.Add(added.Member(position), 1)
	}
	w.addIndexes(b, next, w.c.Len())
	w.changed = b.Bytes()
	w.answerLength(length)
	return aero.CodeOK
}

// addIndexes appends the pairs from one index up to, but not including, another.
func (w *work) addIndexes(b *coll.Builder, from, to int) {
	if w.c.StoredByKey() {
		b.AddRange(w.c, from, to-from)
		return
	}
	for index := from; index < to; index++ {
		b.AddRange(w.c, w.c.PositionOfIndex(index), 1)
	}
}
