package cdt

import (
	"testing"

	"github.com/aerolith/aerolith/aero"
)

// TestMapWrites carries out each operation that writes pairs or changes maps as wholes, with flags and refusals.
func TestMapWrites(t *testing.T) {
	op := func(code opCode, args ...any) []byte { return operand(t, code, args...) }
	ranked := om(1, 9, 2, 8)
	ranked.Order, ranked.Indexed = aero.MapKeyValueOrdered, true
	check(t, map[string]example{
		"put creates":               {nil, op(opMapPut, "a", 1), "1", "{a:1}", 0},
		"put creates ordered":       {nil, op(opMapPut, "a", 1, 1), "1", "o{a:1}", 0},
		"put creates indexed":       {nil, op(opMapPut, "a", 1, 0x13, 0), "1", "ovx{a:1}", 0},
		"put, unknown order":        {nil, op(opMapPut, "a", 1, 0x44), "1", "{a:1}", 0},
		"put":                       {m(3, 3), op(opMapPut, 1, l(1)), "2", "{1:[1] 3:3}", 0},
		"put over":                  {om(1, 1, 2, 2), op(opMapPut, 2, "b"), "2", "o{1:1 2:b}", 0},
		"put keeps the map's order": {om(1, 1), op(opMapPut, 0, 0, 3), "2", "o{0:0 1:1}", 0},
		"put, bad key":              {m(), op(opMapPut, 1.5, 1), "", "", aero.CodeParameter},
		"put, wildcard":             {m(), op(opMapPut, 1, wildcard), "", "", aero.CodeParameter},
		"put into a list":           {l(), op(opMapPut, 1, 1), "", "", aero.CodeIncompatibleType},
		"put, no overwrite":         {m(1, 1), op(opMapPut, 1, 2, 0, mapNoOverwrite), "", "", aero.CodeElementExists},
		"put, no overwrite, quiet":  {m(1, 1), op(opMapPut, 1, 2, 0, mapNoOverwrite|mapNoFail), "1", "", 0},
		"put, no create":            {m(1, 1), op(opMapPut, 2, 2, 0, mapNoCreate), "", "", aero.CodeElementNotFound},
		"put, no create, quiet":     {nil, op(opMapPut, 2, 2, 1, mapNoCreate|mapNoFail), "0", "o{}", 0},
		"add":                       {m(1, 1), op(opMapAdd, 2, 2), "2", "{1:1 2:2}", 0},
		"add over":                  {m(1, 1), op(opMapAdd, 1, 2), "", "", aero.CodeElementExists},
		"replace":                   {m(1, 1), op(opMapReplace, 1, 2), "1", "{1:2}", 0},
		"replace nothing":           {m(1, 1), op(opMapReplace, 2, 2), "", "", aero.CodeElementNotFound},
		"put items":                 {m(2, 2, 4, 4), op(opMapPutItems, m(5, 5, 1, 1, 2, 9)), "4", "{1:1 2:9 4:4 5:5}", 0},
		"put items, none":           {nil, op(opMapPutItems, m(), 3), "0", "ov{}", 0},
		"put items, no map":         {m(), op(opMapPutItems, l()), "", "", aero.CodeParameter},
		"put items, key twice":      {m(), op(opMapPutItems, m(1, 1, 1, 2)), "", "", aero.CodeParameter},
		"put items, no overwrite":   {m(1, 1), op(opMapPutItems, m(1, 2, 3, 3), 0, mapNoOverwrite), "", "", aero.CodeElementExists},
		"put items, partial":        {m(1, 1), op(opMapPutItems, m(1, 2, 3, 3), 0, mapNoOverwrite|mapNoFail|mapDoPartial), "2", "{1:1 3:3}", 0},
		"update items, partial":     {m(1, 1), op(opMapPutItems, m(1, 2, 3, 3), 0, mapNoCreate|mapNoFail|mapDoPartial), "1", "{1:2}", 0},
		"update items, quiet":       {m(1, 1), op(opMapPutItems, m(1, 2, 3, 3), 0, mapNoCreate|mapNoFail), "1", "", 0},
		"update nothing, partial":   {m(), op(opMapPutItems, m(1, 2), 0, mapNoCreate|mapNoFail|mapDoPartial), "1", "{1:2}", 0},
		"add items":                 {m(1, 1), op(opMapAddItems, m(2, 2)), "2", "{1:1 2:2}", 0},
		"replace items":             {m(1, 1), op(opMapReplaceItems, m(1, 2)), "1", "{1:2}", 0},
		"replace items, other":      {m(1, 1), op(opMapReplaceItems, m(2, 2)), "", "", aero.CodeElementNotFound},
		"replace items of nothing":  {nil, op(opMapReplaceItems, m(1, 2)), "", "", aero.CodeElementNotFound},
		"increment":                 {m("a", 1), op(opMapIncrement, "a", 5), "6", "{a:6}", 0},
		"increment creates":         {nil, op(opMapIncrement, "a", 2.5, 1), "2.5", "o{a:2.5}", 0},
		"decrement":                 {m("a", 1), op(opMapDecrement, "a"), "0", "{a:0}", 0},
		"decrement creates":         {m(), op(opMapDecrement, "a", 3), "-3", "{a:-3}", 0},
		"increment text":            {m("a", "b"), op(opMapIncrement, "a", 1), "", "", aero.CodeParameter},
		"increment at a bad key":    {m(), op(opMapIncrement, l(), 1), "", "", aero.CodeParameter},
		"clear":                     {ranked, op(opMapClear), "none", "ovx{}", 0},
		"clear nothing":             {nil, op(opMapClear), "none", "", 0},
		"order":                     {m(2, 2, 1, 1), op(opMapSetType, 1), "none", "o{1:1 2:2}", 0},
		"order nothing":             {nil, op(opMapSetType, 3), "none", "ov{}", 0},
		"unorder":                   {ranked, op(opMapSetType, 0), "none", "{1:9 2:8}", 0},
		"bad order":                 {m(), op(opMapSetType, 8), "", "", aero.CodeOpNotApplicable},
		"size":                      {ranked, op(opMapSize), "2", "", 0},
		"unknown operation":         {m(), op(80), "", "", aero.CodeParameter},
	})
}

