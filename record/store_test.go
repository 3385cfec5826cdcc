package record

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/aerolith/aerolith/aero"
)

// TestLifeOfARecord puts, reads, changes and deletes a record.
func TestLifeOfARecord(t *testing.T) {
	s := openStore(t, t.TempDir(), memoryOptions(newClock()))
	want(t, s, get(1), aero.CodeNotFound, "")
	want(t, s, put(1, "a", integer(7)), aero.CodeOK, "")
	want(t, s, get(1), aero.CodeOK, "a=7")
	want(t, s, put(1, "b", text("x")), aero.CodeOK, "")
	want(t, s, get(1), aero.CodeOK, `a=7 b="x"`)
	if res := do(t, s, get(1)); res.Generation != 2 {
		t.Fatalf("generation %d", res.Generation)
	}
	want(t, s, remove(1), aero.CodeOK, "")
	want(t, s, remove(1), aero.CodeNotFound, "")
	want(t, s, get(1), aero.CodeNotFound, "")
	checkCounts(t, s)
}

// TestRouting sends commands to an unknown namespace, to another namespace, and such that neither read nor write.
func TestRouting(t *testing.T) {
	s := openStore(t, t.TempDir(), memoryOptions(newClock()))
	do(t, s, put(1, "a", integer(7)))
	for namespace, code := range map[string]aero.ResultCode{
		"test": aero.CodeOK, "other": aero.CodeNotFound, "none": aero.CodeNamespace,
	} {
		cmd := get(1)
		cmd.Namespace = namespace
		if res := do(t, s, cmd); res.Code != code {
			t.Errorf("read in %s: %v", namespace, res.Code)
		}
		cmd.Flags = 0
		if res := do(t, s, cmd); res.Code != aero.CodeParameter && code != aero.CodeNamespace {
			t.Errorf("neither read nor write in %s: %v", namespace, res.Code)
		}
	}
	if got := s.Namespaces(); len(got) != 2 || got[0] != "test" || got[1] != "other" {
		t.Errorf("namespaces %v", got)
	}
}

// TestSubmit sends a hundred writes of one record without waiting in between: they must take effect in order.
func TestSubmit(t *testing.T) {
	s := openStore(t, t.TempDir(), memoryOptions(newClock()))
	var done sync.WaitGroup
	results := make([]aero.RecordResult, 100)
	for i := range results {
		done.Add(1)
		s.Submit(put(1, "a", integer(int64(i))), &results[i], &done)
	}
	done.Wait()
	for i := range results {
		if results[i].Code != aero.CodeOK || results[i].Generation != uint32(i+1) {
			t.Fatalf("write %d: %v, generation %d", i, results[i].Code, results[i].Generation)
		}
	}
	want(t, s, get(1), aero.CodeOK, "a=99")
	unknown := get(1)
	unknown.Namespace = "none"
	neither := get(1)
	neither.Flags = 0
	for cmd, code := range map[*aero.RecordCommand]aero.ResultCode{
		get(1): aero.CodeOK, unknown: aero.CodeNamespace, neither: aero.CodeParameter,
	} {
		done.Add(1)
		s.Submit(cmd, &results[0], &done)
		done.Wait()
		if results[0].Code != code {
			t.Errorf("%+v: %v", cmd, results[0].Code)
		}
	}
}

// TestClosedStore uses a store after Close.
func TestClosedStore(t *testing.T) {
	s, err := Open(t.TempDir(), memoryOptions(newClock()))
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(s.Close(), s.Close()); err != nil {
		t.Fatal(err)
	}
	var res aero.RecordResult
	if err := s.Execute(context.Background(), put(1, "a", integer(1)), &res); !errors.Is(err, ErrClosed) {
		t.Errorf("write: %v", err)
	}
	if err := s.Execute(context.Background(), get(1), &res); !errors.Is(err, ErrClosed) {
		t.Errorf("read: %v", err)
	}
	var done sync.WaitGroup
	done.Add(1)
	s.Submit(put(1, "a", integer(1)), &res, &done)
	done.Wait()
	if res.Code != aero.CodeUnknown {
		t.Errorf("submitted write: %v", res.Code)
	}
}

