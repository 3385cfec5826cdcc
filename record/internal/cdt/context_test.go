package cdt

import (
	"testing"

	"github.com/aerolith/aerolith/aero"
)

// The types of context steps, with what they may create.
const (
	listIndex   = contextList | contextIndex
	listRank    = contextList | contextRank
	listValue   = contextList | contextValue
	mapIndex    = contextMap | contextIndex
	mapRank     = contextMap | contextRank
	mapKey      = contextMap | contextKey
	mapValue    = contextMap | contextValue
	newList     = listIndex | createListUnordered
	newPadded   = listIndex | createListUnbounded
	newOrdered  = listIndex | createListOrdered
	newMap      = mapKey | createMapUnordered
	newKeyed    = mapKey | createMapOrdered
	newByValue  = mapKey | createMapByValue
	anyByValue  = contextValue
	outOfThings = 4
)

// TestContexts changes and reads lists and maps inside of others.
func TestContexts(t *testing.T) {
	in := func(code opCode, context []any, args ...any) []byte { return inside(t, context, code, args...) }
	at := func(steps ...any) []any { return steps }
	notApplicable := func(value any, operand []byte) example {
		return example{value: value, operand: operand, code: aero.CodeOpNotApplicable}
	}
	nested := l(1, l(5, 4), m("k", l(9)))
	check(t, map[string]example{
		"by index":                {nested, in(opListAppend, at(listIndex, 1), 3), "3", "[1 [5 4 3] {k:[9]}]", 0},
		"by index from the end":   {nested, in(opListAppend, at(listIndex, -2), 3), "3", "[1 [5 4 3] {k:[9]}]", 0},
		"by rank":                 {nested, in(opListGet, at(listRank, 1), 0), "5", "", 0},
		"by value":                {nested, in(opListClear, at(listValue, l(5, 4))), "none", "[1 [] {k:[9]}]", 0},
		"by any value":            {nested, in(opListClear, at(anyByValue, l(5, 4))), "none", "[1 [] {k:[9]}]", 0},
		"two levels":              {nested, in(opListAppend, at(listIndex, 2, mapKey, "k"), 8), "2", "[1 [5 4] {k:[9 8]}]", 0},
		"map by index":            {om(1, m(), 2, m()), in(opMapPut, at(mapIndex, 1), 7, 7), "1", "o{1:{} 2:{7:7}}", 0},
		"map by rank":             {om(1, l(2), 2, l(1)), in(opListAppend, at(mapRank, 0), 9), "2", "o{1:[2] 2:[1 9]}", 0},
		"map by value":            {om(1, l(2), 2, l(1)), in(opListAppend, at(mapValue, l(1)), 9), "2", "o{1:[2] 2:[1 9]}", 0},
		"an ordered list sorts":   {ol(l(1), l(2), l(3)), in(opListSet, at(listIndex, 0), 0, 9), "none", "o[[2] [3] [9]]", 0},
		"an ordered list, down":   {ol(l(1), l(2), l(3)), in(opListSet, at(listIndex, 2), 0, 0), "none", "o[[0] [1] [2]]", 0},
		"index inside is ignored": {l(l(2, 1)), in(opListSetType, at(listIndex, 0), 0x11), "none", "[o[1 2]]", 0},
		"other kind inside":       {nested, in(opMapSize, at(listIndex, 1)), "", "", aero.CodeIncompatibleType},
		"number inside":           {nested, in(opListSize, at(listIndex, 0)), "", "", aero.CodeIncompatibleType},
		"through a number":        notApplicable(nested, in(opListSize, at(listIndex, 0, listIndex, 0))),
		"through a map":           notApplicable(nested, in(opListSize, at(listIndex, 2, listIndex, 0))),
		"list by key":             notApplicable(nested, in(opListSize, at(mapKey, 0))),
		"missing key":             notApplicable(m(), in(opListAppend, at(mapKey, 1), 1)),
		"missing value":           notApplicable(nested, in(opListAppend, at(listValue, 77), 1)),
		"unknown step":            notApplicable(nested, in(opListSize, at(outOfThings, 0))),
		"creation of anything":    notApplicable(nested, in(opListAppend, at(createListUnordered, 3), 0)),
		"no steps":                {nested, in(opListSize, at()), "", "", aero.CodeParameter},
		"half a step":             {nested, in(opListSize, at(listIndex)), "", "", aero.CodeParameter},
		"bin without elements":    {"text", in(opListSize, at(listIndex, 0)), "", "", aero.CodeParameter},
		"missing bin":             notApplicable(nil, in(opListAppend, at(listIndex, 0), 1)),
	})
}

