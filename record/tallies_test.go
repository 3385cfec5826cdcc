package record

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/aerolith/aerolith/aero"
)

// TestTalliesOfCommands carries out commands with each outcome, alone and in a batch, and checks what they count as.
func TestTalliesOfCommands(t *testing.T) {
	s, _ := functionStore(t)
	filtered := get(1)
	filtered.Filter = []byte{0xc2} // false
	stale := put(1, "i", integer(2))
	stale.Flags |= aero.FlagGenerationEqual
	stale.Generation = 77
	commands := []*aero.RecordCommand{
		put(1, "i", integer(1)), get(1), get(2), filtered, stale, remove(2), remove(1),
		call(t, 3, "add", int64(1)), call(t, 4, "read", "n"), call(t, 5, "drop"), call(t, 6, "fail"),
	}
	var batch aero.BatchCommand
	// The functions of a batch run at the same time: each has a record of its own.
	prepared := aero.BatchCommand{Entries: []aero.RecordCommand{*put(5, "i", integer(1))}}
	prepare := func() {
		if err := s.Batch(context.Background(), &prepared, func(int, *aero.RecordResult) error { return nil }); err != nil {
			t.Fatal(err)
		}
	}
	for _, cmd := range commands {
		prepare()
		do(t, s, cmd)
		batch.Entries = append(batch.Entries, *cmd)
	}
	before := s.Tallies("test").Commands[OriginBatch][CommandWrite][OutcomeDone]
	prepare()
	if err := s.Batch(context.Background(), &batch, func(int, *aero.RecordResult) error { return nil }); err != nil {
		t.Fatal(err)
	}
	got := s.Tallies("test")
	got.Commands[OriginBatch][CommandWrite][OutcomeDone] -= before + 1
	for _, from := range []Origin{OriginClient, OriginBatch} {
		for kind, want := range map[CommandKind]string{
			CommandRead: "[1 0 0 1 1 0]", CommandWrite: "[1 1 0 0 0 0]", CommandDelete: "[1 0 0 1 0 0]",
			CommandFunction: "[3 1 0 0 0 0]",
		} {
			if counts := fmt.Sprint(got.Commands[from][kind]); counts != want {
				t.Errorf("origin %d, kind %d: %s, want %s", from, kind, counts, want)
			}
		}
		if counts := fmt.Sprint(got.Functions[from]); counts != "[1 1 1 1]" {
			t.Errorf("origin %d: functions %s", from, counts)
		}
	}
	if got.Codes[aero.CodeGeneration] != 2 || got.Codes[aero.CodeOK] != 0 {
		t.Errorf("codes %v", got.Codes)
	}
	if other := s.Tallies("other"); other != (Tallies{}) {
		t.Errorf("another namespace counts %+v", other)
	}
}

// TestTalliesOfQueries carries out queries with several outcomes, and jobs, and checks what they and their work count as.
func TestTalliesOfQueries(t *testing.T) {
	s, _ := functionStore(t)
	for i := range 5 {
		want(t, s, inSet(put(i, "n", integer(int64(i))), "s"), aero.CodeOK, "")
	}
	createIndex(t, s, onBin("i", "n", aero.ParticleInteger, aero.IndexValue))
	all := func() *aero.ScanCommand {
		return &aero.ScanCommand{Namespace: "test", Set: "s", Partitions: allPartitions()}
	}
	stop := errors.New("stop")
	scan := func(cmd *aero.ScanCommand, answer error) {
		err := s.Scan(context.Background(), cmd, func(*aero.RecordResult) error { return answer }, ignorePartition)
		if !errors.Is(err, answer) {
			t.Errorf("scan: %v", err)
		}
	}
	short, ranged := all(), all()
	short.Short = true
	ranged.Index = &aero.IndexRange{Name: "i", Type: aero.ParticleInteger, From: 0, To: 9}
	scan(all(), nil)
	scan(all(), stop)
	scan(short, nil)
	scan(ranged, nil)
	if err := s.StartWrite(&aero.BackgroundCommand{Select: aero.ScanCommand{Namespace: "test", Set: "s"}, Write: aero.RecordCommand{
		Flags: aero.FlagWrite, Operations: []aero.Operation{{Type: aero.OpWrite, Bin: "m", Value: integer(1)}},
	}}); err != nil {
		t.Fatal(err)
	}
	awaitJobs(s)
	function := call(t, 0, "add", int64(1))
	if err := s.StartWrite(&aero.BackgroundCommand{Select: aero.ScanCommand{Namespace: "test", Set: "s"}, Write: *function}); err != nil {
		t.Fatal(err)
	}
	awaitJobs(s)
	got := s.Tallies("test")
	for kind, want := range map[QueryKind]string{
		QueryShort: "[1 0 0 0 0 0]", QueryLong: "[1 1 0 0 0 0]", QueryWrite: "[1 0 0 0 0 0]", QueryFunction: "[1 0 0 0 0 0]",
	} {
		if counts := fmt.Sprint(got.Queries[0][kind]); counts != want {
			t.Errorf("query %d: %s, want %s", kind, counts, want)
		}
	}
	if counts := got.Queries[1][QueryLong]; counts != [Outcomes]uint64{1} {
		t.Errorf("query on an index: %v", counts)
	}
	job := got.Commands[OriginJob]
	if job[CommandWrite] != [Outcomes]uint64{5} || job[CommandFunction] != [Outcomes]uint64{5} ||
		got.Functions[OriginJob] != [FunctionOutcomes]uint64{FunctionWrote: 5} {
		t.Errorf("work of jobs: %v, functions %v", job, got.Functions[OriginJob])
	}
}
