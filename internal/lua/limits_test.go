package lua

import (
	"context"
	"errors"
	"strings"
	"testing"
)

// TestLimits: whatever a function tries, it ends with a typed error soon after a limit, and pcall does not hold it
// back.
func TestLimits(t *testing.T) {
	for name, c := range map[string]struct{ source, limit string }{
		"loop":           {`while true do end`, "instructions"},
		"loop in pcall":  {`while true do pcall(function() while true do end end) end`, "instructions"},
		"concatenation":  {`local s = "xxxxxxxx"; while true do s = s .. s end`, "memory"},
		"concat in load": {`return load("local s = 'xxxxxxxx' while true do s = s .. s end")()`, "memory"},
		"repetition":     {`return ("x"):rep(1e15)`, "memory"},
		"list":           {`local l = list(); while true do list.append(l, "x") end`, "memory"},
		"list by index":  {`local l = list(); l[8e6] = 1; return l`, "memory"},
		"map":            {`local m = map(); local i = 0; while true do i = i + 1; m[i] = i end`, "memory"},
		"bytes":          {`while true do bytes(1e6) end`, "memory"},
		"pattern":        {`return (("a"):rep(40)):find(("a*"):rep(30) .. "b")`, "instructions"},
		"gsub":           {`return (("x"):rep(1e5)):gsub("x", ("y"):rep(1e5))`, "memory"},
		"table.concat":   {`local t = {}; for i = 1, 1000 do t[i] = ("x"):rep(1e2) end; while true do table.concat(t) end`, "memory"},
		"table.move":     {`table.move({}, 1, 1e15, 2)`, "instructions"},
		"format":         {`local s = ("%99d"):rep(100); local t = {}; for i = 1, 100 do t[i] = i end; while true do s.format(s, unpack(t)) end`, "memory"},
		"error in pcall": {`for i = 1, 1e9 do pcall(string.rep, "x", 1e15) end`, "memory"},
	} {
		t.Run(name, func(t *testing.T) {
			limits := Limits{Instructions: 50_000, MemoryBytes: 256 << 10}
			m := mustCompile(t, "function f(rec) "+c.source+" end", limits)
			_, _, err := m.ApplyRecord(context.Background(), &Call{Function: "f"}, &Record{})
			var limit *LimitError
			if !errors.As(err, &limit) || limit.Limit != c.limit {
				t.Errorf("got %v, want the limit of %s", err, c.limit)
			}
		})
	}
}

// TestDepth: recursion without end is an ordinary error.
func TestDepth(t *testing.T) {
	_, err := run(t, "function g(n) return 1 + g(n + 1) end function f(rec) return g(1) end")
	var failed *RunError
	if !errors.As(err, &failed) || !contains(failed.Message, "stack overflow") {
		t.Errorf("got %v", err)
	}
}

// TestDeepSource: a source that is nested without measure is refused, not compiled.
func TestDeepSource(t *testing.T) {
	for _, source := range []string{
		"x = " + strings.Repeat("(", 20_000) + "1" + strings.Repeat(")", 20_000),
		"x = 1" + strings.Repeat("+1", 20_000),
		"x = ''" + strings.Repeat("..''", 20_000),
		"x = " + strings.Repeat("not ", 20_000) + "1",
		strings.Repeat("do ", 20_000) + strings.Repeat("end ", 20_000),
		"x = " + strings.Repeat("{", 20_000) + strings.Repeat("}", 20_000),
	} {
		_, err := Compile("deep.lua", []byte(source), Limits{}, nil)
		var failed *CompileError
		if strings.HasPrefix(source, "x = (") && err == nil {
			continue // parentheses leave no trace
		}
		if !errors.As(err, &failed) {
			t.Errorf("%.20q…: got %v", source, err)
		}
	}
}

// TestTime: the end of the caller's context ends a function.
func TestTime(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	m := mustCompile(t, "function f(rec) while true do end end", Limits{Instructions: 1 << 60})
	_, _, err := m.ApplyRecord(ctx, &Call{Function: "f"}, &Record{})
	var limit *LimitError
	if !errors.As(err, &limit) || limit.Limit != "time" {
		t.Errorf("got %v", err)
	}
}

// TestAfterLimit: a module whose call ran into a limit serves the next call.
func TestAfterLimit(t *testing.T) {
	m := mustCompile(t, "function f(rec, n) for i = 1, n do end return n end", Limits{Instructions: 10_000})
	for range 3 {
		if _, _, err := m.ApplyRecord(context.Background(), &Call{Function: "f", Arguments: []any{int64(1e9)}}, &Record{}); err == nil {
			t.Fatal("no limit")
		}
		got, _, err := m.ApplyRecord(context.Background(), &Call{Function: "f", Arguments: []any{int64(9)}}, &Record{})
		if err != nil || got != int64(9) {
			t.Fatalf("got %v, %v", got, err)
		}
	}
}
