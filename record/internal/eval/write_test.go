package eval

import (
	"strings"
	"testing"

	"github.com/aerolith/aerolith/aero"
)

// TestExistencePolicies runs every existence policy on a missing and on an existing record with two bins.
func TestExistencePolicies(t *testing.T) {
	for _, test := range []struct {
		name            string
		flags           aero.Flags
		missing, exists aero.ResultCode
		bins            string // of the existing record afterwards
	}{
		{"none", 0, aero.CodeOK, aero.CodeOK, "a=9 b=2"},
		{"create only", aero.FlagCreateOnly, aero.CodeOK, aero.CodeRecordExists, "a=1 b=2"},
		{"update only", aero.FlagUpdateOnly, aero.CodeNotFound, aero.CodeOK, "a=9 b=2"},
		{"create or replace", aero.FlagCreateOrReplace, aero.CodeOK, aero.CodeOK, "a=9"},
		{"replace only", aero.FlagReplaceOnly, aero.CodeNotFound, aero.CodeOK, "a=9"},
	} {
		b := newBench(t)
		if code := b.do(with(write(write1("a", integer(9))), test.flags)); code != test.missing {
			t.Errorf("%s, missing: %v, want %v", test.name, code, test.missing)
		}
		b = newBench(t)
		b.put("a", 1)
		b.put("b", 2)
		if code := b.do(with(write(write1("a", integer(9))), test.flags)); code != test.exists {
			t.Errorf("%s, exists: %v, want %v", test.name, code, test.exists)
		}
		if got := b.record(); got != test.bins {
			t.Errorf("%s: record is %s, want %s", test.name, got, test.bins)
		}
	}
}

// TestGenerationPolicies compares with the generation of a missing record, which is 0, and of one written twice.
func TestGenerationPolicies(t *testing.T) {
	for _, test := range []struct {
		flag       aero.Flags
		generation uint32
		missing    aero.ResultCode
		exists     aero.ResultCode
	}{
		{aero.FlagGenerationEqual, 0, aero.CodeOK, aero.CodeGeneration},
		{aero.FlagGenerationEqual, 2, aero.CodeGeneration, aero.CodeOK},
		{aero.FlagGenerationEqual, 65538, aero.CodeGeneration, aero.CodeGeneration},
		{aero.FlagGenerationGreater, 0, aero.CodeGeneration, aero.CodeGeneration},
		{aero.FlagGenerationGreater, 2, aero.CodeOK, aero.CodeGeneration},
		{aero.FlagGenerationGreater, 3, aero.CodeOK, aero.CodeOK},
	} {
		cmd := with(write(write1("a", integer(1))), test.flag)
		cmd.Generation = test.generation
		b := newBench(t)
		if code := b.do(cmd); code != test.missing {
			t.Errorf("%+v, missing: %v", test, code)
		}
		b = newBench(t)
		b.put("a", 1)
		b.put("a", 2)
		if code := b.do(cmd); code != test.exists {
			t.Errorf("%+v, exists: %v", test, code)
		}
		if code := b.res.Code; code == aero.CodeGeneration && b.res.Generation != 2 {
			t.Errorf("%+v: the refusal reports generation %d", test, b.res.Generation)
		}
	}
}

// TestGenerationWraps writes past 65535: the generation goes on with 1, for 0 stands for a missing record.
func TestGenerationWraps(t *testing.T) {
	b := newBench(t)
	for range 65535 {
		b.put("a", 1)
	}
	if b.res.Generation != 65535 {
		t.Fatalf("generation %d", b.res.Generation)
	}
	if b.put("a", 1); b.res.Generation != 1 {
		t.Fatalf("generation after 65535 is %d", b.res.Generation)
	}
}

