package lua

import (
	"errors"
	"math"
	"reflect"
	"testing"

	"github.com/aerolith/aerolith/aero"
)

// TestExpressions: what functions compute comes back as the value that a client expects.
func TestExpressions(t *testing.T) {
	for source, want := range map[string]any{
		`1 + 2`:             int64(3),
		`7 / 2`:             3.5,
		`8 / 2`:             int64(4),
		`"a" .. 1 .. "b"`:   "a1b",
		`1 .. 2`:            "12",
		`("x"):rep(3, "-")`: "x-x-x",
		`string.format("%05.1f|%d|%s|%q", 2.25, 7, "x", 'a"b')`:                   `002.2|7|x|"a\"b"`,
		`string.format("%-4d|%x|%5s|%%", 5, 255, "ab")`:                           "5   |ff|   ab|%",
		`select(2, ("hello world"):gsub("o", "0"))`:                               int64(2),
		`(("hello"):gsub("(l)(l)", "%2%1!"))`:                                     "hell!o",
		`(("abc"):gsub("%w", {a = "1", b = false}))`:                              "1bc",
		`("key = value"):match("^(%w+)%s*=%s*(%w+)$")`:                            "key",
		`("f(a(b)c)d"):match("%b()")`:                                             "(a(b)c)",
		`("THE (quick) fox"):find("%((%a+)%)")`:                                   int64(5),
		`("x"):find("")`:                                                          int64(1),
		`(("abc"):gsub("", "-"))`:                                                 "-a-b-c-",
		`("a,b,,c"):gsub(",", ";")`:                                               "a;b;;c",
		`tostring(list{1, "a", 2.5, true})`:                                       `List(1, "a", 2.5, true)`,
		`tostring(map{a = 1})`:                                                    `Map("a"->1)`,
		`#list{1, 2, 3}`:                                                          int64(3),
		`list{1, 2}[2]`:                                                           int64(2),
		`list{1, 2}[3]`:                                                           nil,
		`list.size(list.merge(list{1}, list{2, 3}))`:                              int64(3),
		`list.take(list{1, 2, 3}, 2)`:                                             aero.List{Items: []any{int64(1), int64(2)}},
		`list.drop(list{1, 2, 3}, 2)`:                                             aero.List{Items: []any{int64(3)}},
		`map.size(map.merge(map{a = 1}, map{b = 2}))`:                             int64(2),
		`map.merge(map{a = 1}, map{a = 2}, function(x, y) return x + y end)["a"]`: int64(3),
		`map.diff(map{a = 1, b = 2}, map{b = 3})["a"]`:                            int64(1),
		`table.concat({1, 2, 3}, ",")`:                                            "1,2,3",
		`table.unpack({4, 5})`:                                                    int64(4),
		`math.type(1)`:                                                            "integer",
		`type(list())`:                                                            "userdata",
		`geojson('{"type":"Point","coordinates":[1,2]}')`:                         aero.GeoJSON(`{"type":"Point","coordinates":[1,2]}`),
		`{1, 2}`:                                 nil,
		`print`:                                  nil,
		`load("return 1 .. 2")()`:                "12",
		`select('#', pcall(error, "x"))`:         int64(2),
		`io == nil and os.getenv == nil`:         true,
		`dofile == nil and loadfile == nil`:      true,
		`debug ~= nil and type(debug)`:           "function",
		`math.maxinteger`:                        int64(math.MaxInt64),
		`math.maxinteger + math.mininteger`:      int64(-1),
		`tostring(math.mininteger)`:              "-9223372036854775808",
		`math.maxinteger > math.maxinteger - 10`: true,
	} {
		got, err := run(t, "function f(rec) return "+source+" end")
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %#v (%v), want %#v", source, got, err, want)
		}
	}
}

// TestArguments: arguments keep their values on the way in and out, large integers and nested collections too.
func TestArguments(t *testing.T) {
	nested := aero.List{Items: []any{
		nil, int64(math.MaxInt64), "s",
		[]byte{1},
		aero.GeoJSON("{}"), true, 1.5,
		aero.Map{Entries: []aero.MapEntry{{Key: int64(1), Value: aero.List{Items: []any{}}}}},
	}}
	for _, v := range []any{
		nil, int64(0), int64(math.MinInt64), int64(math.MaxInt64), int64(1) << 60, 2.5, math.Inf(1), "", "text", true,
		[]byte{0, 1},
		nested,
		aero.HLL{1, 2},
		aero.Map{Order: aero.MapKeyOrdered, Entries: []aero.MapEntry{{Key: "a", Value: int64(1)}}},
	} {
		got, err := run(t, "function f(rec, v) return v end", v)
		if err != nil || !reflect.DeepEqual(got, v) {
			t.Errorf("%#v came back as %#v (%v)", v, got, err)
		}
	}
}

// TestErrors: the ways in which a function fails.
func TestErrors(t *testing.T) {
	for source, want := range map[string]string{
		`error("boom")`:                                 "test.lua:1: boom",
		`error("boom", 0)`:                              "boom",
		`error({})`:                                     "table: ",
		`local x = nil; x()`:                            "attempt to call",
		`return "a" .. {}`:                              "attempt to concatenate a table value",
		`return ("x"):rep(-1)() `:                       "attempt to call",
		`list.append(1, 2)`:                             "list expected",
		`map()[{}] = 1`:                                 "lua: value cannot be stored",
		`string.format("%y", 1)`:                        "invalid conversion",
		`string.format("%999d", 1)`:                     "invalid conversion",
		`("x"):find("[")`:                               "malformed pattern",
		`require("nothing")`:                            "module 'nothing' not found",
		`return geojson.tostring({})`:                   "cannot be stored",
		`local l = list(); list.append(l, l); return l`: "nested too deeply",
	} {
		_, err := run(t, "function f(rec) "+source+" end")
		var failed *RunError
		if !errors.As(err, &failed) || !contains(failed.Message, want) {
			t.Errorf("%s: got %v, want %q", source, err, want)
		}
	}
	if _, err := run(t, "x = 1"); !errors.Is(err, ErrNoFunction) {
		t.Errorf("got %v, want ErrNoFunction", err)
	}
}

// TestCompileErrors: a source that is no program is refused with its place.
func TestCompileErrors(t *testing.T) {
	for source, want := range map[string]CompileError{
		"function f()\n asdf\n returned x\nend": {File: "m.lua", Line: 3, Message: "syntax error near 'returned'"},
		"x = ":                                  {File: "m.lua", Line: 0, Message: "syntax error near '<eof>'"},
		"goto nowhere":                          {File: "m.lua", Line: 2, Message: "no visible label 'nowhere' for <goto> at line 1"},
	} {
		_, err := Compile("m.lua", []byte(source), Limits{}, nil)
		var failed *CompileError
		if !errors.As(err, &failed) || *failed != want {
			t.Errorf("%q: got %#v, want %#v", source, err, want)
		}
	}
}
