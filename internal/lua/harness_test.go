package lua

import (
	"context"
	"strings"
	"testing"

	"github.com/aerolith/aerolith/aero"
)

// mustCompile compiles a module of the tests.
func mustCompile(t testing.TB, source string, limits Limits) *Module {
	t.Helper()
	m, err := Compile("test.lua", []byte(source), limits, nil)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// run calls the function f of a source without a record and returns its result.
func run(t testing.TB, source string, args ...any) (any, error) {
	t.Helper()
	m := mustCompile(t, source, Limits{})
	result, _, err := m.ApplyRecord(context.Background(), &Call{Function: "f", Arguments: args}, &Record{})
	return result, err
}

// record returns a record with bins.
func record(t testing.TB, bins map[string]any) *Record {
	t.Helper()
	r := &Record{Exists: true, Set: "s", Generation: 3, Key: "k", Size: 100}
	for name, v := range bins {
		particle, err := aero.NewParticle(v)
		if err != nil {
			t.Fatal(err)
		}
		r.Bins = append(r.Bins, aero.Bin{Name: name, Value: particle})
	}
	return r
}

// contains reports whether a text has a part.
func contains(text, part string) bool { return strings.Contains(text, part) }
