package cdt

import "github.com/aerolith/aerolith/aero"

// addListOperations enters the operations on lists into the table.
func addListOperations(all *[tableSize]operation) {
	addListWrites(all)
	all[opListSize] = operation{run: (*work).size}
	all[opListClear] = operation{run: (*work).clear, modifies: true, missing: missingIgnored}
	for _, entry := range listLookups() {
		for i, code := range entry.codes {
			op := operation{parameters: entry.parameters, optional: entry.optional, run: entry.run}
			if op.modifies = i > 0; op.modifies {
				op.missing = missingIgnored
			}
			all[code] = op
		}
	}
	remove := func(run func(*work) aero.ResultCode, optional int, parameters ...parameter) operation {
		return operation{parameters: parameters, optional: optional, modifies: true, missing: missingIgnored, run: run}
	}
	all[opListRemove] = remove((*work).listRemove, 0, number)
	all[opListRemoveRange] = remove((*work).listRemoveRange, 1, number, number)
	all[opListTrim] = remove((*work).listTrim, 0, number, number)
}

// addListWrites enters the operations that write elements into the table.
func addListWrites(all *[tableSize]operation) {
	write := func(run func(*work) aero.ResultCode, optional, createAt int, parameters ...parameter) operation {
		return operation{parameters: parameters, optional: optional, createAt: createAt, modifies: true, run: run}
	}
	all[opListSetType] = write((*work).listSetType, 0, 0, number)
	all[opListAppend] = write((*work).listAppend, 2, 1, stored, number, number)
	all[opListAppendItems] = write((*work).listAppendItems, 2, 1, stored, number, number)
	all[opListInsert] = write((*work).listInsert, 1, 0, number, stored, number)
	all[opListInsertItems] = write((*work).listInsertItems, 1, 0, number, stored, number)
	all[opListSet] = write((*work).listSet, 1, 0, number, stored, number)
	all[opListIncrement] = write((*work).listIncrement, 3, 2, number, payload, number, number)
	all[opListSort] = write((*work).listSort, 1, 0, number)
	all[opListSort].missing = missingMismatch
}

// lookups are two operations that look for members in the same way: the first only answers, the second also removes.
type lookups struct {
	codes      [2]opCode
	parameters []parameter
	optional   int
	run        func(w *work) aero.ResultCode
}

// listLookups returns the operations that look for elements.
func listLookups() []lookups {
	index := []parameter{number}
	indexRange := []parameter{number, number}
	byNumber := []parameter{number, number}
	byNumberRange := []parameter{number, number, number}
	byValue := []parameter{number, payload}
	byInterval := []parameter{number, payload, payload}
	relative := []parameter{number, payload, number, number}
	return []lookups{
		{[2]opCode{opListGet, opListPop}, index, 0, (*work).listGet},
		{[2]opCode{opListGetRange, opListPopRange}, indexRange, 1, (*work).listGetRange},
		{[2]opCode{opListGetByIndex, opListRemoveByIndex}, byNumber, 0, func(w *work) aero.ResultCode {
			return w.listByIndex(w.single(), w.args.numbers[1], 1)
		}},
		{[2]opCode{opListGetByRank, opListRemoveByRank}, byNumber, 0, func(w *work) aero.ResultCode {
			return w.listByRank(w.single(), w.args.numbers[1], 1)
		}},
		{[2]opCode{opListGetByValue, opListRemoveByValue}, byValue, 0, func(w *work) aero.ResultCode {
			return w.listByValue(w.single(), w.args.values[1])
		}},
		{[2]opCode{opListGetAllByValue, opListRemoveAllByValue}, byValue, 0, func(w *work) aero.ResultCode {
			return w.listByValue(w.multiple(), w.args.values[1])
		}},
		{[2]opCode{opListGetByValueList, opListRemoveByValueList}, byValue, 0, func(w *work) aero.ResultCode {
			return w.listByItems(w.multiple(), w.args.values[1])
		}},
		{[2]opCode{opListGetByIndexRange, opListRemoveByIndexRange}, byNumberRange, 1, func(w *work) aero.ResultCode {
			return w.listByIndex(w.multiple(), w.args.numbers[1], w.args.countOr(2))
		}},
		{[2]opCode{opListGetByValueInterval, opListRemoveByInterval}, byInterval, 1, func(w *work) aero.ResultCode {
			return w.listByInterval(w.multiple(), w.args.values[1], w.args.values[2])
		}},
		{[2]opCode{opListGetByRankRange, opListRemoveByRankRange}, byNumberRange, 1, func(w *work) aero.ResultCode {
			return w.listByRank(w.multiple(), w.args.numbers[1], w.args.countOr(2))
		}},
		{[2]opCode{opListGetByRelativeRank, opListRemoveByRelativeRank}, relative, 1, func(w *work) aero.ResultCode {
			return w.listByRelativeRank(w.multiple(), w.args.values[1], w.args.numbers[2], w.args.countOr(3))
		}},
	}
}

// single returns the query of an operation that finds one member at most.
func (w *work) single() query { return newQuery(w.args.numbers[0], false) }

// multiple returns the query of an operation that may find many members.
func (w *work) multiple() query { return newQuery(w.args.numbers[0], true) }

// listGet answers with, or pops, the element at an index.
func (w *work) listGet() aero.ResultCode {
	return w.listByIndex(query{returns: returnValue}, w.args.numbers[0], 1)
}

// listGetRange answers with, or pops, elements from an index on.
func (w *work) listGetRange() aero.ResultCode {
	return w.listByIndex(query{returns: returnValue, multi: true}, w.args.numbers[0], w.args.countOr(1))
}

// listRemove removes the element at an index and answers with how many were removed.
func (w *work) listRemove() aero.ResultCode {
	return w.listByIndex(query{returns: returnCount}, w.args.numbers[0], 1)
}

// listRemoveRange removes elements from an index on and answers with how many were removed.
func (w *work) listRemoveRange() aero.ResultCode {
	return w.listByIndex(query{returns: returnCount, multi: true}, w.args.numbers[0], w.args.countOr(1))
}

// listTrim removes all but the elements from an index on and answers with how many were removed.
func (w *work) listTrim() aero.ResultCode {
	q := query{returns: returnCount, multi: true, inverted: true}
	return w.listByIndex(q, w.args.numbers[0], w.args.countOr(1))
}
