package cdt

import (
	"math"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/record/internal/cdt/coll"
	"github.com/aerolith/aerolith/record/internal/cdt/pack"
)

// listFlags are the flags of an operation that writes to a list.
type listFlags int64

// unique reports whether no value may occur twice.
func (f listFlags) unique() bool { return f&listAddUnique != 0 }

// noFail reports whether a value that may not be written is no error.
func (f listFlags) noFail() bool { return f&listNoFail != 0 }

// partial reports whether the values that may be written are written although others may not.
func (f listFlags) partial() bool { return f.noFail() && f&listDoPartial != 0 }

// exists is the code for a value that is already there.
func (f listFlags) exists() aero.ResultCode {
	if f.noFail() {
		return aero.CodeOK
	}
	return aero.CodeElementExists
}

// member returns a value in the form in which the list or map under work stores it.
func (w *work) member(value []byte) ([]byte, bool) {
	return pack.Canonical(make([]byte, 0, len(value)), value, pack.PlaceMember, w.at.depth()+1)
}

// answerLength answers with how many members there are.
func (w *work) answerLength(n int) { w.result = pack.Number(int64(n)) }

// replaceList makes the list under work another one and answers with its length.
func (w *work) replaceList(list []byte, length int) aero.ResultCode {
	w.changed = list
	w.answerLength(length)
	return aero.CodeOK
}

// listSetType gives the list other flags, and the order that they mean.
func (w *work) listSetType() aero.ResultCode {
	flags, ok := w.validFlags(pack.KindList, w.args.numbers[0])
	switch {
	case !ok:
		return aero.CodeOpNotApplicable
	case flags == w.c.Flags:
		w.touch()
	default:
		w.changed = w.c.Reflag(flags)
	}
	return aero.CodeOK
}

// listAppend adds an element at the end, or where it belongs in an ordered list.
func (w *work) listAppend() aero.ResultCode {
	value, ok := w.member(w.args.values[0])
	if !ok {
		return aero.CodeParameter
	}
	flags := listFlags(w.args.numberOr(2, 0))
	if !w.c.Ordered() {
		return w.insertValue(int64(w.c.Len()), value, flags)
	}
	at := w.c.CountUpTo(value)
	if flags.unique() && at > w.c.CountBelow(value) {
		w.answerLength(w.c.Len())
		return flags.exists()
	}
	return w.replaceList(w.c.Splice(at, 0, value, 1), w.c.Len()+1)
}

// listInsert puts an element at an index of an unordered list.
func (w *work) listInsert() aero.ResultCode {
	value, ok := w.member(w.args.values[1])
	switch {
	case !ok:
		return aero.CodeParameter
	case w.c.Ordered():
		return aero.CodeOpNotApplicable
	}
	return w.insertValue(w.args.numbers[0], value, listFlags(w.args.numberOr(2, 0)))
}

// insertValue puts an element at an index of an unordered list, with nils before it if that is past the end.
func (w *work) insertValue(index int64, value []byte, flags listFlags) aero.ResultCode {
	at, stop, code := w.insertionIndex(index, flags)
	switch {
	case stop:
		return code
	case flags.unique() && w.contains(value):
		w.answerLength(w.c.Len())
		return flags.exists()
	}
	return w.insertMembers(at, value, 1)
}

// contains reports whether the list has the value.
func (w *work) contains(value []byte) bool {
	if w.c.Ordered() {
		return w.c.CountBelow(value) < w.c.CountUpTo(value)
	}
	for position := range w.c.Len() {
		if pack.Compare(w.c.Member(position), value) == 0 {
			return true
		}
	}
	return false
}

// insertionIndex returns the place that an index means for an insertion. stop says that the operation ends here, with
// the code.
func (w *work) insertionIndex(index int64, flags listFlags) (at int, stop bool, code aero.ResultCode) {
	n := int64(w.c.Len())
	if index < 0 {
		index += n
		if index < 0 {
			return 0, true, aero.CodeOpNotApplicable
		}
	}
	switch {
	case index > math.MaxInt32:
		return 0, true, aero.CodeOpNotApplicable
	case flags&listInsertBounded == 0 || index <= n:
		return int(index), false, aero.CodeOK
	case flags.noFail():
		w.answerLength(w.c.Len())
		return 0, true, aero.CodeOK
	}
	return 0, true, aero.CodeOpNotApplicable
}

// insertMembers puts count elements at an index of an unordered list and answers with its length.
func (w *work) insertMembers(at int, members []byte, count int) aero.ResultCode {
	if at <= w.c.Len() {
		return w.replaceList(w.c.Splice(at, 0, members, count), w.c.Len()+count)
	}
	if at+count >= math.MaxInt32 {
		return aero.CodeParameter
	}
	nils, code := w.padding(int64(at), w.c.Len())
	if code != aero.CodeOK {
		return code
	}
	b := w.c.Edit(w.c.Flags, nils+len(members))
	b.AddRange(w.c, 0, w.c.Len())
	b.AddNils(nils)
	b.Add(members, count)
	return w.replaceList(b.Bytes(), at+count)
}

// listSet replaces the element at an index of an unordered list; past the end it adds one.
func (w *work) listSet() aero.ResultCode {
	value, ok := w.member(w.args.values[1])
	switch {
	case !ok:
		return aero.CodeParameter
	case w.c.Ordered():
		return aero.CodeOpNotApplicable
	}
	code := w.setValue(w.args.numbers[0], value, listFlags(w.args.numberOr(2, 0)))
	w.result = aero.Particle{}
	return code
}

// setValue is listSet for a value in the form in which it is stored. It may leave a result, which does not count.
func (w *work) setValue(index int64, value []byte, flags listFlags) aero.ResultCode {
	if index >= int64(w.c.Len()) {
		return w.insertValue(index, value, flags)
	}
	r, ok := coll.One(index, w.c.Len())
	if !ok {
		return aero.CodeOpNotApplicable
	}
	if flags.unique() {
		for position := range w.c.Len() {
			if position != r.Start && pack.Compare(w.c.Member(position), value) == 0 {
				return flags.exists()
			}
		}
	}
	w.changed = w.c.Splice(r.Start, 1, value, 1)
	return aero.CodeOK
}
