package record

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/aero/op"
	"github.com/aerolith/aerolith/internal/lua"
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

// TestCodeOfUnreadyIndex asks for an index that is being built.
func TestCodeOfUnreadyIndex(t *testing.T) {
	s := codeStore(t, plainOptions())
	createIndex(t, s, onBin("i", "i", aero.ParticleInteger, aero.IndexValue))
	n := s.namespaces["test"]
	x := n.indexes.Load().find("i")
	building := indexes{x.at(0, nil)}
	n.indexes.Store(&building)
	cmd := &aero.ScanCommand{
		Namespace: "test", Set: "s", Partitions: allPartitions(),
		Index: &aero.IndexRange{Name: "i", Type: aero.ParticleInteger, From: 0, To: 9},
	}
	err := s.Scan(context.Background(), cmd, func(*aero.RecordResult) error { return nil }, ignorePartition)
	if !errors.Is(err, aero.CodeIndexNotReadable) {
		t.Errorf("query on an index that is being built: %v", err)
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
