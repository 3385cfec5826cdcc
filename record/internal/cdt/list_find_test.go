package cdt

import (
	"testing"

	"github.com/aerolith/aerolith/aero"
)

// TestListFinds asks for elements in each way and with each return type; orders of answers are those of the real
// server.
func TestListFinds(t *testing.T) {
	op := func(code opCode, args ...any) []byte { return operand(t, code, args...) }
	list := l(4, 1, 3, 1, 2) // ranks 4 0 3 0 2
	sorted := ol(1, 1, 2, 3, 4)
	const inverted = returnInverted
	find := func(value any, result string, code opCode, args ...any) example {
		return example{value: value, operand: op(code, args...), result: result}
	}
	refuse := func(value any, code opCode, args ...any) example {
		return example{value: value, operand: op(code, args...), code: aero.CodeOpNotApplicable}
	}
	byIndex, byRank := opListGetByIndexRange, opListGetByRankRange
	check(t, map[string]example{
		"index, value":                   find(list, "2", opListGetByIndex, returnValue, -1),
		"index, none":                    find(list, "none", opListGetByIndex, returnNone, 1),
		"index, rank":                    find(list, "3", opListGetByIndex, returnRank, 2),
		"index, reverse rank":            find(list, "1", opListGetByIndex, returnReverseRank, 2),
		"index, reverse index":           find(list, "2", opListGetByIndex, returnReverseIndex, 2),
		"index, count":                   find(list, "1", opListGetByIndex, returnCount, 2),
		"index, exists":                  find(list, "true", opListGetByIndex, returnExists, 2),
		"index, outside":                 refuse(list, opListGetByIndex, returnValue, 5),
		"index, key":                     refuse(list, opListGetByIndex, returnKey, 0),
		"index, map":                     refuse(list, opListGetByIndex, returnKeyValueMap, 0),
		"index, inverted":                refuse(list, opListGetByIndex, returnValue|inverted, 0),
		"indexes":                        find(list, "[1 3]", byIndex, returnValue, 1, 2),
		"indexes to the end":             find(list, "[1 2]", byIndex, returnValue, -2),
		"indexes, index":                 find(list, "[1 2]", byIndex, returnIndex, 1, 2),
		"indexes, reverse index":         find(list, "[2 3]", byIndex, returnReverseIndex, 1, 2),
		"indexes, rank":                  find(list, "[0 3 0]", byIndex, returnRank, 1, 3),
		"indexes, reverse rank":          find(list, "[4 1 4]", byIndex, returnReverseRank, 1, 3),
		"all indexes, rank":              find(list, "[0 1 2 3 4]", byIndex, returnRank, 0),
		"indexes, index range":           find(list, "[1 3]", byIndex, returnIndexRange, 1, 3),
		"indexes, reverse index range":   find(list, "[1 3]", byIndex, returnRevIndexRange, 1, 3),
		"indexes, rank range":            refuse(list, byIndex, returnRankRange, 1, 3),
		"indexes, ordered, rank range":   find(sorted, "[1 3]", byIndex, returnRankRange, 1, 3),
		"no indexes, rank range":         find(list, "[5 0]", byIndex, returnRankRange, 7, 3),
		"no indexes, exists":             find(list, "false", byIndex, returnExists, 7, 3),
		"inverted middle":                find(list, "[4 1 2]", byIndex, returnValue|inverted, 1, 2),
		"inverted middle, index":         find(list, "[0 3 4]", byIndex, returnIndex|inverted, 1, 2),
		"inverted middle, reverse index": find(list, "[4 0 1]", byIndex, returnReverseIndex|inverted, 1, 2),
		"inverted middle, rank":          find(list, "[4 0 2]", byIndex, returnRank|inverted, 1, 2),
		"inverted head":                  find(list, "[3 1 2]", byIndex, returnValue|inverted, 0, 2),
		"inverted tail, count":           find(list, "3", byIndex, returnCount|inverted, 3),
		"inverted, index range":          refuse(list, byIndex, returnIndexRange|inverted, 1, 2),
		"rank":                           find(list, "4", opListGetByRank, returnValue, -1),
		"rank, index":                    find(list, "4", opListGetByRank, returnIndex, 2),
		"rank, outside":                  refuse(list, opListGetByRank, returnValue, 9),
		"lower ranks come down":          find(list, "[1 1]", byRank, returnValue, 0, 2),
		"lower ranks":                    find(list, "[2 1]", byRank, returnValue, 1, 2),
		"upper ranks":                    find(list, "[3 4]", byRank, returnValue, 3, 2),
		"ranks, index":                   find(list, "[0 2]", byRank, returnIndex, 3, 2),
		"ranks, rank":                    find(list, "[1 2]", byRank, returnRank, 1, 2),
		"ranks, rank range":              find(list, "[1 2]", byRank, returnRankRange, 1, 2),
		"ranks, reverse rank range":      find(list, "[2 2]", byRank, returnRevRankRange, 1, 2),
		"ranks, index range":             refuse(list, byRank, returnIndexRange, 1, 2),
		"ranks inverted":                 find(list, "[4 1 1]", byRank, returnValue|inverted, 2, 2),
		"ranks inverted, rank":           find(list, "[0 1 4]", byRank, returnRank|inverted, 2, 2),
		"ranks inverted, range":          refuse(list, byRank, returnRankRange|inverted, 2, 2),
		"value":                          find(list, "1", opListGetByValue, returnIndex, 1),
		"value, rank":                    find(list, "0", opListGetByValue, returnRank, 1),
		"value, missing":                 find(list, "-1", opListGetByValue, returnRank, 9),
		"value, missing, value":          find(list, "none", opListGetByValue, returnValue, 9),
		"values":                         find(list, "[1 3]", opListGetAllByValue, returnIndex, 1),
		"values, ranks":                  find(list, "[0 1]", opListGetAllByValue, returnRank, 1),
		"values, rank range":             find(list, "[0 2]", opListGetAllByValue, returnRankRange, 1),
		"values, ordered, index range":   find(sorted, "[0 2]", opListGetAllByValue, returnIndexRange, 1),
		"values, missing, reverse range": find(l(1, 3), "[1 0]", opListGetAllByValue, returnRevRankRange, 2),
		"values inverted":                find(list, "[4 3 2]", opListGetAllByValue, returnValue|inverted, 1),
		"wildcard":                       find(list, "5", opListGetAllByValue, returnCount, wildcard),
		"lists that begin with":          find(l(l(1, 2), l(2), l(1, 3), l(1)), "[0 2]", opListGetAllByValue, returnIndex, l(1, wildcard)),
		"interval":                       find(list, "[1 1 2]", opListGetByValueInterval, returnValue, 1, 3),
		"interval, open":                 find(list, "[4 3]", opListGetByValueInterval, returnValue, 3),
		"interval, from nil":             find(l(nil, 1), "1", opListGetByValueInterval, returnCount, nil, 1),
		"interval to infinity":           find(l(1, "a", l()), "3", opListGetByValueInterval, returnCount, nil, infinity),
		"interval, backwards":            find(list, "[]", opListGetByValueInterval, returnValue, 3, 1),
		"interval, ordered":              find(sorted, "[1 1 2]", opListGetByValueInterval, returnValue, 1, 3),
		"interval, ordered, inverted":    find(sorted, "[3 4]", opListGetByValueInterval, returnValue|inverted, 1, 3),
		"interval inverted, rank":        find(list, "[3 4]", opListGetByValueInterval, returnRank|inverted, 1, 3),
		"interval, index range":          refuse(list, opListGetByValueInterval, returnIndexRange, 1, 3),
		"items":                          find(list, "[4 1 1]", opListGetByValueList, returnValue, l(1, 4, 9)),
		"items, rank":                    find(list, "[4 0 1]", opListGetByValueList, returnRank, l(4, 9, 1)),
		"items, reverse rank":            find(list, "[0 4 3]", opListGetByValueList, returnReverseRank, l(4, 1)),
		"items, inverted, rank":          find(list, "[2 3]", opListGetByValueList, returnRank|inverted, l(4, 1)),
		"items twice":                    find(list, "[0 1]", opListGetByValueList, returnRank, l(1, 1)),
		"items twice, ordered":           find(sorted, "[1 1 1 1]", opListGetByValueList, returnValue, l(1, 1)),
		"items twice, ordered, count":    find(sorted, "2", opListGetByValueList, returnCount, l(1, 1)),
		"items, ordered":                 find(sorted, "[4 0 1]", opListGetByValueList, returnIndex, l(4, 1)),
		"items, ordered, inverted":       find(sorted, "[2 3]", opListGetByValueList, returnValue|inverted, l(4, 1)),
		"no items":                       find(list, "[]", opListGetByValueList, returnValue, l()),
		"no items, inverted":             find(list, "5", opListGetByValueList, returnCount|inverted, l()),
		"items, range":                   refuse(list, opListGetByValueList, returnRankRange, l(1)),
		"relative":                       find(list, "[3 4]", opListGetByRelativeRank, returnValue, 3, 0),
		"relative, below":                find(sorted, "[1 2]", opListGetByRelativeRank, returnValue, 2, -1, 2),
		"relative, far below":            find(sorted, "[1]", opListGetByRelativeRank, returnValue, 1, -3, 4),
		"relative to what is not there":  find(list, "[2 3 4]", opListGetByRelativeRank, returnRank, "a", -3),
	})
}

