package cdt

import (
	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/record/internal/cdt/coll"
	"github.com/aerolith/aerolith/record/internal/cdt/pack"
)

// Read carries out an operation that changes nothing on a bin's value and returns the result, which may alias the
// value. The nil particle means that there is none.
//
// The code is aero.CodeOK, aero.CodeParameter if the operand makes no sense, aero.CodeIncompatibleType if the value is
// no list or map as the operation needs, aero.CodeOpNotApplicable if a place, index or return type does not exist
// there, aero.CodeUnsupportedFeature for selections by path, which are package path's.
func Read(value aero.Particle, operand []byte) (aero.Particle, aero.ResultCode) {
	w, code := begin(value, operand, readOnly)
	if code == aero.CodeOK {
		code = w.run()
	}
	if code != aero.CodeOK {
		return aero.Particle{}, code
	}
	return w.result, aero.CodeOK
}

// Outcome is what became of a value.
type Outcome struct {
	// Value is the bin's new value; the old one where nothing changed, nil where there is still none.
	Value aero.Particle
	// Result is what the operation answers with; the nil particle for none.
	Result aero.Particle
}

// Modify carries out an operation that may change a bin's value, which is the nil particle if there is no bin. The new
// value shall not be larger than limit bytes. Value and result may alias the old value and the operand.
//
// The code is one of Read's or aero.CodeElementExists or aero.CodeElementNotFound, if a flag of the operation forbids to
// replace or to create an element, or aero.CodeRecordTooBig past the limit. Then nothing has changed.
func Modify(value aero.Particle, operand []byte, limit int) (Outcome, aero.ResultCode) {
	w, code := begin(value, operand, limit)
	if code == aero.CodeOK {
		code = w.run()
	}
	if code != aero.CodeOK {
		return Outcome{Value: value}, code
	}
	value, code = w.rebuild(value)
	return Outcome{Value: value, Result: w.result}, code
}

// Canonical returns the value of a list or map bin as it is to be stored. The code is aero.CodeUnknown if the value is
// not well formed: cut off, with trailing bytes, nested too deep, with keys that cannot be keys or occur twice, or not
// in the order that its flags say.
func Canonical(value aero.Particle) (aero.Particle, aero.ResultCode) {
	want := pack.KindList
	if value.Type == aero.ParticleMap {
		want = pack.KindMap
	}
	data, ok := pack.Canonical(make([]byte, 0, len(value.Data)), value.Data, pack.PlaceBin, 0)
	if !ok || pack.KindOf(data) != want {
		return value, aero.CodeUnknown
	}
	return aero.Particle{Type: value.Type, Data: data}, aero.CodeOK
}

// readOnly is the limit of operations that must not change anything.
const readOnly = -1

// work is an operation under way.
type work struct {
	op   *operation
	args arguments
	at   place
	// c is the list or map under work.
	c *coll.Collection
	// limit is how large the bin's value may become; readOnly if it must not change.
	limit int
	// padded is how many nils have been promised so far.
	padded int
	// changed is what became of c; nil if nothing.
	changed []byte
	// result is what is answered.
	result aero.Particle
}

// begin reads the operand and finds the list or map that it is about.
func begin(value aero.Particle, operand []byte, limit int) (*work, aero.ResultCode) {
	req, ok := parseRequest(operand)
	if !ok {
		return nil, aero.CodeParameter
	}
	w := &work{limit: limit}
	switch req.code {
	case opSelect:
		return nil, aero.CodeUnsupportedFeature
	case opContext:
		var code aero.ResultCode
		if req, code = w.descend(value, req); code != aero.CodeOK {
			return nil, code
		}
	default:
		w.at.target = value.Data
		if value.Type == aero.ParticleNil {
			w.at.state = stateNoBin
		} else if value.Type != particleOf(req.code.kind()) {
			return nil, aero.CodeIncompatibleType
		}
	}
	return w, w.prepare(&req)
}

// prepare looks the operation up, reads its parameters and takes the list or map under work apart.
func (w *work) prepare(req *request) aero.ResultCode {
	op, ok := lookup(req.code)
	if !ok || op.modifies != w.modifies() {
		return aero.CodeParameter
	}
	if w.at.state != stateExists && op.missing != missingCreated {
		w.op = op
		return aero.CodeOK
	}
	if w.args, ok = op.arguments(req); !ok {
		return aero.CodeParameter
	}
	w.op = op
	if w.at.state != stateExists {
		w.c = coll.Empty(req.code.kind(), w.newFlags(req.code.kind()))
		return aero.CodeOK
	}
	if w.c, ok = coll.Parse(w.at.target); !ok {
		return aero.CodeParameter
	}
	return aero.CodeOK
}

// newFlags returns the flags for a list or map that the operation creates. Those that make no sense are ignored.
func (w *work) newFlags(kind pack.Kind) uint8 {
	if w.op.createAt == 0 {
		return 0
	}
	flags, ok := w.validFlags(kind, w.args.numberOr(w.op.createAt, 0))
	if !ok {
		return 0
	}
	return flags
}

// validFlags returns the flags of a list or map that the number means, and whether it means any. Only whole bins have
// an index; inside of them that flag is ignored.
func (w *work) validFlags(kind pack.Kind, flags int64) (uint8, bool) {
	known := pack.ListFlags
	if kind == pack.KindMap {
		known = pack.MapFlags
	}
	set := uint8(flags)
	if w.at.depth() > 0 {
		set &^= pack.FlagIndexed
	}
	return set, set&^known == 0
}

// run carries the operation out.
func (w *work) run() aero.ResultCode {
	if w.c != nil {
		return w.op.run(w)
	}
	switch w.op.missing {
	case missingRefused:
		return aero.CodeElementNotFound
	case missingMismatch:
		if w.at.state == stateNoBin {
			return aero.CodeIncompatibleType
		}
	}
	return aero.CodeOK
}

// modifies reports whether the operation may change the value.
func (w *work) modifies() bool { return w.limit != readOnly }

// particleOf returns the particle type of lists or maps.
func particleOf(kind pack.Kind) aero.ParticleType {
	if kind == pack.KindMap {
		return aero.ParticleMap
	}
	return aero.ParticleList
}
