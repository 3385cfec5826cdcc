package cdt

import (
	"testing"

	"github.com/aerolith/aerolith/aero"
)

// TestListWrites carries out each operation that writes elements, with its flags and refusals.
func TestListWrites(t *testing.T) {
	op := func(code opCode, args ...any) []byte { return operand(t, code, args...) }
	check(t, map[string]example{
		"append creates":              {nil, op(opListAppend, 5), "1", "[5]", 0},
		"append creates ordered":      {nil, op(opListAppend, 5, 1), "1", "o[5]", 0},
		"append creates indexed":      {nil, op(opListAppend, 5, 0x11), "1", "ox[5]", 0},
		"append, unknown order":       {nil, op(opListAppend, 5, 0x42), "1", "[5]", 0},
		"append":                      {l(1, "a"), op(opListAppend, l(2)), "3", "[1 a [2]]", 0},
		"append to ordered":           {ol(1, 3, 5), op(opListAppend, 4), "4", "o[1 3 4 5]", 0},
		"append unique":               {l(1), op(opListAppend, 1, 0, listAddUnique), "", "", aero.CodeElementExists},
		"append unique, no fail":      {l(1), op(opListAppend, 1, 0, listAddUnique|listNoFail), "1", "", 0},
		"append unique to ordered":    {ol(1, 2), op(opListAppend, 2, 1, listAddUnique), "", "", aero.CodeElementExists},
		"append wildcard":             {l(1), op(opListAppend, wildcard), "", "", aero.CodeParameter},
		"append nothing":              {l(1), op(opListAppend), "", "", aero.CodeParameter},
		"append with too much":        {l(1), op(opListAppend, 1, 0, 0, 0), "", "", aero.CodeParameter},
		"append to a map":             {m(), op(opListAppend, 1), "", "", aero.CodeIncompatibleType},
		"append to a number":          {1, op(opListAppend, 1), "", "", aero.CodeIncompatibleType},
		"append a bad map":            {l(), op(opListAppend, m(1.5, 1)), "", "", aero.CodeParameter},
		"append items":                {l(1), op(opListAppendItems, l(2, 3)), "3", "[1 2 3]", 0},
		"append items, none":          {nil, op(opListAppendItems, l(), 1), "0", "o[]", 0},
		"append items to ordered":     {ol(2, 4), op(opListAppendItems, l(5, 1, 2)), "5", "o[1 2 2 4 5]", 0},
		"append items, no list":       {l(1), op(opListAppendItems, 1), "", "", aero.CodeParameter},
		"unique items, one exists":    {l(1), op(opListAppendItems, l(2, 1), 0, listAddUnique), "", "", aero.CodeElementExists},
		"unique items, one twice":     {l(1), op(opListAppendItems, l(2, 2), 0, listAddUnique), "", "", aero.CodeOpNotApplicable},
		"unique items, no fail":       {l(1), op(opListAppendItems, l(2, 2), 0, listAddUnique|listNoFail), "1", "", 0},
		"unique items, partial":       {l(1), op(opListAppendItems, l(2, 1, 2), 0, listAddUnique|listNoFail|listDoPartial), "2", "[1 2]", 0},
		"unique items, all there":     {l(1), op(opListAppendItems, l(1, 1), 0, listAddUnique|listNoFail|listDoPartial), "1", "", 0},
		"unique, ordered, exists":     {ol(1), op(opListAppendItems, l(2, 1), 1, listAddUnique), "", "", aero.CodeElementExists},
		"unique, ordered, twice":      {ol(1), op(opListAppendItems, l(2, 2), 1, listAddUnique), "", "", aero.CodeOpNotApplicable},
		"unique, ordered, partial":    {ol(1, 3), op(opListAppendItems, l(2, 1, 2), 1, listAddUnique|listNoFail|listDoPartial), "3", "o[1 2 3]", 0},
		"insert":                      {l(1, 2), op(opListInsert, 1, 9), "3", "[1 9 2]", 0},
		"insert from the end":         {l(1, 2), op(opListInsert, -1, 9), "3", "[1 9 2]", 0},
		"insert past the end":         {l(1), op(opListInsert, 3, 9), "4", "[1 nil nil 9]", 0},
		"insert before the beginning": {l(1), op(opListInsert, -2, 9), "", "", aero.CodeOpNotApplicable},
		"insert bounded":              {l(1), op(opListInsert, 3, 9, listInsertBounded), "", "", aero.CodeOpNotApplicable},
		"insert bounded, no fail":     {l(1), op(opListInsert, 3, 9, listInsertBounded|listNoFail), "1", "", 0},
		"insert nowhere, no fail":     {nil, op(opListInsert, 3, 9, listInsertBounded|listNoFail), "0", "[]", 0},
		"insert into ordered":         {ol(1), op(opListInsert, 0, 9), "", "", aero.CodeOpNotApplicable},
		"insert far away":             {l(1), op(opListInsert, 1<<30, 9), "", "", aero.CodeRecordTooBig},
		"insert too far":              {l(1), op(opListInsert, 1<<31-2, 9), "", "", aero.CodeParameter},
		"insert farther":              {l(1), op(opListInsert, 1<<40, 9), "", "", aero.CodeOpNotApplicable},
		"insert items":                {l(1, 2), op(opListInsertItems, 1, l(8, 9)), "4", "[1 8 9 2]", 0},
		"set":                         {l(1, 2), op(opListSet, -1, 9), "none", "[1 9]", 0},
		"set past the end":            {l(1), op(opListSet, 2, 9), "none", "[1 nil 9]", 0},
		"set unique":                  {l(1, 2), op(opListSet, 0, 2, listAddUnique), "", "", aero.CodeElementExists},
		"set unique to itself":        {l(1, 2), op(opListSet, 0, 1, listAddUnique), "none", "[1 2]", 0},
		"set in ordered":              {ol(1), op(opListSet, 0, 9), "", "", aero.CodeOpNotApplicable},
		"increment":                   {l(1, 2), op(opListIncrement, 1, 5), "7", "[1 7]", 0},
		"increment by one":            {l(1, 2), op(opListIncrement, 1), "3", "[1 3]", 0},
		"increment by nil":            {l(1, 2), op(opListIncrement, 1, nil), "3", "[1 3]", 0},
		"increment float":             {l(1.5), op(opListIncrement, 0, 1), "2.5", "[2.5]", 0},
		"increment by float":          {l(1), op(opListIncrement, 0, 2.7), "3", "[3]", 0},
		"increment past the end":      {l(1), op(opListIncrement, 2, 2.5), "2.5", "[1 nil 2.5]", 0},
		"increment ordered":           {ol(1, 2, 3), op(opListIncrement, 0, 9), "10", "o[2 3 10]", 0},
		"decrement ordered":           {ol(1, 2, 3), op(opListIncrement, 2, -9), "-6", "o[-6 1 2]", 0},
		"increment ordered, far":      {ol(1), op(opListIncrement, 2, 1), "", "", aero.CodeOpNotApplicable},
		"increment ordered at end":    {ol(1), op(opListIncrement, 1, 5), "5", "o[1 5]", 0},
		"increment text":              {l("a"), op(opListIncrement, 0, 1), "", "", aero.CodeParameter},
		"increment by text":           {l(1), op(opListIncrement, 0, "a"), "", "", aero.CodeParameter},
		"increment wraps":             {l(int64(1<<63 - 1)), op(opListIncrement, 0, 1), "-9223372036854775808", "[-9223372036854775808]", 0},
	})
}