// TestMapFinds asks for pairs in each way and with each return type, in maps of each order.
func TestMapFinds(t *testing.T) {
	op := func(code opCode, args ...any) []byte { return operand(t, code, args...) }
	entries := []any{1, 40, 2, 10, 3, 30, 4, 10} // ranks 3 0 2 1
	plainMap, ordered, ranked := m(entries...), om(entries...), om(entries...)
	ranked.Order, ranked.Indexed = aero.MapKeyValueOrdered, true
	const inverted = returnInverted
	byIndex, byRank := opMapGetByIndexRange, opMapGetByRankRange
	for order, value := range map[string]aero.Map{"plain": plainMap, "ordered": ordered, "ranked": ranked} {
		examples := map[string]example{}
		find := func(name, result string, code opCode, args ...any) {
			examples[order+": "+name] = example{value: value, operand: op(code, args...), result: result}
		}
		refuse := func(name string, code opCode, args ...any) {
			examples[order+": "+name] = example{value: value, operand: op(code, args...), code: aero.CodeOpNotApplicable}
		}
		find("key", "40", opMapGetByKey, returnValue, 1)
		find("key, key", "1", opMapGetByKey, returnKey, 1)
		find("key, map", "p{1:40}", opMapGetByKey, returnKeyValueMap, 1)
		find("key, unordered map", "{1:40}", opMapGetByKey, returnUnorderedMap, 1)
		find("key, ordered map", "o{1:40}", opMapGetByKey, returnOrderedMap, 1)
		find("key, index", "2", opMapGetByKey, returnIndex, 3)
		find("key, reverse rank", "1", opMapGetByKey, returnReverseRank, 3)
		find("key, index range", "[2 1]", opMapGetByKey, returnIndexRange, 3)
		find("key, missing", "none", opMapGetByKey, returnValue, 9)
		find("key, missing, map", "p{}", opMapGetByKey, returnKeyValueMap, 9)
		find("key, missing, index", "-1", opMapGetByKey, returnIndex, 9)
		refuse("key, rank range", opMapGetByKey, returnRankRange, 1)
		find("keys", "[10 30]", opMapGetByKeyInterval, returnValue, 2, 4)
		find("keys, open", "[3 4]", opMapGetByKeyInterval, returnKey, 3)
		find("keys, inverted", "[1 4]", opMapGetByKeyInterval, returnKey|inverted, 2, 4)
		find("keys, rank", "[0 2]", opMapGetByKeyInterval, returnRank, 2, 4)
		find("keys, index range", "[1 2]", opMapGetByKeyInterval, returnIndexRange, 2, 4)
		find("index", "4", opMapGetByIndex, returnKey, -1)
		refuse("index, outside", opMapGetByIndex, returnKey, 4)
		find("indexes, inverted", "p{1:40 4:10}", byIndex, returnKeyValueMap|inverted, 1, 2)
		find("indexes, reverse", "[1 2]", byIndex, returnReverseIndex, 1, 2)
		find("indexes, rank", "[0 2]", byIndex, returnRank, 1, 2)
		find("all indexes, rank", "[0 1 2 3]", byIndex, returnRank, 0)
		refuse("indexes inverted, range", byIndex, returnIndexRange|inverted, 1, 2)
		find("head inverted, range", "[2 2]", byIndex, returnIndexRange|inverted, 0, 2)
		find("rank", "2", opMapGetByRank, returnKey, 0)
		find("rank, index", "3", opMapGetByRank, returnIndex, 1)
		find("ranks", "[4 3]", byRank, returnKey, 1, 2)
		find("ranks, index", "[3 2]", byRank, returnIndex, 1, 2)
		find("ranks, map", "p{4:10 3:30}", byRank, returnKeyValueMap, 1, 2)
		find("ranks, ordered map", "o{3:30 4:10}", byRank, returnOrderedMap, 1, 2)
		find("ranks, rank range", "[1 2]", byRank, returnRankRange, 1, 2)
		find("ranks inverted", "[1 2]", byRank, returnKey|inverted, 1, 2)
		refuse("ranks, index range", byRank, returnIndexRange, 1, 2)
		find("value", "2", opMapGetByValue, returnKey, 10)
		find("value, rank", "0", opMapGetByValue, returnRank, 10)
		find("value, missing", "-1", opMapGetByValue, returnRank, 11)
		find("values", "[2 4]", opMapGetAllByValue, returnKey, 10)
		find("values, rank", "[0 1]", opMapGetAllByValue, returnRank, 10)
		find("values inverted", "[1 3]", opMapGetAllByValue, returnKey|inverted, 10)
		find("none inverted", "[1 2 3 4]", opMapGetAllByValue, returnKey|inverted, 11)
		find("interval, count", "3", opMapGetByValueInterval, returnCount, 10, 40)
		find("interval, rank range", "[2 2]", opMapGetByValueInterval, returnRankRange, 11)
		find("key list", "[40 10]", opMapGetByKeyList, returnValue, l(4, 1, 9))
		find("key list, index", "[3 0]", opMapGetByKeyList, returnIndex, l(4, 1))
		find("key list inverted", "[2 3]", opMapGetByKeyList, returnKey|inverted, l(4, 1))
		find("no keys", "p{}", opMapGetByKeyList, returnKeyValueMap, l())
		find("no keys, inverted", "4", opMapGetByKeyList, returnCount|inverted, l())
		refuse("key list, rank", opMapGetByKeyList, returnRank, l(1))
		find("value list", "[2 3 4]", opMapGetByValueList, returnKey, l(30, 10))
		find("value list, rank", "[2 0 1]", opMapGetByValueList, returnRank, l(30, 10))
		find("value list, exists", "true", opMapGetByValueList, returnExists, l(5, 10))
		refuse("value list, range", opMapGetByValueList, returnRankRange, l(1))
		find("relative index", "[3 4]", opMapGetByRelativeIndex, returnKey, 2, 1)
		find("relative index, below", "[1 2]", opMapGetByRelativeIndex, returnKey, 2, -2, 3)
		find("relative rank", "[3 1]", opMapGetByRelativeRank, returnKey, 20, 0)
		examples[order+": no values, inverted"] = example{
			value: value, operand: op(opMapGetByValueList, returnKey|inverted, l()), code: aero.CodeParameter,
		}
		check(t, examples)
	}
}

