package record

import (
	"context"
	"path/filepath"
	"runtime"
	"sync"
	"testing"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/zerodb"
	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// addOne returns the command that adds one to the bin n of record i.
func addOne(i int) *aero.RecordCommand {
	cmd := put(i, "n", integer(1))
	cmd.Operations[0].Type = aero.OpAdd
	return cmd
}

// deserted returns a store whose namespace test has no goroutines: only callers can carry anything out.
func deserted(t *testing.T, options Options) *Store {
	t.Helper()
	options = options.withDefaults()
	n, err := openNamespace(filepath.Join(t.TempDir(), "test"), options.Namespaces[0], &options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := n.db.Close(); err != nil {
			t.Error(err)
		}
	})
	return &Store{namespaces: map[string]*namespace{"test": n}, names: []string{"test"}, options: options}
}

// TestLoneWriteNeedsNobody: a write that meets no other takes place on the goroutine of its caller, with every durability,
// so that it wakes no thread. Method: there is no other goroutine.
func TestLoneWriteNeedsNobody(t *testing.T) {
	for name, storage := range map[string]struct {
		storage    Storage
		durability zerodb.Durability
	}{
		"memory": {StorageMemory, zerodb.DurabilityAlways}, "always": {StorageFile, zerodb.DurabilityAlways},
		"interval": {StorageFile, zerodb.DurabilityInterval}, "none": {StorageFile, zerodb.DurabilityNone},
	} {
		t.Run(name, func(t *testing.T) {
			options := memoryOptions(newClock())
			options.Namespaces[0].Storage, options.Engine.Durability = storage.storage, storage.durability
			s := deserted(t, options)
			want(t, s, addOne(1), aero.CodeOK, "")
			results := make([]aero.RecordResult, 3)
			s.Write([]aero.Write{{Command: addOne(1), Result: &results[0]}, {Command: addOne(1), Result: &results[1]}, {Command: get(1), Result: &results[2]}})
			if results[1].Generation != 3 || show(&results[2]) != "n=3" {
				t.Errorf("got %+v", results)
			}
			batch := &aero.BatchCommand{Entries: []aero.RecordCommand{*addOne(1), *addOne(2), *get(1)}}
			var answers []aero.ResultCode
			err := s.Batch(context.Background(), batch, func(_ int, res *aero.RecordResult) error {
				answers = append(answers, res.Code)
				return nil
			})
			if err != nil || len(answers) != 3 || answers[2] != aero.CodeOK {
				t.Errorf("got %v, %v", answers, err)
			}
			want(t, s, get(1), aero.CodeOK, "n=4")
		})
	}
}

// TestWritesWaitForTheTurn: what comes while somebody has the turn is carried out by the committer's goroutine once that
// has been given back.
func TestWritesWaitForTheTurn(t *testing.T) {
	s := openStore(t, "", memoryOptions(newClock()))
	c := s.namespaces["test"].committer
	for !c.busy.CompareAndSwap(false, true) {
		runtime.Gosched() // the opening's own tasks
	}
	var writers sync.WaitGroup
	for range 10 {
		writers.Go(func() { want(t, s, addOne(1), aero.CodeOK, "") })
	}
	for c.n.queued.Load() < 10 {
		runtime.Gosched()
	}
	want(t, s, get(1), aero.CodeNotFound, "")
	c.giveTurn()
	c.nudge()
	writers.Wait()
	want(t, s, get(1), aero.CodeOK, "n=10")
}

// TestNoRequestIsForgotten: callers of every kind compete for the turn, with queues and groups as small as they can be and
// as they are: each gets its answer, and each addition counts once.
func TestNoRequestIsForgotten(t *testing.T) {
	smallest := func(o *Options) { o.QueueLength, o.MaxGroupCommands, o.MaxGroupsInFlight = 1, 1, 1 }
	for name, change := range map[string]func(*Options){
		"memory": func(*Options) {}, "memory, smallest": smallest,
		"always":           func(o *Options) { *o = fileOptions(newClock(), memfs.New(memfs.Options{})) },
		"always, smallest": func(o *Options) { *o = fileOptions(newClock(), memfs.New(memfs.Options{})); smallest(o) },
	} {
		t.Run(name, func(t *testing.T) {
			options := memoryOptions(newClock())
			change(&options)
			s := mustOpen(t, options)
			const callers, rounds = 8, 50
			var all sync.WaitGroup
			for caller := range callers {
				all.Go(func() { competeForTurn(t, s, caller, rounds) })
			}
			all.Wait()
			want(t, s, get(1), aero.CodeOK, show(&aero.RecordResult{Bins: []aero.Bin{{Name: "n", Value: integer(callers * rounds * 6)}}}))
			if left := s.namespaces["test"].queued.Load(); left != 0 {
				t.Errorf("%d requests wait", left)
			}
			mustClose(t, s)
		})
	}
}

// competeForTurn adds six to record 1 in each round, by each kind of call.
func competeForTurn(t *testing.T, s *Store, caller, rounds int) {
	n := s.namespaces["test"]
	for range rounds {
		want(t, s, addOne(1), aero.CodeOK, "")
		var results [3]aero.RecordResult
		s.Write([]aero.Write{{Command: addOne(1), Result: &results[0]}, {Command: addOne(1), Result: &results[1]}})
		var done sync.WaitGroup
		done.Add(1)
		s.Submit(addOne(1), &results[2], &done)
		done.Wait()
		batch := &aero.BatchCommand{Entries: []aero.RecordCommand{*addOne(1), *addOne(1)}}
		if err := s.Batch(context.Background(), batch, func(int, *aero.RecordResult) error { return nil }); err != nil {
			t.Error(err)
		}
		n.offerTask(&renewal{digest: digestOf(1 + caller)})
		if err := n.runTask(&renewal{digest: digestOf(1 + caller)}); err != nil {
			t.Error(err)
		}
	}
}
