package record

import (
	"context"
	"testing"
	"time"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/aero/op"
	"github.com/aerolith/aerolith/internal/lua"
	"github.com/aerolith/aerolith/record/internal/sindex"
)

// TestCodeOfBusyRecord answers a function whose record is changed by others at each attempt.
func TestCodeOfBusyRecord(t *testing.T) {
	s, _ := functionStore(t)
	n := s.namespaces["test"]
	cmd := call(t, 1, "add", int64(1))
	var res aero.RecordResult
	f := &functionCall{store: s, n: n, cmd: cmd, res: &res}
	f.deadline = s.options.Now().Add(time.Hour)
	subject, err := f.look()
	if err != nil {
		t.Fatal(err)
	}
	do(t, s, put(1, "other", integer(5)))
	changes := lua.Changes{Action: lua.ActionWrite, Bins: []aero.Bin{{Name: "n", Value: integer(1)}}}
	if done, err := f.write(context.Background(), subject, nil, &changes); done || err != nil {
		t.Errorf("written on a record that has changed: %v, %v", done, err)
	}
	s.options.Functions.MaxAttempts = 0
	want(t, s, cmd, aero.CodeKeyBusy, "")
}

// TestCodeOfUnreadyIndex looks up an index that is being built, by its name and by what it holds.
func TestCodeOfUnreadyIndex(t *testing.T) {
	s := codeStore(t, plainOptions())
	createIndex(t, s, onBin("i", "i", aero.ParticleInteger, aero.IndexValue))
	building := indexes{s.namespaces["test"].indexes.Load().find("i").at(sindex.StateBuilding, nil)}
	for _, r := range []aero.IndexRange{{Name: "i", Type: aero.ParticleInteger}, {Bin: "i", Type: aero.ParticleInteger}} {
		if _, code := building.lookUp("s", &r); code != aero.CodeIndexNotReadable {
			t.Errorf("query of %+v: %v", r, code)
		}
	}
}

// TestCodesOfEnterprise pins the codes of what a store with the Enterprise features permits, beside those of transactions, which
// have tests of their own.
func TestCodesOfEnterprise(t *testing.T) {
	options := func() Options {
		o := plainOptions()
		o.Enterprise = true
		return o
	}
	runCodes(t, options, []codeCase{
		{"durable delete", nil, with(aero.FlagDelete | aero.FlagDurableDelete), aero.CodeOK},
		{"durable delete of nothing", nil, both(on2, with(aero.FlagDelete|aero.FlagDurableDelete)), aero.CodeNotFound},
		{"durable write", []op.Step{op.Put("x", 1)}, with(aero.FlagDurableDelete), aero.CodeOK},
	})
}
