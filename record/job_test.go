package record

import (
	"context"
	"errors"
	"runtime"
	"testing"

	"github.com/aerolith/aerolith/aero"
)

// awaitJobs waits until no job runs and returns all.
func awaitJobs(s *Store) []JobStats {
	for {
		jobs, active := s.Jobs(), false
		for i := range jobs {
			active = active || jobs[i].Active
		}
		if !active {
			return jobs
		}
		runtime.Gosched()
	}
}

// addTen returns the job that adds ten to bin v of the records of set s in a range; nil is for all.
func addTen(id uint64, r *aero.IndexRange) *aero.BackgroundCommand {
	return &aero.BackgroundCommand{
		ID: id, From: "tester", Select: aero.ScanCommand{Namespace: "test", Set: "s", Index: r},
		Write: aero.RecordCommand{Operations: []aero.Operation{{Type: aero.OpAdd, Bin: "v", Value: integer(10)}}},
	}
}

// TestBackgroundWrite adds to the records of a set, then to those of a range, and looks at the records and at what is told
// of the jobs.
func TestBackgroundWrite(t *testing.T) {
	options := memoryOptions(newClock())
	options.BackgroundRate = 1_000_000 // the clock stands still
	s := openStore(t, t.TempDir(), options)
	for i := range 100 {
		putBoth(t, s, i, "v", i)
	}
	want(t, s, put(1000, "v", integer(5)), aero.CodeOK, "")
	createIndex(t, s, onBin("i", "v", aero.ParticleInteger, aero.IndexValue))
	if err := s.StartWrite(addTen(7, nil)); err != nil {
		t.Fatal(err)
	}
	awaitJobs(s)
	inRange := &aero.IndexRange{Bin: "v", Type: aero.ParticleInteger, From: 10, To: 19}
	if err := s.StartWrite(addTen(8, inRange)); err != nil {
		t.Fatal(err)
	}
	jobs := awaitJobs(s)
	for i := range 100 {
		expected := int64(i + 10)
		if i < 10 {
			expected += 10
		}
		res := do(t, s, get(i))
		if got := show(res); got != show(&aero.RecordResult{Bins: []aero.Bin{
			{Name: "i", Value: integer(int64(i))}, {Name: "v", Value: integer(expected)},
		}}) {
			t.Errorf("record %d: %s", i, got)
		}
	}
	want(t, s, get(1000), aero.CodeOK, "v=5")
	checkIndexes(t, s)
	if len(jobs) < 2 || jobs[0].ID != 8 || jobs[0].Succeeded != 10 || jobs[1].Succeeded != 100 || jobs[0].Index != "i" ||
		jobs[0].Outcome != JobOK || jobs[0].From != "tester" || jobs[0].Kind != JobWrite || jobs[0].Progress != 100 {
		t.Errorf("jobs %+v", jobs)
	}
}

// TestBackgroundRefusals asks for jobs that cannot begin.
func TestBackgroundRefusals(t *testing.T) {
	s := openStore(t, t.TempDir(), memoryOptions(newClock()))
	putBoth(t, s, 1, "v", 1)
	noSet, noNamespace, tooFast := addTen(1, nil), addTen(2, nil), addTen(3, nil)
	noSet.Select.Set, noNamespace.Select.Namespace, tooFast.Select.RecordsPerSecond = "none", "none", 10_001
	for _, c := range []struct {
		cmd  *aero.BackgroundCommand
		code aero.ResultCode
	}{
		{noSet, aero.CodeNotFound},
		{noNamespace, aero.CodeNamespace},
		{tooFast, aero.CodeParameter},
		{addTen(4, &aero.IndexRange{Bin: "v", Type: aero.ParticleInteger}), aero.CodeIndexNotFound},
	} {
		if err := s.StartWrite(c.cmd); !errors.Is(err, c.code) {
			t.Errorf("job %d: %v, want %v", c.cmd.ID, err, c.code)
		}
	}
	if jobs := s.Jobs(); len(jobs) != 0 {
		t.Errorf("jobs %+v", jobs)
	}
}

// TestAbort ends a job and a scan that would go on for ever, and closes the store over a third.
func TestAbort(t *testing.T) {
	s := openStore(t, t.TempDir(), memoryOptions(newClock()))
	for i := range 5 {
		putBoth(t, s, i, "v", i)
	}
	entered := make(chan struct{})
	forever := func(ctx context.Context, _ []JobRecord, _ func(aero.ResultCode)) error {
		entered <- struct{}{}
		<-ctx.Done()
		return ctx.Err()
	}
	if err := s.StartJob(addTen(5, nil), JobFunction, forever); err != nil {
		t.Fatal(err)
	}
	<-entered
	if err := s.StartJob(addTen(5, nil), JobFunction, forever); !errors.Is(err, aero.CodeParameter) {
		t.Errorf("second job of the number: %v", err)
	}
	if s.AbortJob(6) || !s.AbortJob(5) {
		t.Error("aborted another job, or not the right one")
	}
	if jobs := awaitJobs(s); jobs[0].Outcome != JobAborted {
		t.Errorf("job %+v", jobs[0])
	}
	cmd := &aero.ScanCommand{Namespace: "test", Partitions: allPartitions(), ID: 9}
	err := s.Scan(context.Background(), cmd, func(*aero.RecordResult) error {
		s.AbortJobs()
		return nil
	}, ignorePartition)
	if !errors.Is(err, aero.CodeQueryAbort) {
		t.Errorf("aborted scan: %v", err)
	}
	if err := s.StartJob(addTen(10, nil), JobFunction, forever); err != nil {
		t.Fatal(err)
	}
	<-entered // closing the store ends the job
}
