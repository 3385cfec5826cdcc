package cdt

import (
	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/record/internal/cdt/coll"
	"github.com/aerolith/aerolith/record/internal/cdt/pack"
)

// newItems reads a list of new elements into the form in which they are stored.
func (w *work) newItems(list []byte) (*coll.Collection, bool) {
	canonical, ok := w.member(list)
	if !ok || pack.KindOf(canonical) != pack.KindList {
		return nil, false
	}
	return coll.Parse(canonical)
}

// listAppendItems adds elements at the end, or where they belong in an ordered list.
func (w *work) listAppendItems() aero.ResultCode {
	added, ok := w.newItems(w.args.values[0])
	if !ok {
		return aero.CodeParameter
	}
	flags := listFlags(w.args.numberOr(2, 0))
	switch {
	case !w.c.Ordered():
		return w.insertItems(int64(w.c.Len()), added, flags)
	case added.Len() == 0:
		return w.addNothing()
	}
	return w.mergeItems(added, flags)
}

// listInsertItems puts elements at an index of an unordered list.
func (w *work) listInsertItems() aero.ResultCode {
	added, ok := w.newItems(w.args.values[1])
	switch {
	case !ok:
		return aero.CodeParameter
	case w.c.Ordered():
		return aero.CodeOpNotApplicable
	}
	return w.insertItems(w.args.numbers[0], added, listFlags(w.args.numberOr(2, 0)))
}

// addNothing ends an operation that was given nothing to add.
func (w *work) addNothing() aero.ResultCode {
	w.answerLength(w.c.Len())
	w.touch()
	return aero.CodeOK
}

// insertItems puts elements at an index of an unordered list, with nils before them if that is past the end.
func (w *work) insertItems(index int64, added *coll.Collection, flags listFlags) aero.ResultCode {
	if added.Len() == 0 {
		return w.addNothing()
	}
	at, stop, code := w.insertionIndex(index, flags)
	switch {
	case stop:
		return code
	case !flags.unique():
		return w.insertMembers(at, added.Body(), added.Len())
	}
	skipped, ok, code := w.duplicates(added, flags)
	if !ok {
		w.answerLength(w.c.Len())
		return code
	}
	members, count := remaining(added, skipped)
	if count == 0 {
		w.answerLength(w.c.Len())
		return flags.exists()
	}
	return w.insertMembers(at, members, count)
}

// remaining returns the elements that are not skipped, and how many those are.
func remaining(added *coll.Collection, skipped []bool) (members []byte, count int) {
	for position, skip := range skipped {
		if !skip {
			members = append(members, added.Member(position)...)
			count++
		}
	}
	return members, count
}

// duplicates marks the new elements that may not be added because they are in the list already, or among the new ones
// before them. ok is false if such an element ends the operation, with the code.
func (w *work) duplicates(added *coll.Collection, flags listFlags) (skipped []bool, ok bool, code aero.ResultCode) {
	skipped = repeated(added)
	w.c.SearchRanks()
	for position := range skipped {
		known := w.valueRun(added.Member(position)).Count > 0
		switch {
		case !known && !skipped[position]:
			continue
		case flags.partial():
			skipped[position] = true
		case known || flags.noFail():
			return nil, false, flags.exists()
		default:
			return nil, false, aero.CodeOpNotApplicable
		}
	}
	return skipped, true, aero.CodeOK
}

// repeated marks the elements that equal one before them.
func repeated(added *coll.Collection) []bool {
	marks := make([]bool, added.Len())
	for rank := 1; rank < added.Len(); rank++ {
		position := added.PositionOfRank(rank)
		if pack.Compare(added.Member(added.PositionOfRank(rank-1)), added.Member(position)) == 0 {
			marks[position] = true
		}
	}
	return marks
}

// mergeItems adds elements to an ordered list, each where it belongs.
func (w *work) mergeItems(added *coll.Collection, flags listFlags) aero.ResultCode {
	skipped := make([]bool, added.Len())
	w.c.SearchRanks()
	if flags.unique() {
		skipped = repeated(added)
		if anyOf(skipped) && !flags.partial() {
			w.answerLength(w.c.Len())
			if flags.noFail() {
				return aero.CodeOK
			}
			return aero.CodeOpNotApplicable
		}
		for position := range skipped {
			if skipped[position] || !w.contains(added.Member(position)) {
				continue
			}
			if !flags.partial() {
				w.answerLength(w.c.Len())
				return flags.exists()
			}
			skipped[position] = true
		}
	}
	return w.merge(added, skipped)
}

// anyOf reports whether one of the marks is set.
func anyOf(marks []bool) bool {
	for _, mark := range marks {
		if mark {
			return true
		}
	}
	return false
}

// merge adds the elements that are not skipped to an ordered list.
func (w *work) merge(added *coll.Collection, skipped []bool) aero.ResultCode {
	b := w.c.Edit(w.c.Flags, len(added.Body()))
	next, length := 0, w.c.Len()
	for rank := range added.Len() {
		position := added.PositionOfRank(rank)
		if skipped[position] {
			continue
		}
		value := added.Member(position)
		if at := w.c.CountBelow(value); at > next {
			b.AddRange(w.c, next, at-next)
			next = at
		}
		b.Add(value, 1)
		length++
	}
	b.AddRange(w.c, next, w.c.Len()-next)
	return w.replaceList(b.Bytes(), length)
}
