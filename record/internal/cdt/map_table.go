package cdt

import "github.com/aerolith/aerolith/aero"

// addMapOperations enters the operations on maps into the table.
func addMapOperations(all *[tableSize]operation) {
	addMapWrites(all)
	all[opMapSize] = operation{run: (*work).size}
	all[opMapClear] = operation{run: (*work).clear, modifies: true, missing: missingIgnored}
	for _, entry := range mapLookups() {
		for i, code := range entry.codes {
			op := operation{parameters: entry.parameters, optional: entry.optional, run: entry.run}
			if op.modifies = i > 0; op.modifies {
				op.missing = missingIgnored
			}
			all[code] = op
		}
	}
}

// addMapWrites enters the operations that write pairs into the table.
func addMapWrites(all *[tableSize]operation) {
	write := func(run func(*work) aero.ResultCode, optional, createAt int, parameters ...parameter) operation {
		return operation{parameters: parameters, optional: optional, createAt: createAt, modifies: true, run: run}
	}
	put := func(flags mapFlags) func(*work) aero.ResultCode {
		return func(w *work) aero.ResultCode { return w.mapPut(flags | mapFlags(w.args.numberOr(3, 0))) }
	}
	putItems := func(flags mapFlags) func(*work) aero.ResultCode {
		return func(w *work) aero.ResultCode { return w.mapPutItems(flags | mapFlags(w.args.numberOr(2, 0))) }
	}
	addTo := func(way direction) func(*work) aero.ResultCode {
		return func(w *work) aero.ResultCode { return w.mapAddTo(way) }
	}
	all[opMapSetType] = write((*work).mapSetType, 0, 0, number)
	all[opMapAdd] = write(put(mapNoOverwrite), 1, 2, stored, stored, number)
	all[opMapAddItems] = write(putItems(mapNoOverwrite), 1, 1, stored, number)
	all[opMapPut] = write(put(0), 2, 2, stored, stored, number, number)
	all[opMapPutItems] = write(putItems(0), 2, 1, stored, number, number)
	all[opMapReplace] = write(put(mapNoCreate), 0, 0, stored, stored)
	all[opMapReplaceItems] = write(putItems(mapNoCreate), 0, 0, stored)
	all[opMapReplaceItems].missing = missingRefused
	all[opMapIncrement] = write(addTo(addition), 2, 2, payload, payload, number)
	all[opMapDecrement] = write(addTo(subtraction), 2, 2, payload, payload, number)
}

// mapLookups returns the operations that look for pairs.
func mapLookups() []lookups {
	byNumber := []parameter{number, number}
	byNumberRange := []parameter{number, number, number}
	byValue := []parameter{number, payload}
	byInterval := []parameter{number, payload, payload}
	relative := []parameter{number, payload, number, number}
	return []lookups{
		{[2]opCode{opMapGetByKey, opMapRemoveByKey}, byValue, 0, func(w *work) aero.ResultCode {
			return w.mapByKey(w.single(), w.args.values[1])
		}},
		{[2]opCode{opMapGetByIndex, opMapRemoveByIndex}, byNumber, 0, func(w *work) aero.ResultCode {
			return w.mapByIndex(w.single(), w.args.numbers[1], 1)
		}},
		{[2]opCode{opMapGetByRank, opMapRemoveByRank}, byNumber, 0, func(w *work) aero.ResultCode {
			return w.mapByRank(w.single(), w.args.numbers[1], 1)
		}},
		{[2]opCode{opMapGetByValue, opMapRemoveByValue}, byValue, 0, func(w *work) aero.ResultCode {
			return w.mapByValue(w.single(), w.args.values[1])
		}},
		{[2]opCode{opMapGetAllByValue, opMapRemoveAllByValue}, byValue, 0, func(w *work) aero.ResultCode {
			return w.mapByValue(w.multiple(), w.args.values[1])
		}},
		{[2]opCode{opMapGetByKeyList, opMapRemoveByKeyList}, byValue, 0, func(w *work) aero.ResultCode {
			return w.mapByKeys(w.multiple(), w.args.values[1])
		}},
		{[2]opCode{opMapGetByValueList, opMapRemoveByValueList}, byValue, 0, func(w *work) aero.ResultCode {
			return w.mapByValues(w.multiple(), w.args.values[1])
		}},
		{[2]opCode{opMapGetByKeyInterval, opMapRemoveByKeyInterval}, byInterval, 1, func(w *work) aero.ResultCode {
			return w.mapByKeyInterval(w.multiple(), w.args.values[1], w.args.values[2])
		}},
		{[2]opCode{opMapGetByIndexRange, opMapRemoveByIndexRange}, byNumberRange, 1, func(w *work) aero.ResultCode {
			return w.mapByIndex(w.multiple(), w.args.numbers[1], w.args.countOr(2))
		}},
		{[2]opCode{opMapGetByValueInterval, opMapRemoveByValueInterval}, byInterval, 1, func(w *work) aero.ResultCode {
			return w.mapByInterval(w.multiple(), w.args.values[1], w.args.values[2])
		}},
		{[2]opCode{opMapGetByRankRange, opMapRemoveByRankRange}, byNumberRange, 1, func(w *work) aero.ResultCode {
			return w.mapByRank(w.multiple(), w.args.numbers[1], w.args.countOr(2))
		}},
		{[2]opCode{opMapGetByRelativeIndex, opMapRemoveByRelativeIndex}, relative, 1, func(w *work) aero.ResultCode {
			return w.mapByRelativeIndex(w.multiple(), w.args.values[1], w.args.numbers[2], w.args.countOr(3))
		}},
		{[2]opCode{opMapGetByRelativeRank, opMapRemoveByRelativeRank}, relative, 1, func(w *work) aero.ResultCode {
			return w.mapByRelativeRank(w.multiple(), w.args.values[1], w.args.numbers[2], w.args.countOr(3))
		}},
	}
}
