package record

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/aerolith/aerolith/aero"
)

// counterModule has the functions of these tests.
const counterModule = `
function add(r, n)
	r.n = (r.n or 0) + n
	if aerospike:exists(r) then aerospike:update(r) else aerospike:create(r) end
	return r.n
end
function read(r, name) return r[name] end
function drop(r) aerospike:remove(r) end
function life(r, seconds) record.set_ttl(r, seconds) aerospike:update(r) return record.ttl(r) end
function nokey(r) record.drop_key(r) aerospike:update(r) end
function key(r) return record.key(r) end
function large(r) r.x = ("x"):rep(2000000) return aerospike:create(r) end
function fail() error("no luck", 0) end
function loop() while true do end end
`

// call returns the command that calls a function of the module test on record i.
func call(t testing.TB, i int, name string, args ...any) *aero.RecordCommand {
	t.Helper()
	list, err := aero.NewParticle(aero.List{Items: args})
	if err != nil {
		t.Fatal(err)
	}
	return &aero.RecordCommand{
		Namespace: "test", Digest: digestOf(i), Flags: aero.FlagWrite,
		Function: &aero.Function{Module: "test", Name: name, Arguments: list.Data},
	}
}

// functionStore opens a store in which counterModule is registered.
func functionStore(t testing.TB) (*Store, *testClock) {
	t.Helper()
	clock := newClock()
	s := openStore(t, "", memoryOptions(clock))
	if err := s.PutModule("test.lua", []byte(counterModule)); err != nil {
		t.Fatal(err)
	}
	return s, clock
}

// TestFunctions: functions create, change, read and remove records, and fail without a trace.
func TestFunctions(t *testing.T) {
	s, _ := functionStore(t)
	want(t, s, call(t, 1, "read", "n"), aero.CodeOK, `SUCCESS=""`)
	want(t, s, call(t, 1, "add", int64(5)), aero.CodeOK, "SUCCESS=5")
	want(t, s, call(t, 1, "add", int64(2)), aero.CodeOK, "SUCCESS=7")
	want(t, s, get(1), aero.CodeOK, "n=7")
	if res := do(t, s, get(1)); res.Generation != 2 {
		t.Errorf("generation %d, want 2", res.Generation)
	}
	want(t, s, call(t, 1, "fail"), aero.CodeUDFExecution, `FAILURE="no luck"`)
	want(t, s, call(t, 1, "nothing"), aero.CodeUDFExecution, `FAILURE="lua: function not found: test.lua.nothing"`)
	want(t, s, call(t, 1, "loop"), aero.CodeUDFExecution, `FAILURE="limit reached: instructions (10000000)"`)
	want(t, s, call(t, 2, "large"), aero.CodeRecordTooBig, "")
	want(t, s, get(2), aero.CodeNotFound, "")
	want(t, s, call(t, 1, "drop"), aero.CodeOK, `SUCCESS=""`)
	want(t, s, get(1), aero.CodeNotFound, "")
	checkCounts(t, s)
}

// TestFunctionRefusals: commands that no function can be called for.
func TestFunctionRefusals(t *testing.T) {
	s, _ := functionStore(t)
	exact := call(t, 1, "add", int64(1))
	exact.Flags |= aero.FlagGenerationEqual
	want(t, s, exact, aero.CodeParameter, "")
	garbled := call(t, 1, "add")
	garbled.Function.Arguments = []byte{0xff}
	want(t, s, garbled, aero.CodeParameter, "")
	nameless := call(t, 1, "")
	want(t, s, nameless, aero.CodeParameter, "")
	unknown := call(t, 1, "add")
	unknown.Function.Module = "nothing"
	want(t, s, unknown, aero.CodeUDFExecution, `FAILURE="module not found: nothing"`)
	want(t, s, inSet(put(3, "n", integer(1)), "a"), aero.CodeOK, "")
	want(t, s, inSet(call(t, 3, "read", "n"), "b"), aero.CodeParameter, "")
	want(t, s, inSet(call(t, 3, "read", "n"), "a"), aero.CodeOK, "SUCCESS=1")
	elsewhere := call(t, 1, "add")
	elsewhere.Namespace = "none"
	want(t, s, elsewhere, aero.CodeNamespace, "")
}

// TestFunctionMetadata: functions see and set the life of a record, and its key.
func TestFunctionMetadata(t *testing.T) {
	s, _ := functionStore(t)
	keyed := put(1, "n", integer(1))
	keyed.Key = text("me")
	want(t, s, keyed, aero.CodeOK, "")
	want(t, s, call(t, 1, "key"), aero.CodeOK, `SUCCESS="me"`)
	other := call(t, 1, "key")
	other.Key = text("you")
	want(t, s, other, aero.CodeKeyMismatch, "")
	want(t, s, call(t, 1, "life", int64(60)), aero.CodeOK, "SUCCESS=0")
	want(t, s, call(t, 1, "life", int64(60)), aero.CodeOK, "SUCCESS=60")
	want(t, s, call(t, 1, "nokey"), aero.CodeOK, `SUCCESS=""`)
	want(t, s, call(t, 1, "key"), aero.CodeOK, `SUCCESS=""`)
}

