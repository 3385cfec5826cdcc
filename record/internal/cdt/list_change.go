package cdt

import (
	"math"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/record/internal/cdt/coll"
	"github.com/aerolith/aerolith/record/internal/cdt/pack"
)

// listIncrement adds to the number at an index; at the end and past it, to 0.
func (w *work) listIncrement() aero.ResultCode {
	index, n := w.args.numbers[0], w.c.Len()
	if index < 0 {
		index += int64(n)
	}
	if index < 0 || index > math.MaxInt32 {
		return aero.CodeOpNotApplicable
	}
	var old []byte
	if index < int64(n) {
		old = w.c.Member(int(index))
	}
	value, ok := sum(old, w.args.values[1], addition)
	if !ok {
		return aero.CodeParameter
	}
	result, _ := pack.Particle(value)
	flags := listFlags(w.args.numberOr(3, 0))
	var code aero.ResultCode
	if w.c.Ordered() {
		code = w.replaceOrdered(int(index), value, flags)
	} else {
		code = w.setValue(index, value, flags)
	}
	w.result = result
	return code
}

// replaceOrdered replaces the element at an index of an ordered list; at the end it adds one.
func (w *work) replaceOrdered(index int, value []byte, flags listFlags) aero.ResultCode {
	if index > w.c.Len() {
		return aero.CodeOpNotApplicable
	}
	if r := w.valueRun(value); flags.unique() && r.Count > 0 {
		if r.Start == index {
			return aero.CodeOK
		}
		return flags.exists()
	}
	removed := 1
	if index == w.c.Len() {
		removed = 0
	}
	w.changed = moveElement(w.c, index, removed, value)
	return aero.CodeOK
}

// moveElement returns an ordered list without the removed elements at a position, 0 or 1, and with the value where it
// belongs.
func moveElement(c *coll.Collection, position, removed int, value []byte) []byte {
	b := c.Edit(c.Flags, len(value))
	rank, end := c.CountBelow(value), position+removed
	if rank <= position {
		b.AddRange(c, 0, rank)
		b.Add(value, 1)
		b.AddRange(c, rank, position-rank)
		b.AddRange(c, end, c.Len()-end)
	} else {
		b.AddRange(c, 0, position)
		b.AddRange(c, end, rank-end)
		b.Add(value, 1)
		b.AddRange(c, rank, c.Len()-rank)
	}
	return b.Bytes()
}

// listSort sorts the elements. An ordered list only loses duplicates, if asked for.
func (w *work) listSort() aero.ResultCode {
	flags, n := w.args.numberOr(0, 0), w.c.Len()
	if n <= 1 {
		return aero.CodeOK
	}
	descending := flags&sortDescending != 0 && !w.c.Ordered()
	positions := w.sorted(descending)
	if flags&sortDropDuplicates != 0 {
		distinct := w.distinct(positions)
		if len(distinct) < n && w.c.Flags&pack.FlagIndexed != 0 || len(distinct) > 1 && descending {
			return aero.CodeParameter // the real server gets no further either
		}
		positions = distinct
	}
	b := w.c.Edit(w.c.Flags, 0)
	for _, position := range positions {
		b.AddRange(w.c, position, 1)
	}
	w.changed = b.Bytes()
	return aero.CodeOK
}

// sorted returns the positions in the order of the elements, equal ones as they stand.
func (w *work) sorted(descending bool) []int {
	n := w.c.Len()
	positions := expand([]coll.Run{{Count: n}}, w.c.PositionOfRank)
	if !descending {
		return positions
	}
	reversed := make([]int, 0, n)
	for end := n; end > 0; {
		start := end - 1
		for start > 0 && pack.Compare(w.c.Member(positions[start-1]), w.c.Member(positions[start])) == 0 {
			start--
		}
		reversed = append(reversed, positions[start:end]...)
		end = start
	}
	return reversed
}

// distinct returns the positions without those of elements that equal the one before.
func (w *work) distinct(positions []int) []int {
	kept := positions[:1:1]
	for i := 1; i < len(positions); i++ {
		if pack.Compare(w.c.Member(positions[i-1]), w.c.Member(positions[i])) != 0 {
			kept = append(kept, positions[i])
		}
	}
	return kept
}

// clear removes all members. A map keeps its flags, a list its order.
func (w *work) clear() aero.ResultCode {
	flags := w.c.Flags
	if !w.c.IsMap() {
		flags &= pack.FlagOrdered
	}
	w.changed = pack.AppendHead(nil, w.c.Kind, flags, 0)
	return aero.CodeOK
}

// size answers with how many members there are.
func (w *work) size() aero.ResultCode {
	w.answerLength(w.c.Len())
	return aero.CodeOK
}