// TestContextCreation has contexts create what they do not find.
func TestContextCreation(t *testing.T) {
	in := func(code opCode, context []any, args ...any) []byte { return inside(t, context, code, args...) }
	at := func(steps ...any) []any { return steps }
	notApplicable := func(value any, operand []byte) example {
		return example{value: value, operand: operand, code: aero.CodeOpNotApplicable}
	}
	check(t, map[string]example{
		"list in nothing":         {nil, in(opListAppend, at(newList, 0), 1), "1", "[[1]]", 0},
		"padded list in nothing":  {nil, in(opListAppend, at(newPadded, 2), 1), "1", "[nil nil [1]]", 0},
		"ordered in nothing":      {nil, in(opListAppend, at(newOrdered, 5), 1, 1), "1", "o[o[1]]", 0},
		"indexed in nothing":      {nil, in(opListAppend, at(newOrdered|createIndexed, 0), 1), "1", "ox[[1]]", 0},
		"map in nothing":          {nil, in(opMapPut, at(newKeyed, "a"), 1, 1, 1), "1", "o{a:o{1:1}}", 0},
		"levels in nothing":       {nil, in(opListAppend, at(newByValue, "a", newPadded, 1, newMap, 2), 1), "1", "ov{a:[nil {2:[1]}]}", 0},
		"list at the end":         {l(7), in(opListAppend, at(newList, 1), 1), "1", "[7 [1]]", 0},
		"padded list":             {l(7), in(opListAppend, at(newPadded, 3), 1), "1", "[7 nil nil [1]]", 0},
		"last of an empty list":   {l(), in(opListAppend, at(newList, -1), 1), "1", "[[1]]", 0},
		"in an ordered list":      {ol("a", l(5)), in(opListAppend, at(newOrdered, 9), 1), "1", "o[a [1] [5]]", 0},
		"key in a map":            {m(1, 1, 3, 3), in(opListAppend, at(newMap, 2), 9), "1", "{1:1 2:[9] 3:3}", 0},
		"key in an ordered map":   {om(1, 1), in(opMapPut, at(newMap, 0, newKeyed, "x"), 5, 5), "1", "o{0:o{x:{5:5}} 1:1}", 0},
		"without a flag below":    {m(), in(opListAppend, at(newMap, "a", mapKey, "b"), 1), "1", "{a:{b:[1]}}", 0},
		"existing path":           {m("a", m("b", l(1))), in(opListAppend, at(newMap, "a", newMap, "b"), 2), "2", "{a:{b:[1 2]}}", 0},
		"nothing to add":          {m(), in(opListAppendItems, at(newMap, "a"), l(), 1), "0", "{a:o[]}", 0},
		"nothing to remove":       {m(), in(opListPop, at(newMap, "a"), 0), "none", "", 0},
		"nothing to sort":         {m(), in(opListSort, at(newMap, "a")), "none", "", 0},
		"nothing to replace":      {m(), in(opMapReplaceItems, at(newMap, "a"), m(1, 1)), "", "", aero.CodeElementNotFound},
		"increment":               {nil, in(opMapIncrement, at(newMap, "a"), "n", 5), "5", "{a:{n:5}}", 0},
		"list too far":            notApplicable(l(7), in(opListAppend, at(newList, 2), 1)),
		"list too far in nothing": notApplicable(nil, in(opListAppend, at(newList, 1), 1)),
		"far below zero":          notApplicable(l(7), in(opListAppend, at(newPadded, -9), 1)),
		"below zero in nothing":   notApplicable(nil, in(opListAppend, at(newPadded, -2), 1)),
		"too much padding":        {l(7), in(opListAppend, at(newPadded, 1<<30), 1), "", "", aero.CodeRecordTooBig},
		"padding in nothing":      {nil, in(opListAppend, at(newPadded, 1<<62), 1), "", "", aero.CodeRecordTooBig},
		"by value":                notApplicable(nil, in(opListAppend, at(mapValue|createMapUnordered, 1), 1)),
		"bad key":                 notApplicable(m(), in(opListAppend, at(newMap, 1.5), 1)),
		"wildcard as key":         notApplicable(m(), in(opListAppend, at(newMap, wildcard), 1)),
		"index below the top":     notApplicable(nil, in(opListAppend, at(newMap, 1, newMap|createIndexed, 2), 1)),
		"reading":                 notApplicable(m(), in(opListSize, at(newMap, "a"))),
	})
}

