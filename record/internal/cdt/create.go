package cdt

import (
	"math"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/record/internal/cdt/coll"
	"github.com/aerolith/aerolith/record/internal/cdt/pack"
)

// wrap is a list or map that a context creates, with a single way on.
type wrap struct {
	kind    pack.Kind
	flags   uint8
	key     []byte // of a map
	padding int    // nils before the way on, in a list
}

// around returns the wrapped value.
func (w *wrap) around(value []byte) []byte {
	b := coll.NewBuilder(w.kind, w.flags, w.padding+len(w.key)+len(value))
	b.AddNils(w.padding)
	b.Add(append(append(make([]byte, 0, len(w.key)+len(value)), w.key...), value...), 1)
	return b.Bytes()
}

// create goes down the steps where there is no bin.
func (w *work) create(steps []step) aero.ResultCode {
	if !steps[0].creates() {
		return aero.CodeOpNotApplicable
	}
	return w.wrapAll(steps)
}

// createInside goes down the steps below an element that is about to be created.
func (w *work) createInside(steps []step) aero.ResultCode {
	if !w.modifies() {
		return aero.CodeOpNotApplicable
	}
	return w.wrapAll(steps)
}

// wrapAll adds what all the steps create.
func (w *work) wrapAll(steps []step) aero.ResultCode {
	for i := range steps {
		s := &steps[i]
		if !s.valid() || s.kind&createIndexed != 0 && w.at.depth() > 0 {
			return aero.CodeOpNotApplicable
		}
		level, code := w.wrapFor(s)
		if code != aero.CodeOK {
			return code
		}
		w.at.wraps = append(w.at.wraps, level)
	}
	return aero.CodeOK
}

// wrapFor returns what a step creates.
func (w *work) wrapFor(s *step) (wrap, aero.ResultCode) {
	switch s.kind & contextTypeMask {
	case contextMap | contextKey:
		key, ok := w.newKey(s)
		if !ok {
			return wrap{}, aero.CodeOpNotApplicable
		}
		return wrap{kind: pack.KindMap, flags: newMapFlags(s.kind), key: key}, aero.CodeOK
	case contextList | contextIndex:
		return w.wrapList(s)
	}
	return wrap{}, aero.CodeOpNotApplicable
}

// newKey returns the key that a step creates, if it can be one.
func (w *work) newKey(s *step) ([]byte, bool) {
	if !s.storable || !pack.IsKey(s.value) {
		return nil, false
	}
	return pack.Canonical(nil, s.value, pack.PlaceMember, w.at.depth())
}

// newMapFlags returns the flags of a map that a step of the kind creates.
func newMapFlags(kind uint64) uint8 {
	flags := uint8(0)
	switch kind & createMask {
	case createMapOrdered:
		flags = pack.FlagOrdered
	case createMapByValue:
		flags = pack.FlagOrdered | pack.FlagValueOrdered
	}
	if kind&createIndexed != 0 {
		flags |= pack.FlagIndexed
	}
	return flags
}

// wrapList returns the list that a step creates.
func (w *work) wrapList(s *step) (wrap, aero.ResultCode) {
	index, ok := s.number()
	if !ok || index < -1 {
		return wrap{}, aero.CodeOpNotApplicable
	}
	level := wrap{kind: pack.KindList}
	if s.kind&createIndexed != 0 {
		level.flags = pack.FlagIndexed
	}
	switch s.kind & createMask {
	case createListOrdered:
		level.flags |= pack.FlagOrdered
	case createListUnbounded:
		padding, code := w.padding(index, 0)
		level.padding = padding
		return level, code
	default:
		if index > 0 && level.flags == 0 {
			return wrap{}, aero.CodeOpNotApplicable
		}
	}
	return level, aero.CodeOK
}

// padding returns how many nils stand between the end of a list and a new element at the index. All levels of a context
// share the limit.
func (w *work) padding(index int64, length int) (int, aero.ResultCode) {
	switch nils := index - int64(length); {
	case nils <= 0:
		return 0, aero.CodeOK
	case nils > min(int64(w.limit-w.padded), math.MaxInt32):
		return 0, aero.CodeRecordTooBig
	default:
		w.padded += int(nils)
		return int(nils), aero.CodeOK
	}
}

// findElement finds an element of a list by its index, or where one shall be created.
func (w *work) findElement(c *coll.Collection, s *step) (frame, aero.ResultCode) {
	index, ok := s.number()
	if !ok {
		return frame{}, aero.CodeOpNotApplicable
	}
	if run, found := coll.One(index, c.Len()); found {
		return frame{c: c, position: run.Start}, aero.CodeOK
	}
	if !s.creates() || !w.modifies() {
		return frame{}, aero.CodeOpNotApplicable
	}
	f := frame{c: c, position: c.Len(), insert: true}
	switch {
	case c.Ordered(), index == int64(c.Len()), c.Len() == 0 && index == -1:
		return f, aero.CodeOK
	case s.kind&createMask == createListUnbounded && index > 0:
		padding, code := w.padding(index, c.Len())
		f.padding = padding
		return f, code
	}
	return frame{}, aero.CodeOpNotApplicable
}

// findKey finds a pair of a map by its key, or where one shall be created.
func (w *work) findKey(c *coll.Collection, s *step) (frame, aero.ResultCode) {
	if !c.IsMap() {
		return frame{}, aero.CodeOpNotApplicable
	}
	key, ok := pack.Canonical(nil, s.value, pack.PlaceMember, w.at.depth())
	if !ok {
		return frame{}, aero.CodeOpNotApplicable
	}
	index, found := c.FindKey(key)
	switch {
	case found:
		return frame{c: c, position: c.PositionOfIndex(index)}, aero.CodeOK
	case !s.creates() || !w.modifies() || !pack.IsKey(key):
		return frame{}, aero.CodeOpNotApplicable
	}
	return frame{c: c, position: insertionPoint(c, index), insert: true, key: key}, aero.CodeOK
}

// insertionPoint returns where a pair with the index is inserted into a map: at the end if the map is not stored in
// order.
func insertionPoint(c *coll.Collection, index int) int {
	if c.StoredByKey() {
		return index
	}
	return c.Len()
}
