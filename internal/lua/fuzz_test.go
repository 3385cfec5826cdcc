package lua

import (
	"context"
	"errors"
	"testing"

	"github.com/aerolith/aerolith/aero"
)

// FuzzModule compiles arbitrary sources and calls their function f on a record. Nothing panics, hangs or takes memory
// beyond the limits; what is refused or fails says so with a typed error.
func FuzzModule(f *testing.F) {
	for _, source := range []string{
		`function f(rec, n) rec.b = n; if aerospike:exists(rec) then aerospike:update(rec) end return map{a = list{1, n}} end`,
		`function f(rec) local s = ("x"):rep(100); return s:gsub("(x+)", "%1%1"):find("[^a-z]*$") end`,
		`function f(rec) local b = bytes(8); bytes.set_int32_be(b, 1, 7); return bytes.get_int16_le(b, 3) end`,
		`function f(rec) return pcall(function() error({}) end) end`,
		`function f(rec) local l = list(); list.append(l, l); return l end`,
		`function f(rec) return string.format("%5.2f %q %d %s", 1.5, "a\0", 3, rec) end`,
		`function f(rec) return setmetatable({}, {__index = function(t, k) return t[k] end}).x end`,
		`function f(rec) return coroutine.wrap(function() coroutine.yield(1) end)() end`,
		`function f(rec) goto out; ::out:: return tostring(record.ttl(rec)) .. record.gen(rec) end`,
		`function f(s) return s : filter(function(r) return true end) : map(function(r) return 1 end) end`,
		`f = 5`, `function f(rec) return load("return ...")(rec) end`, "", "\x00\xff",
	} {
		f.Add([]byte(source))
	}
	f.Fuzz(callFunction)
}

// callFunction compiles the source and calls its function f on a record.
func callFunction(t *testing.T, source []byte) {
	limits := Limits{Instructions: 20_000, MemoryBytes: 128 << 10}
	m, err := Compile("fuzz.lua", source, limits, nil)
	if err != nil {
		var refused *CompileError
		if !errors.As(err, &refused) {
			t.Fatalf("refused with %T: %v", err, err)
		}
		return
	}
	subject := record(t, map[string]any{"a": int64(1), "b": "text", "c": []any{int64(1), "x"}})
	_, _, err = m.ApplyRecord(context.Background(), &Call{Function: "f", Arguments: []any{int64(3)}}, subject)
	var failed *RunError
	var limit *LimitError
	known := errors.As(err, &failed) || errors.As(err, &limit) || errors.Is(err, ErrNoFunction) || errors.Is(err, ErrValue)
	if err != nil && !known {
		t.Fatalf("failed with %T: %v", err, err)
	}
	want := record(t, map[string]any{"a": int64(1), "b": "text", "c": []any{int64(1), "x"}})
	sameBins(t, subject, want)
}

// sameBins checks that the call did not change the record that it was given: changes are returned.
func sameBins(t *testing.T, got, want *Record) {
	t.Helper()
	bins := map[string]aero.Particle{}
	for _, b := range want.Bins {
		bins[b.Name] = b.Value
	}
	if len(got.Bins) != len(bins) {
		t.Fatalf("the record has %d bins now", len(got.Bins))
	}
	for _, b := range got.Bins {
		if w := bins[b.Name]; w.Type != b.Value.Type || string(w.Data) != string(b.Value.Data) {
			t.Fatalf("bin %s was changed", b.Name)
		}
	}
}
