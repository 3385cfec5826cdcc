package conformance

import (
	"fmt"
	"testing"

	as "github.com/aerospike/aerospike-client-go/v8"
	"github.com/aerospike/aerospike-client-go/v8/types"
)

// operateStep is a list of operations on one record, the results that the client decodes from the answer, and the bin
// as it is afterwards.
type operateStep struct {
	name          string
	ops           []*as.Operation
	results, left string
}

// runSteps carries the steps out one after the other on the bin "c" of a new record.
func runSteps(t *testing.T, steps []operateStep) {
	t.Helper()
	client := featureClient(t)
	key := newKey(t, 1)
	for _, step := range steps {
		record, err := client.Operate(nil, key, step.ops...)
		must(t, step.name, err)
		if got := fmt.Sprint(record.Bins["c"]); got != step.results {
			t.Errorf("%s: got %s, want %s", step.name, got, step.results)
		}
		record, err = client.Get(nil, key)
		must(t, step.name, err)
		if got := fmt.Sprint(asMap(record.Bins["c"])); got != step.left {
			t.Errorf("%s: left %s, want %s", step.name, got, step.left)
		}
	}
}

// asMap returns the pairs that the client makes of an ordered map as a map, and other values as they are.
func asMap(value any) any {
	pairs, ok := value.([]as.MapPair)
	if !ok {
		return value
	}
	m := map[any]any{}
	for _, pair := range pairs {
		m[pair.Key] = pair.Value
	}
	return m
}

// TestLists: an official client builds a list, orders it, looks into it and takes from it.
func TestLists(t *testing.T) {
	unique := as.NewListPolicy(as.ListOrderUnordered, as.ListWriteFlagsAddUnique|as.ListWriteFlagsNoFail|as.ListWriteFlagsPartial)
	runSteps(t, []operateStep{
		{"append", []*as.Operation{as.ListAppendOp("c", 5, 3, "x")}, "3", "[5 3 x]"},
		{"append unique", []*as.Operation{as.ListAppendWithPolicyOp(unique, "c", 3, 1)}, "4", "[5 3 x 1]"},
		{"insert and set", []*as.Operation{as.ListInsertOp("c", 0, 9), as.ListSetOp("c", 1, 4)}, "5", "[9 4 3 x 1]"},
		{"increment", []*as.Operation{as.ListIncrementOp("c", -1, 6)}, "7", "[9 4 3 x 7]"},
		{"by rank", []*as.Operation{as.ListGetByRankOp("c", 0, as.ListReturnTypeIndex)}, "2", "[9 4 3 x 7]"},
		{"by values", []*as.Operation{
			as.ListGetByValueRangeOp("c", 4, 9, as.ListReturnTypeValue), as.ListSizeOp("c"),
		}, "[[4 7] 5]", "[9 4 3 x 7]"},
		{"inverted", []*as.Operation{
			as.ListRemoveByIndexRangeCountOp("c", 1, 3, as.ListReturnTypeValue|as.ListReturnTypeInverted),
		}, "[9 7]", "[4 3 x]"},
		{"order", []*as.Operation{as.ListSetOrderOp("c", as.ListOrderOrdered)}, "<nil>", "[3 4 x]"},
		{"append to ordered", []*as.Operation{as.ListAppendOp("c", 1)}, "4", "[1 3 4 x]"},
		{"pop", []*as.Operation{as.ListPopOp("c", -1), as.ListTrimOp("c", 0, 2)}, "[x 1]", "[1 3]"},
		{"clear", []*as.Operation{as.ListClearOp("c")}, "<nil>", "[]"},
	})
}

