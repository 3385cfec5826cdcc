package record

import (
	"fmt"
	"testing"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/aero/op"
)

// codeCase is a command whose answer is pinned. Record 1 is there: set s, bins i (7), s ("text"), f (1.5), b (a blob of 4 bytes),
// l (a list), lo (an ordered list), m (a map), h (a HyperLogLog) and g (GeoJSON); record 2 is not.
type codeCase struct {
	// name says what is tried, after the family of operations.
	name  string
	steps []op.Step
	// change makes further changes to the command, which is on record 1 and writes.
	change func(*aero.RecordCommand)
	want   aero.ResultCode
}

// on2 puts the command on the record that is not there.
func on2(cmd *aero.RecordCommand) { cmd.Digest = digestOf(2) }

// with adds switches to the command.
func with(flags aero.Flags) func(*aero.RecordCommand) {
	return func(cmd *aero.RecordCommand) { cmd.Flags |= flags }
}

// both makes two changes.
func both(first, second func(*aero.RecordCommand)) func(*aero.RecordCommand) {
	return func(cmd *aero.RecordCommand) {
		first(cmd)
		second(cmd)
	}
}

// reads makes the command a read.
func reads(cmd *aero.RecordCommand) { cmd.Flags = aero.FlagRead }

// generation makes the command expect a generation.
func generation(n uint32, flag aero.Flags) func(*aero.RecordCommand) {
	return func(cmd *aero.RecordCommand) {
		cmd.Flags |= flag
		cmd.Generation = n
	}
}

// codeStore opens a store that has record 1.
func codeStore(t testing.TB, options Options) *Store {
	t.Helper()
	s := openStore(t, "", options)
	runCode(t, s, codeCase{name: "prepare", steps: []op.Step{
		op.Put("i", 7), op.Put("s", "text"), op.Put("f", 1.5), op.Put("b", []byte{1, 2, 3, 4}),
		op.Put("l", []any{1, 2, 3}), op.Put("m", map[string]any{"a": 1}), op.HLL("h").Init(8, 0),
		op.With(aero.OpWrite, "g", aero.GeoJSON(`{"type":"Point","coordinates":[1,2]}`)),
	}})
	return s
}

// runCode carries out a case and compares the code.
func runCode(t testing.TB, s *Store, c codeCase) {
	t.Helper()
	operations, err := op.All(c.steps...)
	if err != nil {
		t.Fatalf("%s: %v", c.name, err)
	}
	cmd := inSet(&aero.RecordCommand{
		Namespace: "test", Digest: digestOf(1), Flags: aero.FlagWrite, Operations: operations,
	}, "s")
	for i := range operations {
		switch operations[i].Type {
		case aero.OpRead, aero.OpCDTRead, aero.OpBitRead, aero.OpHLLRead, aero.OpExpressionRead:
			cmd.Flags |= aero.FlagRead
		}
	}
	if c.change != nil {
		c.change(cmd)
	}
	if res := do(t, s, cmd); res.Code != c.want {
		t.Errorf("%s: %d (%v), want %d (%v)", c.name, res.Code, res.Code, c.want, c.want)
	}
}

