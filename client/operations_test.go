package client_test

import (
	"errors"
	"reflect"
	"testing"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/aero/cdt"
	"github.com/aerolith/aerolith/aero/op"
	"github.com/aerolith/aerolith/aerolithtest"
	"github.com/aerolith/aerolith/client"
)

// list makes a list value of integers.
func list(items ...any) aero.List {
	for i, item := range items {
		if n, ok := item.(int); ok {
			items[i] = int64(n)
		}
	}
	if items == nil {
		items = []any{}
	}
	return aero.List{Items: items}
}

// TestOperations carries out steps of each kind one after the other on one record, and compares what they return.
func TestOperations(t *testing.T) {
	c := connect(t, aerolithtest.NewServer(t).Address(), nil)
	key := aero.StringKey("test", "demo", "ops")
	l, m, b, h := cdt.List("l"), cdt.Map("m"), op.Bits("b"), op.HLL("h")
	deep := cdt.List("m", cdt.KeyCreateList("deep"))
	cases := []struct {
		name string
		step op.Step
		want any
	}{
		{"put", op.Put("n", 40), nil},
		{"add", op.Add("n", 2), nil},
		{"get", op.Get("n"), int64(42)},
		{"append", op.Append("s", "b"), nil},
		{"prepend", op.Prepend("s", "a"), nil},
		{"text", op.Get("s"), "ab"},
		{"list append", l.Append(3), int64(1)},
		{"list append all", l.AppendAll(1, 2, 5), int64(4)},
		{"list insert", l.Insert(0, 9), int64(5)},
		{"list set", l.Set(0, 8), nil},
		{"list increment", l.Increment(0, 2), int64(10)},
		{"list sort", l.Sort(0), nil},
		{"list get range", l.GetRange(1, -1), list(2, 3, 5, 10)},
		{"list by rank", l.GetByRank(-1, cdt.ReturnValue), int64(10)},
		{"list by interval", l.GetByInterval(2, 6, cdt.ReturnCount), int64(3)},
		{"list by open interval", l.GetByInterval(3, nil, cdt.ReturnValue), list(3, 5, 10)},
		{"list by values", l.GetByValues([]any{1, 5}, cdt.ReturnIndex), list(0, 3)},
		{"list by relative rank", l.GetByRelativeRank(4, 0, 1, cdt.ReturnValue), list(5)},
		{"list others", l.GetByValue(1, cdt.ReturnCount|cdt.Inverted), int64(4)},
		{"list unique", l.Under(cdt.ListUnordered, cdt.ListAddUnique|cdt.ListNoFail).Append(1), int64(5)},
		{"list pop", l.Pop(-1), int64(10)},
		{"list trim", l.Trim(0, 3), int64(1)},
		{"list remove", l.RemoveByIndex(0, cdt.ReturnValue), int64(1)},
		{"list size", l.Size(), int64(2)},
		{"list clear", l.Clear(), nil},
		{"map put", m.Under(aero.MapKeyOrdered, 0).Put("a", 1), int64(1)},
		{"map put all", m.PutAll(map[string]any{"b": 2, "c": 3}), int64(3)},
		{"map increment", m.Increment("a", 5), int64(6)},
		{"map decrement", m.Decrement("a", 1), int64(5)},
		{"map by key", m.GetByKey("b", cdt.ReturnValue), int64(2)},
		{"map by keys", m.GetByKeys([]any{"a", "c"}, cdt.ReturnValue), list(5, 3)},
		{"map by rank range", m.GetByRankRange(-2, 2, cdt.ReturnKey), list("c", "a")},
		{"map by key interval", m.GetByKeyInterval("b", nil, cdt.ReturnCount), int64(2)},
		{"map exists", m.GetByKey("x", cdt.ReturnExists), false},
		{"map create only", m.Under(aero.MapKeyOrdered, cdt.MapCreateOnly|cdt.MapNoFail).Put("a", 9), int64(3)},
		{"map remove", m.RemoveByKey("c", cdt.ReturnValue), int64(3)},
		{"deep list", deep.Append(7), int64(1)},
		{"deep read", cdt.List("m", cdt.Key("deep")).Get(0), int64(7)},
		{"map size", m.Size(), int64(3)},
		{"bits resize", b.Resize(2, 0), nil},
		{"bits set", b.Set(0, 4, []byte{0xf0}), nil},
		{"bits add", b.Add(8, 8, 5, op.Unsigned, op.OverflowFail), nil},
		{"bits get", b.Get(0, 16), []byte{0xf0, 5}},
		{"bits count", b.Count(0, 16), int64(6)},
		{"bits scan", b.ScanLeft(4, 12), int64(9)},
		{"bits int", b.GetInt(0, 4, op.Signed), int64(-1)},
		{"sketch add", h.Add([]any{"a", "b", "c"}, 8, -1), int64(3)},
		{"sketch count", h.Count(), int64(3)},
		{"sketch describe", h.Describe(), list(8, 0)},
	}
	for _, tc := range cases {
		record, err := c.Apply(t.Context(), key, nil, tc.step)
		if err != nil {
			t.Errorf("%s: %v", tc.name, err)
			continue
		}
		var got any
		if len(record.Bins) > 0 {
			got, err = record.Bins[0].Value.Value()
			must(t, err)
		}
		if !reflect.DeepEqual(got, tc.want) {
			t.Errorf("%s: %#v, want %#v", tc.name, got, tc.want)
		}
	}
}

// TestOperationsRefused hands over steps that cannot be built, and ones that the record refuses.
func TestOperationsRefused(t *testing.T) {
	c := connect(t, aerolithtest.NewServer(t).Address(), nil)
	key := aero.StringKey("test", "demo", "refused")
	for _, step := range []op.Step{
		op.Put("a", make(chan int)), cdt.List("l").Append(struct{}{}), cdt.Map("m", cdt.Key(struct{}{})).Size(), op.Expression("e", nil, 0),
	} {
		if _, err := c.Apply(t.Context(), key, nil, step); !errors.Is(err, aero.ErrUnsupportedValue) {
			t.Error(err)
		}
	}
	must(t, c.Put(t.Context(), key, client.Bins{"n": 1}, nil))
	if _, err := c.Apply(t.Context(), key, nil, cdt.List("n").Append(1)); !errors.Is(err, aero.CodeIncompatibleType) {
		t.Error(err)
	}
	if _, err := c.Apply(t.Context(), key, nil, op.Touch(), op.Get("n"), op.Delete()); err != nil {
		t.Error(err)
	}
	if _, err := cdt.Context(cdt.Key("a"), cdt.Index(1)); err != nil {
		t.Error(err)
	}
}
