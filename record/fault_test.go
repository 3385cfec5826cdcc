package record

import (
	"context"
	"errors"
	"sync"
	"testing"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/zerodb"
	"github.com/aerolith/aerolith/zerodb/vfs"
	"github.com/aerolith/aerolith/zerodb/vfs/faultfs"
	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// TestFailedSync makes the log's sync fail under a write: its outcome is unknown, and must be told so on both ways of
// writing. Later writes are refused, reads go on with the durable state, and a reopened store takes writes again.
func TestFailedSync(t *testing.T) {
	files := faultfs.New(memfs.New(memfs.Options{}))
	options := fileOptions(newClock(), nil)
	options.Engine.FS = files
	s := mustOpen(t, options)
	want(t, s, put(1, "a", integer(1)), aero.CodeOK, "")
	if err := files.Inject(faultfs.Rule{Op: vfs.OpSyncData, Fault: faultfs.IOError}); err != nil {
		t.Fatal(err)
	}
	var res aero.RecordResult
	if err := s.Execute(context.Background(), put(1, "a", integer(2)), &res); !errors.Is(err, zerodb.ErrCommitUnknown) {
		t.Fatalf("write under a failing sync: %v %v", res.Code, err)
	}
	err := s.Execute(context.Background(), put(1, "a", integer(3)), &res)
	if !errors.Is(err, zerodb.ErrStopped) {
		t.Fatalf("write after the failure: %v %v", res.Code, err)
	}
	want(t, s, get(1), aero.CodeOK, "a=1")
	if stats, _ := s.NamespaceStats("test"); !stats.StopWrites {
		t.Error("the statistics do not say that writes have stopped")
	}
	if err := s.Close(); err != nil {
		t.Logf("close: %v", err)
	}
	s = mustOpen(t, options)
	if got := show(do(t, s, get(1))); got != "a=1" && got != "a=2" {
		t.Fatalf("after reopening: %s", got)
	}
	want(t, s, put(1, "a", integer(4)), aero.CodeOK, "")
	mustClose(t, s)
}

// TestSubmittedWriteInDoubt makes the sync fail under a write that was submitted: its code must leave it in doubt.
func TestSubmittedWriteInDoubt(t *testing.T) {
	files := faultfs.New(memfs.New(memfs.Options{}))
	options := fileOptions(newClock(), nil)
	options.Engine.FS = files
	s := mustOpen(t, options)
	if err := files.Inject(faultfs.Rule{Op: vfs.OpSyncData, Fault: faultfs.IOError}); err != nil {
		t.Fatal(err)
	}
	var res aero.RecordResult
	for i, code := range []aero.ResultCode{aero.CodeTimeout, aero.CodeUnknown} {
		var done sync.WaitGroup
		done.Add(1)
		s.Submit(put(1, "a", integer(2)), &res, &done)
		done.Wait()
		if res.Code != code {
			t.Errorf("write %d: %v, want %v", i, res.Code, code)
		}
	}
	if err := s.Close(); err != nil {
		t.Logf("close: %v", err)
	}
}

// TestFullDisk fills the disk: writes are refused with "out of space" and had no effect, and work again when there is
// room.
func TestFullDisk(t *testing.T) {
	files := memfs.New(memfs.Options{})
	s := mustOpen(t, fileOptions(newClock(), files))
	createIndex(t, s, &aero.IndexDefinition{Namespace: "test", Name: "i", Bin: "a", Type: aero.ParticleInteger})
	files.SetQuota(files.Used() + 64<<10)
	blob := aero.Particle{Type: aero.ParticleBlob, Data: make([]byte, 20_000)}
	refused := -1
	for i := range 1000 {
		if res := do(t, s, put(i, "a", blob)); res.Code != aero.CodeOK {
			if res.Code != aero.CodeOutOfSpace {
				t.Fatalf("write %d: %v", i, res.Code)
			}
			refused = i
			break
		}
	}
	if refused < 0 {
		t.Fatal("the disk never became full")
	}
	want(t, s, get(refused), aero.CodeNotFound, "")
	checkCounts(t, s)
	files.SetQuota(0)
	want(t, s, put(refused, "a", blob), aero.CodeOK, "")
	checkCounts(t, s)
	checkIndexes(t, s)
	mustClose(t, s)
}

// TestSmallTransactions runs groups that outgrow the engine's transactions: they must be split, in order, and only a
// record that is too large for any transaction is refused.
func TestSmallTransactions(t *testing.T) {
	options := memoryOptions(newClock())
	options.Engine.MaxValueSize, options.Engine.MaxTxBytes = 40_000, 200_000
	s := openStore(t, "", options)
	createIndex(t, s, &aero.IndexDefinition{Namespace: "test", Name: "i", Bin: "a", Type: aero.ParticleInteger})
	const n = 200
	results := make([]aero.RecordResult, n)
	var done sync.WaitGroup
	for i := range results {
		cmd := inSet(put(i, "a", integer(int64(i))), setOf(i))
		size := i * 997 % 30_000
		if i == n/2 {
			size = 50_000
		}
		filler := aero.Particle{Type: aero.ParticleBlob, Data: make([]byte, size)}
		cmd.Operations = append(cmd.Operations, aero.Operation{Type: aero.OpWrite, Bin: "filler", Value: filler})
		done.Add(1)
		s.Submit(cmd, &results[i], &done)
	}
	done.Wait()
	for i := range results {
		code := aero.CodeOK
		if i == n/2 {
			code = aero.CodeRecordTooBig
		}
		if results[i].Code != code {
			t.Errorf("write %d: %v, want %v", i, results[i].Code, code)
		}
	}
	checkCounts(t, s)
	if entries := checkIndexes(t, s); entries != n-1 {
		t.Errorf("%d entries of %d records", entries, n-1)
	}
}