// runCodes carries out cases, each on a new record 1.
func runCodes(t *testing.T, options func() Options, cases []codeCase) {
	t.Helper()
	seen := map[string]bool{}
	for _, c := range cases {
		if seen[c.name] {
			t.Errorf("%s is there twice", c.name)
		}
		seen[c.name] = true
		s := codeStore(t, options())
		runCode(t, s, c)
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
}

// plainOptions are the options of a store without the Enterprise features.
func plainOptions() Options { return memoryOptions(newClock()) }

// TestCodesOfPolicies pins the codes of write policies, of names, lives and expectations, whatever the operations are.
func TestCodesOfPolicies(t *testing.T) {
	long := fmt.Sprintf("%064d", 0)
	put := []op.Step{op.Put("x", 1)}
	runCodes(t, plainOptions, []codeCase{
		{"put", put, nil, aero.CodeOK},
		{"put of a new record", put, on2, aero.CodeOK},
		{"put into another namespace", put, func(c *aero.RecordCommand) { c.Namespace = "none" }, aero.CodeNamespace},
		{"put with another set", put, func(c *aero.RecordCommand) { c.Set = "other" }, aero.CodeParameter},
		{"put without the set", put, func(c *aero.RecordCommand) { c.Set = "" }, aero.CodeParameter},
		{"put into a set with a long name", put, both(on2, func(c *aero.RecordCommand) { c.Set = long }), aero.CodeParameter},
		{"put of a bin with a long name", []op.Step{op.Put("a234567890123456", 1)}, nil, aero.CodeBinName},
		{"put of nothing", nil, nil, aero.CodeParameter},
		{"put of no value", []op.Step{op.Put("none", nil)}, nil, aero.CodeOK},
		{"create", put, with(aero.FlagCreateOnly), aero.CodeRecordExists},
		{"create a new record", put, both(on2, with(aero.FlagCreateOnly)), aero.CodeOK},
		{"update", put, with(aero.FlagUpdateOnly), aero.CodeOK},
		{"update nothing", put, both(on2, with(aero.FlagUpdateOnly)), aero.CodeNotFound},
		{"replace", put, with(aero.FlagReplaceOnly), aero.CodeOK},
		{"replace nothing", put, both(on2, with(aero.FlagReplaceOnly)), aero.CodeNotFound},
		{"create or replace", put, with(aero.FlagCreateOrReplace), aero.CodeOK},
		{"replace with a touch", []op.Step{op.Put("x", 1), op.Touch()}, with(aero.FlagCreateOrReplace), aero.CodeParameter},
		{"replace with an addition", []op.Step{op.Add("x", 1)}, with(aero.FlagCreateOrReplace), aero.CodeParameter},
		{"expected generation", put, generation(1, aero.FlagGenerationEqual), aero.CodeOK},
		{"other generation", put, generation(2, aero.FlagGenerationEqual), aero.CodeGeneration},
		{"generation of nothing", put, both(on2, generation(1, aero.FlagGenerationEqual)), aero.CodeGeneration},
		{"greater generation", put, generation(2, aero.FlagGenerationGreater), aero.CodeOK},
		{"generation that is not greater", put, generation(1, aero.FlagGenerationGreater), aero.CodeGeneration},
		{"life of eleven years", put, func(c *aero.RecordCommand) { c.TTLSeconds = 11 * 365 * 86400 }, aero.CodeParameter},
		{"durable delete", nil, with(aero.FlagDelete | aero.FlagDurableDelete), aero.CodeEnterpriseOnly},
		{"transaction", put, func(c *aero.RecordCommand) { c.Transaction.ID = 5 }, aero.CodeEnterpriseOnly},
		{"filter that lets through", put, func(c *aero.RecordCommand) { c.Filter = []byte{0xc3} }, aero.CodeOK},
		{"filter that does not", put, func(c *aero.RecordCommand) { c.Filter = []byte{0xc2} }, aero.CodeFilteredOut},
		{"filter that is none", put, func(c *aero.RecordCommand) { c.Filter = []byte{0xc1} }, aero.CodeParameter},
		{"record above the limit", []op.Step{op.Put("x", make([]byte, mebibyte))}, nil, aero.CodeRecordTooBig},
	})
}

// TestCodesOfSimpleOperations pins the codes of reading, deleting, touching, and of changing numbers and texts.
func TestCodesOfSimpleOperations(t *testing.T) {
	runCodes(t, plainOptions, []codeCase{
		{"read", []op.Step{op.Get("i")}, reads, aero.CodeOK},
		{"read nothing", []op.Step{op.Get("i")}, both(on2, reads), aero.CodeNotFound},
		{"read a bin that is not there", []op.Step{op.Get("none")}, reads, aero.CodeOK},
		{"read with another set", []op.Step{op.Get("i")}, both(reads, func(c *aero.RecordCommand) { c.Set = "other" }), aero.CodeParameter},
		{
			"read with a filter that does not let through",
			[]op.Step{op.Get("i")},
			both(reads, func(c *aero.RecordCommand) { c.Filter = []byte{0xc2} }), aero.CodeFilteredOut,
		},
		{"delete", nil, with(aero.FlagDelete), aero.CodeOK},
		{"delete nothing", nil, both(on2, with(aero.FlagDelete)), aero.CodeNotFound},
		{"delete with another generation", nil, both(with(aero.FlagDelete), generation(9, aero.FlagGenerationEqual)), aero.CodeGeneration},
		{"delete within operations", []op.Step{op.Delete()}, nil, aero.CodeOK},
		{"delete nothing within operations", []op.Step{op.Delete()}, on2, aero.CodeNotFound},
		{"delete the last bins", []op.Step{op.Put("x", nil)}, on2, aero.CodeNotFound},
		{"touch", []op.Step{op.Touch()}, nil, aero.CodeOK},
		{"touch nothing", []op.Step{op.Touch()}, on2, aero.CodeNotFound},
		{"add", []op.Step{op.Add("i", 1)}, nil, aero.CodeOK},
		{"add to nothing", []op.Step{op.Add("i", 1)}, on2, aero.CodeOK},
		{"add to a text", []op.Step{op.Add("s", 1)}, nil, aero.CodeIncompatibleType},
		{"add a float to an integer", []op.Step{op.Add("i", 1.5)}, nil, aero.CodeIncompatibleType},
		{"add a text", []op.Step{op.Add("i", "1")}, nil, aero.CodeIncompatibleType},
		{"append", []op.Step{op.Append("s", "x")}, nil, aero.CodeOK},
		{"append to a number", []op.Step{op.Append("i", "x")}, nil, aero.CodeIncompatibleType},
		{"append a number", []op.Step{op.Append("s", 1)}, nil, aero.CodeIncompatibleType},
		{"prepend to a list", []op.Step{op.Prepend("l", "x")}, nil, aero.CodeIncompatibleType},
		{"put GeoJSON that is none", []op.Step{op.Put("g", aero.GeoJSON(`{"type":"Cube"}`))}, nil, aero.CodeInvalidGeoJSON},
	})
}