// TestListRemovals removes elements in each way.
func TestListRemovals(t *testing.T) {
	op := func(code opCode, args ...any) []byte { return operand(t, code, args...) }
	list := l(4, 1, 3, 1, 2)
	check(t, map[string]example{
		"by index":             {list, op(opListRemoveByIndex, returnValue, 2), "3", "[4 1 1 2]", 0},
		"by rank":              {list, op(opListRemoveByRank, returnValue, -1), "4", "[1 3 1 2]", 0},
		"by value":             {list, op(opListRemoveByValue, returnIndex, 1), "1", "[4 3 1 2]", 0},
		"by value, none":       {list, op(opListRemoveByValue, returnCount, 9), "0", "", 0},
		"all by value":         {list, op(opListRemoveAllByValue, returnCount, 1), "2", "[4 3 2]", 0},
		"by items":             {list, op(opListRemoveByValueList, returnValue, l(1, 4)), "[4 1 1]", "[3 2]", 0},
		"by items, inverted":   {list, op(opListRemoveByValueList, returnValue|returnInverted, l(1, 4)), "[3 2]", "[4 1 1]", 0},
		"by indexes":           {list, op(opListRemoveByIndexRange, returnNone, 1, 3), "none", "[4 2]", 0},
		"by indexes, inverted": {list, op(opListRemoveByIndexRange, returnCount|returnInverted, 1, 3), "2", "[1 3 1]", 0},
		"by interval":          {list, op(opListRemoveByInterval, returnValue, 2, 4), "[3 2]", "[4 1 1]", 0},
		"by ranks":             {list, op(opListRemoveByRankRange, returnCount, 0, 3), "3", "[4 3]", 0},
		"by relative rank":     {ol(0, 4, 5), op(opListRemoveByRelativeRank, returnValue, 5, -1), "[4 5]", "o[0]", 0},
		"everything":           {ol(0, 4, 5), op(opListRemoveByRankRange, returnCount, 0), "3", "o[]", 0},
		"without bin":          {nil, op(opListRemoveByRank, returnCount, 0), "none", "", 0},
		"refused afterwards":   {list, op(opListRemoveByIndex, returnKey, 0), "", "", aero.CodeOpNotApplicable},
	})
}
