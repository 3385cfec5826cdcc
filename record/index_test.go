package record

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"testing"

	"github.com/aerolith/aerolith/aero"
)

// particle returns a Go value in its encoded form.
func particle(t testing.TB, v any) aero.Particle {
	t.Helper()
	p, err := aero.NewParticle(v)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// onBin returns the definition of an index on a bin of set s.
func onBin(name, bin string, of aero.ParticleType, source aero.IndexSource) *aero.IndexDefinition {
	return &aero.IndexDefinition{Namespace: "test", Set: "s", Name: name, Bin: bin, Type: of, Source: source}
}

// createIndex creates an index and waits until queries may use it.
func createIndex(t testing.TB, s *Store, d *aero.IndexDefinition) {
	t.Helper()
	if err := s.CreateIndex(d); err != nil {
		t.Fatal(err)
	}
	awaitIndexes(s)
}

// awaitIndexes waits until all indexes of the namespace test are ready.
func awaitIndexes(s *Store) {
	for slices.ContainsFunc(s.Indexes("test"), func(x IndexStats) bool { return !x.Ready }) {
		runtime.Gosched()
	}
}

// queryAll returns the numbers in bin i of the records of set s in a range, in ascending order.
func queryAll(t testing.TB, s *Store, r aero.IndexRange) []string {
	t.Helper()
	var found []string
	for _, record := range scanAll(t, s, &aero.ScanCommand{Namespace: "test", Set: "s", Index: &r, Bins: []string{"i"}}) {
		found = append(found, record.Bins)
	}
	slices.Sort(found)
	return found
}

// checkIndexes fails the test if an index and the records disagree. It returns how many entries there are.
func checkIndexes(t testing.TB, s *Store) uint64 {
	t.Helper()
	entries, err := s.CheckIndexes(context.Background(), "test", func(f IndexFinding) error { return f })
	if err != nil {
		t.Fatal(err)
	}
	return entries
}

// putBoth stores record i of set s with bin i and another bin.
func putBoth(t testing.TB, s *Store, i int, bin string, value any) {
	t.Helper()
	cmd := inSet(put(i, "i", integer(int64(i))), "s")
	cmd.Operations = append(cmd.Operations, aero.Operation{Type: aero.OpWrite, Bin: bin, Value: particle(t, value)})
	want(t, s, cmd, aero.CodeOK, "")
}

// TestIndexSources stores three records and asks each kind of index for one, with the index made before and after.
func TestIndexSources(t *testing.T) {
	for _, c := range []struct {
		name    string
		of      aero.ParticleType
		source  aero.IndexSource
		context []byte
		values  [3]any
		query   aero.IndexRange
		want    []string
	}{
		{
			name: "numeric", of: aero.ParticleInteger, values: [3]any{-5, 7, "text"},
			query: aero.IndexRange{From: -10, To: -1}, want: []string{"i=0"},
		}, {
			name: "string", of: aero.ParticleString, values: [3]any{"a", "b", 1},
			query: aero.IndexRange{Value: []byte("b")}, want: []string{"i=1"},
		}, {
			name: "blob", of: aero.ParticleBlob, values: [3]any{[]byte("a"), []byte("b"), "b"},
			query: aero.IndexRange{Value: []byte("b")}, want: []string{"i=1"},
		}, {
			name: "list", of: aero.ParticleInteger, source: aero.IndexListElements,
			values: [3]any{[]any{1, 2, 2, "x"}, []any{2, 3}, 2},
			query:  aero.IndexRange{From: 1, To: 2}, want: []string{"i=0", "i=1"},
		}, {
			name: "map keys", of: aero.ParticleString, source: aero.IndexMapKeys,
			values: [3]any{map[string]any{"a": 1}, map[string]any{"b": 1, "c": 2}, "c"},
			query:  aero.IndexRange{Value: []byte("c")}, want: []string{"i=1"},
		}, {
			name: "map values", of: aero.ParticleInteger, source: aero.IndexMapValues,
			values: [3]any{map[string]any{"a": 1, "b": 5}, map[string]any{"b": 4, "c": 2}, 5},
			query:  aero.IndexRange{From: 4, To: 5}, want: []string{"i=0", "i=1"},
		}, {
			name: "context", of: aero.ParticleInteger, context: []byte{0x92, 0x10, 0x01},
			values: [3]any{[]any{1, 2}, []any{2, 3}, []any{3}},
			query:  aero.IndexRange{From: 3, To: 9}, want: []string{"i=1"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := openStore(t, t.TempDir(), memoryOptions(newClock()))
			before, after := onBin("before", "v", c.of, c.source), onBin("after", "v", c.of, c.source)
			before.Context, after.Context, after.Set = c.context, c.context, ""
			createIndex(t, s, before)
			for i, v := range c.values {
				putBoth(t, s, i, "v", v)
			}
			createIndex(t, s, after)
			for _, name := range []string{"before", "after", ""} {
				c.query.Name, c.query.Bin, c.query.Type, c.query.Source = name, "v", c.of, c.source
				c.query.Context = c.context
				if got := queryAll(t, s, c.query); !slices.Equal(got, c.want) {
					t.Errorf("index %q: %v, want %v", name, got, c.want)
				}
			}
			if checkIndexes(t, s) == 0 {
				t.Error("nothing in the indexes")
			}
			for i := range c.values {
				want(t, s, inSet(remove(i), "s"), aero.CodeOK, "")
			}
			if left := checkIndexes(t, s); left != 0 {
				t.Errorf("%d entries of removed records", left)
			}
		})
	}
}

// TestIndexDefinitions checks what creating and dropping answer.
func TestIndexDefinitions(t *testing.T) {
	s := openStore(t, t.TempDir(), memoryOptions(newClock()))
	numeric := onBin("a", "v", aero.ParticleInteger, aero.IndexValue)
	text := onBin("a", "v", aero.ParticleString, aero.IndexValue)
	renamed := onBin("b", "v", aero.ParticleInteger, aero.IndexValue)
	elsewhere := *numeric
	elsewhere.Namespace = "none"
	for _, step := range []struct {
		name       string
		definition *aero.IndexDefinition
		code       aero.ResultCode
		names      string
	}{
		{"new", numeric, aero.CodeOK, "[a]"},
		{"same again", numeric, aero.CodeOK, "[a]"},
		{"other under the name", text, aero.CodeIndexFound, "[a]"},
		{"same under another name", renamed, aero.CodeOK, "[b]"},
		{"name is free", text, aero.CodeOK, "[a b]"},
		{"no namespace", &elsewhere, aero.CodeNamespace, "[a b]"},
		{"float", onBin("f", "v", aero.ParticleFloat, aero.IndexValue), aero.CodeParameter, "[a b]"},
		{"no bin", onBin("f", "", aero.ParticleInteger, aero.IndexValue), aero.CodeParameter, "[a b]"},
		{"no name", onBin("", "v", aero.ParticleInteger, aero.IndexValue), aero.CodeParameter, "[a b]"},
	} {
		code := aero.CodeOK
		if err := s.CreateIndex(step.definition); err != nil && !errors.As(err, &code) {
			t.Fatal(err)
		}
		var names []string
		for _, x := range s.Indexes("test") {
			names = append(names, x.Definition.Name)
		}
		if code != step.code || fmt.Sprint(names) != step.names {
			t.Errorf("%s: %v, indexes %v, want %v, %s", step.name, code, names, step.code, step.names)
		}
	}
	for range 2 {
		if err := s.DropIndex("test", "a"); err != nil {
			t.Fatal(err)
		}
	}
	if got := s.Indexes("test"); len(got) != 1 {
		t.Errorf("%d indexes after dropping one of two", len(got))
	}
}

// TestIndexLimit defines as many indexes as there may be, and one more.
func TestIndexLimit(t *testing.T) {
	s := openStore(t, t.TempDir(), memoryOptions(newClock()))
	for i := range MaxIndexes + 1 {
		name := fmt.Sprint(i)
		err := s.CreateIndex(onBin(name, "v"+name, aero.ParticleInteger, aero.IndexValue))
		full := i == MaxIndexes
		if full != errors.Is(err, aero.CodeIndexMaxCount) || !full && err != nil {
			t.Fatalf("index %d: %v", i, err)
		}
	}
	putBoth(t, s, 1, "v7", 5)
	if entries := checkIndexes(t, s); entries != 1 {
		t.Errorf("%d entries", entries)
	}
}