// TestContextPadding pads lists on many levels: together they must stay within the limit.
func TestContextPadding(t *testing.T) {
	for _, test := range []struct {
		padding int
		code    aero.ResultCode
	}{{testLimit / 16, aero.CodeOK}, {testLimit / 4, aero.CodeRecordTooBig}} {
		context := []any{}
		for range 8 {
			context = append(context, newPadded, test.padding)
		}
		out, code := Modify(aero.Particle{}, inside(t, context, opListAppend, 1), testLimit)
		if code != test.code || code == aero.CodeOK && len(out.Value.Data) < 8*test.padding {
			t.Errorf("%d on each level: %v, %d bytes", test.padding, code, len(out.Value.Data))
		}
	}
}

// TestContextDepth goes down as far as values may be nested, and one level further.
func TestContextDepth(t *testing.T) {
	context := []any{}
	for range aero.MaxValueDepth - 1 {
		context = append(context, newList, 0)
	}
	out, code := Modify(aero.Particle{}, inside(t, context, opListAppend, 1), testLimit)
	if code != aero.CodeOK {
		t.Fatal(code)
	}
	if _, err := out.Value.Value(); err != nil {
		t.Fatal(err)
	}
	for name, operand := range map[string][]byte{
		"value": inside(t, context, opListAppend, l()),
		"step":  inside(t, append(context, newList, 0), opListAppend, 1),
	} {
		if _, code := Modify(out.Value, operand, testLimit); code != aero.CodeParameter {
			t.Errorf("one more %s: %v", name, code)
		}
	}
}

// TestLocate follows contexts to values of every kind.
func TestLocate(t *testing.T) {
	value := particle(t, l(1, m("a", l("x", 2.5)), l(7, 3)))
	for _, test := range []struct {
		context any
		want    string
		found   bool
	}{
		{l(listIndex, 0), "1", true},
		{l(listIndex, 1, mapKey, "a", listIndex, 1), "2.5", true},
		{l(listIndex, 2, listRank, 0), "3", true},
		{l(listIndex, 9), "none", false},
		{l(newPadded, 9), "none", false},
		{l(listIndex, 0, listIndex, 0), "none", false},
		{l(listIndex), "none", false},
		{7, "none", false},
	} {
		inner, found := Locate(value, particle(t, test.context).Data)
		if found != test.found || show(t, inner) != test.want {
			t.Errorf("%v: %s, %v", test.context, show(t, inner), found)
		}
	}
	if _, found := Locate(particle(t, 5), particle(t, l(listIndex, 0)).Data); found {
		t.Error("a number has no elements")
	}
}