// TestMaps: an official client builds maps of each order, with and without a persisted index, looks into them and takes
// from them.
func TestMaps(t *testing.T) {
	for _, policy := range []*as.MapPolicy{
		as.NewMapPolicy(as.MapOrder.UNORDERED, as.MapWriteMode.UPDATE),
		as.NewMapPolicy(as.MapOrder.KEY_ORDERED, as.MapWriteMode.UPDATE),
		as.NewMapPolicyWithFlagsAndPersistedIndex(as.MapOrder.KEY_VALUE_ORDERED, as.MapWriteFlagsDefault),
	} {
		runSteps(t, []operateStep{
			{"put", []*as.Operation{as.MapPutOp(policy, "c", "b", 2)}, "1", "map[b:2]"},
			{"put items", []*as.Operation{
				as.MapPutItemsOp(policy, "c", map[any]any{"a": 9, "d": 2, "c": 1}),
			}, "4", "map[a:9 b:2 c:1 d:2]"},
			{"by key and rank", []*as.Operation{
				as.MapGetByKeyOp("c", "c", as.MapReturnType.RANK), as.MapGetByRankOp("c", -1, as.MapReturnType.KEY),
			}, "[0 a]", "map[a:9 b:2 c:1 d:2]"},
			{"by index range", []*as.Operation{
				as.MapGetByIndexRangeCountOp("c", 1, 2, as.MapReturnType.KEY_VALUE),
			}, "[{b 2} {c 1}]", "map[a:9 b:2 c:1 d:2]"},
			{"add", []*as.Operation{as.MapIncrementOp(policy, "c", "a", -4)}, "5", "map[a:5 b:2 c:1 d:2]"},
			{"remove by value", []*as.Operation{
				as.MapRemoveByValueOp("c", 2, as.MapReturnType.KEY),
			}, "[b d]", "map[a:5 c:1]"},
			{"remove by keys", []*as.Operation{
				as.MapRemoveByKeyListOp("c", []any{"a", "none"}, as.MapReturnType.COUNT),
			}, "1", "map[c:1]"},
		})
	}
}

// TestContexts: operations inside of lists and maps, which are created on the way.
func TestContexts(t *testing.T) {
	byKey := as.CtxMapKeyCreate(as.StringValue("k"), as.MapOrder.KEY_ORDERED)
	at := as.CtxListIndexCreate(2, as.ListOrderUnordered, true)
	ordered := as.DefaultMapPolicy()
	runSteps(t, []operateStep{
		{
			"create",
			[]*as.Operation{as.ListAppendWithPolicyContextOp(as.DefaultListPolicy(), "c", []*as.CDTContext{byKey, at}, 7)},
			"1", "map[k:[<nil> <nil> [7]]]",
		},
		{"inside", []*as.Operation{
			as.ListIncrementWithPolicyOp(as.DefaultListPolicy(), "c", 0, 3, byKey, as.CtxListIndex(-1)),
		}, "10", "map[k:[<nil> <nil> [10]]]"},
		{"beside", []*as.Operation{
			as.MapPutOp(ordered, "c", "x", "y", as.CtxMapKeyCreate(as.StringValue("m"), as.MapOrder.UNORDERED)),
			as.MapSizeOp("c"),
		}, "[1 2]", "map[k:[<nil> <nil> [10]] m:map[x:y]]"},
	})
}

// TestCollectionRefusals: what makes no sense is refused with the code that a real server gives.
func TestCollectionRefusals(t *testing.T) {
	client := featureClient(t)
	key := newKey(t, 1)
	must(t, "put", client.PutBins(nil, key, as.NewBin("l", []any{1, 2}), as.NewBin("n", 5)))
	unique := as.NewListPolicy(as.ListOrderUnordered, as.ListWriteFlagsAddUnique)
	for name, test := range map[string]struct {
		op   *as.Operation
		code types.ResultCode
	}{
		"wrong type":       {as.ListAppendOp("n", 1), types.BIN_TYPE_ERROR},
		"map on a list":    {as.MapSizeOp("l"), types.BIN_TYPE_ERROR},
		"no such index":    {as.ListGetByIndexOp("l", 7, as.ListReturnTypeValue), types.OP_NOT_APPLICABLE},
		"exists already":   {as.ListAppendWithPolicyOp(unique, "l", 2), types.FAIL_ELEMENT_EXISTS},
		"context nowhere":  {as.ListAppendWithPolicyContextOp(as.DefaultListPolicy(), "l", []*as.CDTContext{as.CtxListIndex(9)}, 1), types.OP_NOT_APPLICABLE},
		"far below zero":   {as.ListAppendWithPolicyContextOp(as.DefaultListPolicy(), "l", []*as.CDTContext{as.CtxListIndexCreate(-9, as.ListOrderUnordered, true)}, 1), types.OP_NOT_APPLICABLE},
		"padding too much": {as.ListInsertOp("l", 1<<30, 1), types.RECORD_TOO_BIG},
	} {
		_, err := client.Operate(nil, key, test.op)
		expectCode(t, name, err, test.code)
	}
}
