package lua

import (
	"context"
	"errors"
	"reflect"
	"testing"
)

// source returns a Next over records whose bin n counts from 1.
func source(t *testing.T, count int) func() (any, bool, error) {
	n := 0
	return func() (any, bool, error) {
		if n == count {
			return nil, false, nil
		}
		n++
		return record(t, map[string]any{"n": n}), true, nil
	}
}

// stream runs the function f of a source over records 1 to count and returns what it emits, on the server and then on
// the client.
func stream(t *testing.T, code string, count int) (server, client []any) {
	t.Helper()
	m := mustCompile(t, code, Limits{})
	err := m.ApplyStream(context.Background(), &Call{Function: "f", Arguments: []any{"n"}}, &Stream{
		Next: source(t, count), Emit: func(v any) error { server = append(server, v); return nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	at := 0
	err = m.ApplyStream(context.Background(), &Call{Function: "f", Arguments: []any{"n"}}, &Stream{
		Place: OnClient,
		Next: func() (any, bool, error) {
			if at == len(server) {
				return nil, false, nil
			}
			at++
			return server[at-1], true, nil
		},
		Emit: func(v any) error { client = append(client, v); return nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	return server, client
}

// TestStreams: each operation, on the server and on the client.
func TestStreams(t *testing.T) {
	const bin = "local function bin(r) return r.n end "
	for _, c := range []struct {
		code           string
		count          int
		server, client []any
	}{
		{"function f(s, name) return s : map(function(r) return r[name] end) end", 3, []any{int64(1), int64(2), int64(3)}, []any{int64(1), int64(2), int64(3)}},
		{bin + "function f(s) return s : filter(function(r) return r.n % 2 == 0 end) : map(bin) end", 5, []any{int64(2), int64(4)}, []any{int64(2), int64(4)}},
		{bin + "function f(s) return s : map(bin) : reduce(function(a, b) return a + b end) end", 100, []any{int64(5050)}, []any{int64(5050)}},
		{bin + "function f(s) return s : map(bin) : reduce(math.max) : map(tostring) end", 3, []any{int64(3)}, []any{"3"}},
		{"function f(s) return s : aggregate(0, function(a, r) return a + r.n end) end", 4, []any{int64(10)}, []any{int64(10)}},
		{bin + "function f(s) return s : map(bin) : reduce(function(a, b) return a + b end) end", 0, nil, nil},
		{bin + "function f(s) return s : map(bin) : groupby(function(n) return n % 2 end) : map(map.size) end", 5, nil, []any{int64(2)}},
	} {
		server, client := stream(t, c.code, c.count)
		if c.server != nil && !reflect.DeepEqual(server, c.server) || !reflect.DeepEqual(client, c.client) {
			t.Errorf("%s: got %v, then %v", c.code, server, client)
		}
	}
}

// TestLongStream: a stream may be long; what it does not keep does not count.
func TestLongStream(t *testing.T) {
	m := mustCompile(t, `function f(s) return s : map(function(r) return map{n = r.n, t = ("x"):rep(1000)} end)
		: reduce(function(a, b) return map{n = a.n + b.n} end) end`, Limits{Instructions: 10_000, MemoryBytes: 1 << 20})
	var got any
	err := m.ApplyStream(context.Background(), &Call{Function: "f"}, &Stream{
		Next: source(t, 1500), Emit: func(v any) error { got = v; return nil },
	})
	if err != nil || got == nil {
		t.Fatalf("got %v, %v", got, err)
	}
}

// TestStreamFailures: errors of the source, of the sink and of the function end the call and are told apart.
func TestStreamFailures(t *testing.T) {
	broken := errors.New("broken")
	m := mustCompile(t, `function f(s) return s : map(function(r) return r.n end) end
		function g(s) end function h(s) return s : map(function(r) r.n = 1 end) end
		function loop(s) return s : map(function(r) while true do end end) end`, Limits{Instructions: 10_000})
	call := func(name string, next func() (any, bool, error), emit error) error {
		return m.ApplyStream(context.Background(), &Call{Function: name}, &Stream{Next: next, Emit: func(any) error { return emit }})
	}
	if err := call("f", func() (any, bool, error) { return nil, false, broken }, nil); !errors.Is(err, broken) {
		t.Errorf("source: %v", err)
	}
	if err := call("f", source(t, 3), broken); !errors.Is(err, broken) {
		t.Errorf("sink: %v", err)
	}
	var failed *RunError
	if err := call("g", source(t, 3), nil); !errors.As(err, &failed) {
		t.Errorf("no stream: %v", err)
	}
	if err := call("h", source(t, 3), nil); !errors.As(err, &failed) || !contains(err.Error(), "cannot be changed") {
		t.Errorf("change: %v", err)
	}
	var limit *LimitError
	if err := call("loop", source(t, 3), nil); !errors.As(err, &limit) {
		t.Errorf("loop: %v", err)
	}
	if err := call("f", source(t, 3), nil); err != nil {
		t.Errorf("afterwards: %v", err)
	}
}
