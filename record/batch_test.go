package record

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/aerolith/aerolith/aero"
)

// runBatch executes a batch and returns the codes by index, -1 where nothing was yielded, and what reads returned.
func runBatch(t *testing.T, s *Store, cmd *aero.BatchCommand) (codes []int, bins []string) {
	t.Helper()
	codes, bins = slices.Repeat([]int{-1}, len(cmd.Entries)), make([]string, len(cmd.Entries))
	err := s.Batch(context.Background(), cmd, func(i int, res *aero.RecordResult) error {
		if codes[i] != -1 {
			t.Errorf("entry %d is answered twice", i)
		}
		codes[i], bins[i] = int(res.Code), show(res)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return codes, bins
}

// TestBatch mixes writes and reads of the same records: reads see the batch's earlier writes.
func TestBatch(t *testing.T) {
	options := memoryOptions(newClock())
	options.BatchWindow = 3
	s := openStore(t, t.TempDir(), options)
	unknown := *get(1)
	unknown.Namespace = "none"
	create := *put(1, "a", integer(9))
	create.Flags |= aero.FlagCreateOnly
	cmd := &aero.BatchCommand{Entries: []aero.RecordCommand{
		*get(1), *put(1, "a", integer(1)), *put(2, "a", integer(2)), *put(3, "a", integer(3)), *put(4, "a", integer(4)),
		*get(1), *get(4), create, unknown, *remove(2), *get(2),
	}}
	codes, bins := runBatch(t, s, cmd)
	if !slices.Equal(codes, []int{2, 0, 0, 0, 0, 0, 0, 5, 20, 0, 2}) {
		t.Errorf("codes %v", codes)
	}
	if bins[5] != "a=1" || bins[6] != "a=4" {
		t.Errorf("bins %q", bins)
	}
	checkCounts(t, s)
}

// TestBatchStops ends a batch at its first failure, before the write behind it; "not found" is none.
func TestBatchStops(t *testing.T) {
	s := openStore(t, t.TempDir(), memoryOptions(newClock()))
	bad := *put(1, "a", integer(1))
	bad.Operations = nil
	cmd := &aero.BatchCommand{StopAtFailure: true, Entries: []aero.RecordCommand{
		*get(1), *put(2, "a", integer(2)), bad, *put(3, "a", integer(3)),
	}}
	if codes, _ := runBatch(t, s, cmd); !slices.Equal(codes, []int{2, 0, 4, -1}) {
		t.Errorf("codes %v", codes)
	}
	want(t, s, get(3), aero.CodeNotFound, "")
}

// TestBatchEnds ends a batch by its consumer and by its context.
func TestBatchEnds(t *testing.T) {
	s := openStore(t, t.TempDir(), memoryOptions(newClock()))
	cmd := &aero.BatchCommand{Entries: []aero.RecordCommand{*get(1), *get(2)}}
	enough := errors.New("enough")
	yielded := 0
	stop := func(int, *aero.RecordResult) error { yielded++; return enough }
	if err := s.Batch(context.Background(), cmd, stop); !errors.Is(err, enough) || yielded != 1 {
		t.Errorf("%v after %d results", err, yielded)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := s.Batch(ctx, cmd, stop); !errors.Is(err, context.Canceled) || yielded != 1 {
		t.Errorf("%v after %d results", err, yielded)
	}
}