// TestMapRemovals removes pairs in each way.
func TestMapRemovals(t *testing.T) {
	op := func(code opCode, args ...any) []byte { return operand(t, code, args...) }
	value := om(1, 40, 2, 10, 3, 30)
	check(t, map[string]example{
		"key":            {value, op(opMapRemoveByKey, returnValue, 1), "40", "o{2:10 3:30}", 0},
		"key, missing":   {value, op(opMapRemoveByKey, returnCount, 7), "0", "", 0},
		"index":          {value, op(opMapRemoveByIndex, returnKey, 1), "2", "o{1:40 3:30}", 0},
		"value":          {value, op(opMapRemoveByValue, returnKey, 30), "3", "o{1:40 2:10}", 0},
		"rank":           {value, op(opMapRemoveByRank, returnKey, -1), "1", "o{2:10 3:30}", 0},
		"key list":       {value, op(opMapRemoveByKeyList, returnCount, l(3, 1)), "2", "o{2:10}", 0},
		"all by value":   {m(1, 1, 2, 1), op(opMapRemoveAllByValue, returnCount, 1), "2", "{}", 0},
		"value list":     {value, op(opMapRemoveByValueList, returnKey, l(40, 10)), "[1 2]", "o{3:30}", 0},
		"keys":           {value, op(opMapRemoveByKeyInterval, returnKey, 2, 4), "[2 3]", "o{1:40}", 0},
		"indexes":        {value, op(opMapRemoveByIndexRange, returnNone, 1), "none", "o{1:40}", 0},
		"interval":       {value, op(opMapRemoveByValueInterval, returnCount, 10, 40), "2", "o{1:40}", 0},
		"ranks":          {value, op(opMapRemoveByRankRange, returnCount|returnInverted, 1, 1), "2", "o{3:30}", 0},
		"relative index": {value, op(opMapRemoveByRelativeIndex, returnKey, 2, 0, 1), "[2]", "o{1:40 3:30}", 0},
		"relative rank":  {value, op(opMapRemoveByRelativeRank, returnKey, 30, 0), "[3 1]", "o{2:10}", 0},
		"without bin":    {nil, op(opMapRemoveByKey, returnCount, 1), "none", "", 0},
	})
}
