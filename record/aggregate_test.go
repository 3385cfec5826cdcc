package record

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/aerolith/aerolith/aero"
)

// streamModule has the stream functions of these tests.
const streamModule = `
local function n(r) return r.n end
local function add(a, b) return a + b end
function sum(s) return s : map(n) : reduce(add) end
function each(s, least) return s : filter(function(r) return r.n >= least end) : map(n) end
function broken(s) return s : map(function(r) error("no luck", 0) end) end
function double(r) r.n = r.n * 2 aerospike:update(r) end
function drop(r) if r.n > 5 then aerospike:remove(r) end end
`

// streamStore opens a store with streamModule and records 1 to count of the set s.
func streamStore(t testing.TB, count int) *Store {
	t.Helper()
	options := memoryOptions(newClock())
	options.BackgroundRate = 1_000_000 // the clock stands still
	s := openStore(t, "", options)
	if err := s.PutModule("test.lua", []byte(streamModule)); err != nil {
		t.Fatal(err)
	}
	for i := 1; i <= count; i++ {
		want(t, s, inSet(put(i, "n", integer(int64(i))), "s"), aero.CodeOK, "")
	}
	return s
}

// aggregate applies a function to the records of the set s and returns its results.
func aggregate(t testing.TB, s *Store, name string, args ...any) ([]string, error) {
	t.Helper()
	f := call(t, 0, name, args...).Function
	cmd := &aero.ScanCommand{Namespace: "test", Set: "s", Partitions: allPartitions()}
	var got []string
	err := s.Aggregate(context.Background(), cmd, f, func(bin aero.Bin) error {
		got = append(got, show(&aero.RecordResult{Bins: []aero.Bin{bin}}))
		return nil
	})
	return got, err
}

// sum adds what the function sum gives for each part.
func sum(t testing.TB, s *Store) (total int, err error) {
	t.Helper()
	got, err := aggregate(t, s, "sum")
	if len(got) != aggregateParts {
		t.Errorf("%d results, want %d", len(got), aggregateParts)
	}
	for _, text := range got {
		var n int
		if _, scanErr := fmt.Sscanf(text, "SUCCESS=%d", &n); scanErr != nil {
			t.Errorf("result %q", text)
		}
		total += n
	}
	return total, err
}

// TestAggregate: results of stream functions, and their failures.
func TestAggregate(t *testing.T) {
	s := streamStore(t, 100)
	if got, err := sum(t, s); err != nil || got != 5050 {
		t.Errorf("sum: %v, %v", got, err)
	}
	if got, err := aggregate(t, s, "each", int64(91)); err != nil || len(got) != 10 {
		t.Errorf("each: %v, %v", got, err)
	}
	if got, err := aggregate(t, s, "broken"); err != nil || len(got) != 1 || got[0] != `FAILURE="no luck"` {
		t.Errorf("broken: %v, %v", got, err)
	}
	if got, err := aggregate(t, s, "nothing"); err != nil || len(got) != 1 {
		t.Errorf("nothing: %v, %v", got, err)
	}
	if jobs := s.Jobs(); len(jobs) == 0 || jobs[0].Kind != JobAggregation || jobs[0].Active {
		t.Errorf("jobs %+v", jobs)
	}
	enough := errors.New("enough")
	err := s.Aggregate(context.Background(), &aero.ScanCommand{Namespace: "test", Partitions: allPartitions()},
		call(t, 0, "each", int64(0)).Function, func(aero.Bin) error { return enough })
	if !errors.Is(err, enough) {
		t.Errorf("a taker that has enough: %v", err)
	}
	err = s.Aggregate(context.Background(), &aero.ScanCommand{Namespace: "none"}, call(t, 0, "sum").Function, nil)
	if !errors.Is(err, aero.CodeNamespace) {
		t.Errorf("unknown namespace: %v", err)
	}
}

// TestBackgroundFunctions: a job applies a function to every record of a set.
func TestBackgroundFunctions(t *testing.T) {
	s := streamStore(t, 200)
	start := func(name string) {
		t.Helper()
		err := s.StartWrite(&aero.BackgroundCommand{
			Select: aero.ScanCommand{Namespace: "test", Set: "s"}, Write: aero.RecordCommand{Function: call(t, 0, name).Function},
		})
		if err != nil {
			t.Fatal(err)
		}
		awaitJobs(s)
	}
	start("double")
	if got, err := sum(t, s); err != nil || got != 40200 {
		t.Errorf("after doubling: %v, %v", got, err)
	}
	if job := s.Jobs()[1]; job.Kind != JobFunction || job.Succeeded != 200 || job.Failed != 0 {
		t.Errorf("job %+v", job)
	}
	start("drop")
	if got, err := aggregate(t, s, "each", int64(0)); err != nil || len(got) != 2 {
		t.Errorf("after dropping: %v, %v", got, err)
	}
	start("broken")
	if job := s.Jobs()[0]; job.Failed != 2 {
		t.Errorf("job %+v", job)
	}
	checkCounts(t, s)
}