// TestFunctionsAtOnce: calls on one record from many sides, with plain writes between them, lose nothing.
func TestFunctionsAtOnce(t *testing.T) {
	s, _ := functionStore(t)
	const callers, calls = 8, 25
	var all sync.WaitGroup
	for range callers {
		all.Go(func() {
			for range calls {
				if res := do(t, s, call(t, 1, "add", int64(1))); res.Code != aero.CodeOK {
					t.Errorf("code %v", res.Code)
				}
			}
		})
	}
	all.Go(func() {
		for i := range calls {
			do(t, s, put(1, "other", integer(int64(i))))
		}
	})
	all.Wait()
	want(t, s, call(t, 1, "read", "n"), aero.CodeOK, fmt.Sprintf("SUCCESS=%d", callers*calls))
}

// TestFunctionsInBatch: rows of a batch call functions beside other commands.
func TestFunctionsInBatch(t *testing.T) {
	s, _ := functionStore(t)
	batch := &aero.BatchCommand{Entries: []aero.RecordCommand{
		*put(1, "n", integer(1)), *call(t, 2, "add", int64(3)), *call(t, 3, "fail"), *call(t, 4, "add", int64(4)),
	}}
	got := make([]string, len(batch.Entries))
	err := s.Batch(context.Background(), batch, func(i int, res *aero.RecordResult) error {
		got[i] = fmt.Sprintf("%d %s", res.Code, show(res))
		return nil
	})
	if text := strings.Join(got, "; "); err != nil || text != `0 ; 0 SUCCESS=3; 100 FAILURE="no luck"; 0 SUCCESS=4` {
		t.Errorf("got %s (%v)", text, err)
	}
}

// TestModules: modules survive the store, can be replaced and removed, and bad ones are refused.
func TestModules(t *testing.T) {
	path := t.TempDir()
	options := Options{Namespaces: []NamespaceOptions{{Name: "test"}}, DefaultTimeout: patience}
	s, err := Open(path, options)
	if err != nil {
		t.Fatal(err)
	}
	for _, source := range []string{"function f() return 1 end", "function f() return 2 end"} {
		if err := s.PutModule("test.lua", []byte(source)); err != nil {
			t.Fatal(err)
		}
		want(t, s, call(t, 1, "f"), aero.CodeOK, "SUCCESS="+source[len(source)-5:len(source)-4])
	}
	var failed *ModuleError
	if err := s.PutModule("bad.lua", []byte("x = = 1")); !errors.As(err, &failed) || failed.Line != 1 {
		t.Errorf("bad source: %v", err)
	}
	for _, name := range []string{"plain", ".lua", "dot.", "a/b.lua", strings.Repeat("n", 125) + ".lua"} {
		if err := s.PutModule(name, nil); !errors.Is(err, ErrModule) {
			t.Errorf("name %q: %v", name, err)
		}
	}
	if err := s.PutModule("big.lua", make([]byte, maxModuleSize+1)); !errors.Is(err, ErrModule) {
		t.Errorf("large source: %v", err)
	}
	if err := s.PutModule("gone.lua", []byte("x = 1")); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(s.RemoveModule("gone.lua"), s.RemoveModule("never.lua"), s.Close()); err != nil {
		t.Fatal(err)
	}
	s = openStore(t, path, options)
	modules := s.Modules()
	if len(modules) != 1 || modules[0].Name != "test.lua" {
		t.Fatalf("modules after reopening: %v", modules)
	}
	if b, err := hex.DecodeString(modules[0].Hash); err != nil || len(b) != 20 {
		t.Errorf("hash %q", modules[0].Hash)
	}
	want(t, s, call(t, 1, "f"), aero.CodeOK, "SUCCESS=2")
}

// TestRequiringModule: a module that another one requires is replaced for both.
func TestRequiringModule(t *testing.T) {
	s, _ := functionStore(t)
	put := func(name, source string) {
		if err := s.PutModule(name, []byte(source)); err != nil {
			t.Fatal(err)
		}
	}
	put("one.lua", "return {value = 1}")
	put("test.lua", `local one = require("one") function f() return one.value end`)
	want(t, s, call(t, 1, "f"), aero.CodeOK, "SUCCESS=1")
	put("one.lua", "return {value = 2}")
	want(t, s, call(t, 1, "f"), aero.CodeOK, "SUCCESS=2")
}