// TestContext ends the context before a write: it must not happen, and the error must say why.
func TestContext(t *testing.T) {
	options := memoryOptions(newClock())
	s := openStore(t, t.TempDir(), options)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	abandoned := 0
	for i := range 200 {
		var res aero.RecordResult
		err := s.Execute(ctx, put(i, "a", integer(1)), &res)
		if err == nil {
			want(t, s, get(i), aero.CodeOK, "a=1")
			continue
		}
		abandoned++
		if !errors.Is(err, ErrAbandoned) || !errors.Is(err, context.Canceled) {
			t.Fatal(err)
		}
		want(t, s, get(i), aero.CodeNotFound, "")
	}
	if abandoned == 0 {
		t.Fatal("no write was abandoned")
	}
	checkCounts(t, s)
}

// TestTimeout lets the time of a write run out before its turn, by a clock that jumps: it must be refused.
func TestTimeout(t *testing.T) {
	clock := newClock()
	options := memoryOptions(clock)
	options.DefaultTimeout = 0
	var mu sync.Mutex
	jump := false
	options.Now = func() time.Time {
		mu.Lock()
		defer mu.Unlock()
		if jump {
			clock.advance(2 * time.Second)
		}
		return clock.Now()
	}
	s := openStore(t, t.TempDir(), options)
	mu.Lock()
	jump = true
	mu.Unlock()
	want(t, s, put(1, "a", integer(1)), aero.CodeTimeout, "")
	patient := put(1, "a", integer(1))
	patient.Timeout = time.Minute
	want(t, s, patient, aero.CodeOK, "")
}

// TestOptions checks that options out of range are refused and named.
func TestOptions(t *testing.T) {
	for name, change := range map[string]func(o *Options){
		"none":           func(o *Options) { o.Namespaces = nil },
		"twice":          func(o *Options) { o.Namespaces = append(o.Namespaces, o.Namespaces[0]) },
		"name with dots": func(o *Options) { o.Namespaces[0].Name = ".." },
		"empty name":     func(o *Options) { o.Namespaces[0].Name = "" },
		"reserved name":  func(o *Options) { o.Namespaces[0].Name = "_system" },
		"long name":      func(o *Options) { o.Namespaces[0].Name = "n2345678901234567890123456789012" },
		"storage":        func(o *Options) { o.Namespaces[0].Storage = 7 },
		"record size":    func(o *Options) { o.Namespaces[0].MaxRecordSize = 9 << 20 },
		"ttl":            func(o *Options) { o.Namespaces[0].DefaultTTLSeconds = 1 << 31 },
		"percent":        func(o *Options) { o.Namespaces[0].ReadTouchPercent = 101 },
		"queue":          func(o *Options) { o.QueueLength = -1 },
		"sets":           func(o *Options) { o.MaxSets = 1 << 16 },
		"timeout":        func(o *Options) { o.DefaultTimeout = -1 },
	} {
		options := memoryOptions(newClock())
		change(&options)
		if s, err := Open(t.TempDir(), options); err == nil {
			t.Errorf("%s: accepted", name)
			if err := s.Close(); err != nil {
				t.Error(err)
			}
		}
	}
	if err := DefaultOptions().Validate(); err == nil {
		t.Error("default options have no namespace but are accepted")
	}
}

// TestReadDoesNotAllocate measures reads into a result that is used again, of a record and of one that is not there.
func TestReadDoesNotAllocate(t *testing.T) {
	if raceEnabled {
		t.Skip("the race detector allocates")
	}
	s := openStore(t, "", memoryOptions(newClock()))
	do(t, s, put(1, "a", text("hello")))
	var res aero.RecordResult
	for _, cmd := range []*aero.RecordCommand{get(1), get(2)} {
		n := testing.AllocsPerRun(1000, func() {
			if err := s.Execute(context.Background(), cmd, &res); err != nil {
				t.Fatal(err)
			}
		})
		if n != 0 {
			t.Errorf("%v allocations", n)
		}
	}
}