// TestRefusals sends writes that no server accepts, to a record with the integer bin a and the string bin s.
func TestRefusals(t *testing.T) {
	all := aero.FlagReadAllBins
	long := strings.Repeat("x", 16)
	for name, test := range map[string]struct {
		cmd  aero.RecordCommand
		want aero.ResultCode
	}{
		"no operations":          {write(), aero.CodeParameter},
		"bin name too long":      {write(write1(long, integer(1))), aero.CodeBinName},
		"unknown operation":      {write(op(99, "a", integer(1))), aero.CodeParameter},
		"unassigned operation":   {write(op(6, "a", integer(1))), aero.CodeParameter},
		"replace and touch":      {with(write(op(aero.OpTouch, "", aero.Particle{})), aero.FlagCreateOrReplace), aero.CodeParameter},
		"replace and add":        {with(write(op(aero.OpAdd, "a", integer(1))), aero.FlagReplaceOnly), aero.CodeParameter},
		"replace and delete":     {with(write(op(aero.OpDelete, "", aero.Particle{})), aero.FlagCreateOrReplace), aero.CodeParameter},
		"replace and nil":        {with(write(write1("a", aero.Particle{})), aero.FlagCreateOrReplace), aero.CodeParameter},
		"replace and list":       {with(write(op(aero.OpCDTModify, "a", blob(1))), aero.FlagCreateOrReplace), aero.CodeParameter},
		"replace and bits":       {with(write(op(aero.OpBitModify, "a", blob(1))), aero.FlagCreateOrReplace), aero.CodeParameter},
		"replace, reading only":  {with(write(read1("a")), aero.FlagCreateOrReplace), aero.CodeNotFound},
		"read without its flag":  {aero.RecordCommand{Flags: aero.FlagWrite, Operations: []aero.Operation{read1("a")}}, aero.CodeParameter},
		"all flag, no operation": {with(write(write1("a", integer(1))), all), aero.CodeParameter},
		"all twice":              {with(write(read1(""), read1("")), all), aero.CodeParameter},
		"all and one":            {with(write(read1(""), read1("a")), all), aero.CodeParameter},
		"all and respond":        {with(write(read1("")), all|aero.FlagRespondAllOps), aero.CodeParameter},
		"malformed operation":    {write(op(aero.OpCDTModify, "a", blob(1))), aero.CodeParameter},
		"expression":             {write(op(aero.OpExpressionRead, "a", blob(1))), aero.CodeParameter},
		"filter":                 {aero.RecordCommand{Flags: aero.FlagWrite, Filter: []byte{1}, Operations: []aero.Operation{write1("a", integer(1))}}, aero.CodeParameter},
		"other set":              {aero.RecordCommand{Flags: aero.FlagWrite, Set: "other", Operations: []aero.Operation{write1("a", integer(1))}}, aero.CodeParameter},
		"durable removal":        {with(write(op(aero.OpDelete, "", aero.Particle{})), aero.FlagDurableDelete), aero.CodeEnterpriseOnly},
		"durable delete":         {aero.RecordCommand{Flags: aero.FlagWrite | aero.FlagDelete | aero.FlagDurableDelete}, aero.CodeEnterpriseOnly},
		"delete in other set":    {aero.RecordCommand{Flags: aero.FlagWrite | aero.FlagDelete, Set: "other"}, aero.CodeParameter},
		"delete, old generation": {aero.RecordCommand{Flags: aero.FlagWrite | aero.FlagDelete | aero.FlagGenerationEqual, Generation: 1}, aero.CodeGeneration},
		"too big":                {write(write1("a", raw(aero.ParticleBlob, make([]byte, 1<<20)...))), aero.CodeRecordTooBig},
	} {
		b := newBench(t)
		b.put("a", 1)
		if code := b.do(write(write1("s", text("x")))); code != aero.CodeOK {
			t.Fatal(code)
		}
		if code := b.do(test.cmd); code != test.want {
			t.Errorf("%s: %v, want %v", name, code, test.want)
		}
		if got := b.record(); got != `a=1 s="x"` {
			t.Errorf("%s: record became %s", name, got)
		}
	}
}

// TestSets creates records in sets: a name of 63 bytes is the longest, and there is a limit to their number.
func TestSets(t *testing.T) {
	for name, test := range map[string]struct {
		set  string
		want aero.ResultCode
	}{
		"longest":  {strings.Repeat("s", 63), aero.CodeOK},
		"too long": {strings.Repeat("s", 64), aero.CodeParameter},
	} {
		b := newBench(t)
		cmd := write(write1("a", integer(1)))
		cmd.Set = test.set
		if code := b.do(cmd); code != test.want {
			t.Errorf("%s: %v", name, code)
		}
	}
	b := newBench(t)
	for i, set := range []string{"1", "2", "3", "4", "5"} {
		cmd := write(write1("a", integer(1)))
		cmd.Set = set
		want := aero.CodeOK
		if i == 4 {
			want = aero.CodeParameter
		}
		b.stored = nil
		if code := b.do(cmd); code != want {
			t.Errorf("set %d: %v", i+1, code)
		}
	}
}

// TestUserKey stores a key with the first write that sends one, keeps it, and refuses another.
func TestUserKey(t *testing.T) {
	b := newBench(t)
	b.put("a", 1)
	keyed := write(write1("a", integer(2)))
	keyed.Key = text("k")
	if code := b.do(keyed); code != aero.CodeOK {
		t.Fatal(code)
	}
	b.put("a", 3)
	if key := b.current().Record.Key; string(key.Data) != "k" {
		t.Fatalf("key %q", key.Data)
	}
	for _, other := range []aero.Particle{text("l"), blob('k')} {
		for _, cmd := range []aero.RecordCommand{
			keyed, {Flags: aero.FlagRead | aero.FlagReadAllBins}, {Flags: aero.FlagWrite | aero.FlagDelete},
		} {
			cmd.Key = other
			if code := b.do(cmd); code != aero.CodeKeyMismatch {
				t.Errorf("key %v, flags %x: %v", other, cmd.Flags, code)
			}
		}
	}
	fresh := newBench(t)
	keyed.Key = raw(aero.ParticleInteger, 1, 2, 3)
	if code := fresh.do(keyed); code != aero.CodeUnsupportedFeature {
		t.Errorf("integer key of 3 bytes: %v", code)
	}
}

// TestDelete removes a record in the three ways there are.
func TestDelete(t *testing.T) {
	for name, cmd := range map[string]aero.RecordCommand{
		"delete command":   {Flags: aero.FlagWrite | aero.FlagDelete},
		"delete operation": write(op(aero.OpDelete, "", aero.Particle{})),
		"last bin removed": write(write1("a", aero.Particle{})),
	} {
		b := newBench(t)
		if code := b.do(cmd); code != aero.CodeNotFound {
			t.Errorf("%s, missing: %v", name, code)
		}
		b.put("a", 1)
		if code := b.do(cmd); code != aero.CodeOK || b.stored != nil {
			t.Errorf("%s: %v, still there: %v", name, code, b.stored != nil)
		}
		if b.res.Generation != 0 || b.res.VoidTime != 0 {
			t.Errorf("%s answers with metadata of what is gone", name)
		}
	}
}