// TestListChanges carries out the operations that change lists as wholes, and those that remove.
func TestListChanges(t *testing.T) {
	op := func(code opCode, args ...any) []byte { return operand(t, code, args...) }
	indexed := aero.List{Items: []any{2, 1, 2}, Indexed: true}
	check(t, map[string]example{
		"order":                   {l(3, 1, 2), op(opListSetType, 1), "none", "o[1 2 3]", 0},
		"order nothing":           {nil, op(opListSetType, 1), "none", "o[]", 0},
		"index":                   {l(3, 1), op(opListSetType, 16), "none", "x[3 1]", 0},
		"unorder":                 {ol(1, 2), op(opListSetType, 0), "none", "[1 2]", 0},
		"bad order":               {l(1), op(opListSetType, 2), "", "", aero.CodeOpNotApplicable},
		"sort":                    {l(3, "a", 1, nil), op(opListSort), "none", "[nil 1 3 a]", 0},
		"sort descending":         {l(3, 1, 2), op(opListSort, sortDescending), "none", "[3 2 1]", 0},
		"sort, drop":              {l(2, 1, 2), op(opListSort, sortDropDuplicates), "none", "[1 2]", 0},
		"sort, drop, indexed":     {indexed, op(opListSort, sortDropDuplicates), "", "", aero.CodeParameter},
		"sort, drop, descending":  {l(2, 1, 2), op(opListSort, sortDescending|sortDropDuplicates), "", "", aero.CodeParameter},
		"sort ordered descending": {ol(1, 2), op(opListSort, sortDescending), "none", "o[1 2]", 0},
		"sort nothing":            {nil, op(opListSort), "", "", aero.CodeIncompatibleType},
		"clear":                   {ol(1, 2), op(opListClear), "none", "o[]", 0},
		"clear indexed":           {indexed, op(opListClear), "none", "[]", 0},
		"clear nothing":           {nil, op(opListClear), "none", "", 0},
		"pop":                     {l(1, 2, 3), op(opListPop, 1), "2", "[1 3]", 0},
		"pop nothing":             {nil, op(opListPop, 1), "none", "", 0},
		"pop past the end":        {l(1), op(opListPop, 1), "", "", aero.CodeOpNotApplicable},
		"pop range":               {l(1, 2, 3), op(opListPopRange, -2), "[2 3]", "[1]", 0},
		"pop range, none":         {l(1, 2, 3), op(opListPopRange, 5, 1), "[]", "", 0},
		"remove":                  {l(1, 2, 3), op(opListRemove, -1), "1", "[1 2]", 0},
		"remove range":            {ol(1, 2, 3), op(opListRemoveRange, 0, 9), "3", "o[]", 0},
		"trim":                    {l(1, 2, 3, 4), op(opListTrim, 1, 2), "2", "[2 3]", 0},
		"trim to nothing":         {l(1, 2), op(opListTrim, 5, 2), "2", "[]", 0},
		"trim without count":      {l(1, 2), op(opListTrim, 1), "", "", aero.CodeParameter},
		"size":                    {l(1, 2), op(opListSize), "2", "", 0},
		"size of a map":           {m(), op(opListSize), "", "", aero.CodeIncompatibleType},
		"get":                     {l(1, "b"), op(opListGet, -1), "b", "", 0},
		"get nil":                 {l(nil), op(opListGet, 0), "none", "", 0},
		"get range":               {l(1, 2, 3), op(opListGetRange, 1), "[2 3]", "", 0},
		"get range to end":        {l(1, 2, 3), op(opListGetRange, -2, 1), "[2]", "", 0},
		"unknown operation":       {l(1), op(14), "", "", aero.CodeParameter},
		"select":                  {l(1), op(opSelect, l(), 0), "", "", aero.CodeUnsupportedFeature},
	})
}
