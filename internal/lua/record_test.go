package lua

import (
	"context"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/aerolith/aerolith/aero"
)

// outcome renders changes for comparison.
func outcome(t *testing.T, c Changes) string {
	t.Helper()
	var b strings.Builder
	fmt.Fprintf(&b, "action=%d created=%v", c.Action, c.Created)
	for _, bin := range c.Bins {
		v, err := bin.Value.Value()
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&b, " %s=%v", bin.Name, v)
	}
	if c.HasTTL {
		fmt.Fprintf(&b, " ttl=%d", c.TTLSeconds)
	}
	if c.DropKey {
		b.WriteString(" dropkey")
	}
	if c.Code != aero.CodeOK {
		fmt.Fprintf(&b, " code=%d", c.Code)
	}
	return b.String()
}

// TestRecordChanges: what functions do to a record, existing or not, and what they are told.
func TestRecordChanges(t *testing.T) {
	for _, c := range []struct {
		source  string
		missing bool
		want    string
		result  any
	}{
		{source: `r.a = 2; return aerospike:update(r)`, want: "action=1 created=false a=2", result: int64(0)},
		{source: `r.a = 2; return r.a`, want: "action=0 created=false", result: int64(2)},
		{source: `r.a = nil; aerospike:update(r)`, want: "action=1 created=false a=<nil>"},
		{source: `r.a = nil; r.b = nil; aerospike:update(r)`, want: "action=2 created=false"},
		{source: `aerospike:remove(r)`, want: "action=2 created=false"},
		{source: `aerospike:remove(r); r.c = 1; return aerospike:create(r)`, want: "action=1 created=false a=<nil> b=<nil> c=1", result: int64(0)},
		{source: `aerospike:update(r)`, want: "action=1 created=false"},
		{source: `return aerospike:create(r)`, want: "action=0 created=false", result: int64(1)},
		{source: `r.a = 1; return aerospike:update(r)`, missing: true, want: "action=0 created=false", result: int64(-2)},
		{source: `r.a = 1; return aerospike:create(r)`, missing: true, want: "action=1 created=true a=1", result: int64(0)},
		{source: `return aerospike:create(r)`, missing: true, want: "action=0 created=true", result: int64(0)},
		{source: `return aerospike:remove(r)`, missing: true, want: "action=0 created=false", result: int64(1)},
		{source: `return aerospike:exists(r)`, missing: true, want: "action=0 created=false", result: false},
		{source: `record.set_ttl(r, 60); aerospike:update(r); return aerospike:exists(r)`, want: "action=1 created=false ttl=60", result: true},
		{source: `record.drop_key(r); aerospike:update(r); return record.key(r)`, want: "action=1 created=false dropkey"},
		{source: `for i = 1, 600 do r["x" .. i] = 1 end; return aerospike:update(r)`, want: "action=0 created=false code=21", result: int64(-1)},
		{source: `r["a name that is too long"] = 1; aerospike:update(r); return r["a name that is too long"]`, want: "action=1 created=false"},
		{source: `r.l = list{1}; r.l[2] = "x"; aerospike:update(r)`, want: "action=1 created=false l={false false [1 x]}"},
		{source: `return record.gen(r) + record.size(r) + record.numbins(r)`, want: "action=0 created=false", result: int64(105)},
		{source: `return record.setname(r) .. record.key(r) .. record.bin_names(r)[1]`, want: "action=0 created=false", result: "ska"},
		{source: `return bytes.size(record.digest(r))`, want: "action=0 created=false", result: int64(20)},
	} {
		r := record(t, nil)
		r.Bins = append(record(t, map[string]any{"a": 1}).Bins, record(t, map[string]any{"b": "x"}).Bins...)
		if c.missing {
			r = &Record{}
		}
		m := mustCompile(t, "function f(r) "+c.source+" end", Limits{})
		result, changes, err := m.ApplyRecord(context.Background(), &Call{Function: "f"}, r)
		if err != nil || outcome(t, changes) != c.want || !reflect.DeepEqual(result, c.result) {
			t.Errorf("%s: got %s, %#v (%v), want %s, %#v", c.source, outcome(t, changes), result, err, c.want, c.result)
		}
	}
}

// TestBytes: the functions of bytes read what they wrote.
func TestBytes(t *testing.T) {
	got, err := run(t, `function f(r)
		local b = bytes(4)
		bytes.set_int32(b, 1, 0x01020304)
		bytes.append_int16_le(b, -2)
		bytes.append_string(b, "hey")
		bytes.append_byte(b, 255)
		b[20] = 7
		return list{ #b, b[1], bytes.get_int32(b, 1), bytes.get_int16_le(b, 5), bytes.get_string(b, 7, 3),
			bytes.get_byte(b, 10), b[20], b[21] == nil, bytes.get_int64(b, 100), bytes.append_var_int(b, 300),
			(bytes.get_var_int(b, 21)) }
	end`)
	want := aero.List{Items: []any{
		int64(20), int64(1), int64(0x01020304), int64(-2), "hey", int64(255), int64(7), true, int64(0), int64(2), int64(300),
	}}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %#v (%v)", got, err)
	}
}

// TestRequire: a module uses another one, and messages reach the log.
func TestRequire(t *testing.T) {
	other := mustCompile(t, "local m = {} function m.twice(x) return 2 * x end return m", Limits{})
	m, err := Compile("a.lua", []byte(`local o = require("other") function f(r, x) warn("x is %d", x) return o.twice(x) end`), Limits{},
		func(name string) *Module {
			if name == "other" {
				return other
			}
			return nil
		})
	if err != nil {
		t.Fatal(err)
	}
	var logged string
	got, _, err := m.ApplyRecord(context.Background(), &Call{
		Function: "f", Arguments: []any{int64(4)}, Log: func(level int, message string) { logged = fmt.Sprint(level, message) },
	}, &Record{})
	if err != nil || got != int64(8) || logged != "1x is 4" {
		t.Errorf("got %v, %q, %v", got, logged, err)
	}
}
