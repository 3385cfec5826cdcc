package record

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"hash/crc32"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/aerolith/aerolith/aero"
)

// asideStore returns a store whose batches hand over to a goroutine of the test, whether it is free or not, and how often that read
// something.
func asideStore(t *testing.T) (*Store, *atomic.Int64) {
	t.Helper()
	options := memoryOptions(newClock())
	options.BatchReaders = -1
	s := openStore(t, "", options)
	served, halves := make(chan struct{}), new(atomic.Int64)
	s.asides.work, s.asides.stop, s.asides.most = make(chan *aside, 1), make(chan struct{}), 1
	go func() {
		defer close(served)
		for {
			select {
			case half := <-s.asides.work:
				halves.Add(1)
				half.read()
			case <-s.asides.stop:
				return
			}
		}
	}()
	t.Cleanup(func() { s.asides.close(); <-served })
	return s, halves
}

// batchText carries out a batch and returns its answers as text.
func batchText(t *testing.T, s *Store, cmd *aero.BatchCommand) string {
	t.Helper()
	var out bytes.Buffer
	err := s.Batch(context.Background(), cmd, func(i int, res *aero.RecordResult) error {
		fmt.Fprintf(&out, "%d: %v generation %d", i, res.Code, res.Generation)
		for _, bin := range res.Bins {
			fmt.Fprintf(&out, " %s of type %d, %d bytes, sum %x", bin.Name, bin.Value.Type, len(bin.Value.Data), crc32.ChecksumIEEE(bin.Value.Data))
		}
		out.WriteByte('\n')
		return nil
	})
	fmt.Fprintf(&out, "%v", err)
	return out.String()
}

// randomEntry returns a command for a batch: mostly a read, of few records, so that many are repeated; now and then a write, a read
// that a filter refuses, one of another namespace or of none, or one that makes no sense.
func randomEntry(random *rand.Rand) aero.RecordCommand {
	key := random.IntN(60)
	switch random.IntN(150) {
	case 0:
		return *put(key, "a", integer(random.Int64()))
	case 1:
		return *remove(key)
	case 2:
		return *put(key, "a", aero.Particle{Type: aero.ParticleBlob, Data: make([]byte, random.IntN(60_000))})
	case 3:
		cmd := *get(key)
		cmd.Namespace = []string{"other", "none"}[random.IntN(2)]
		return cmd
	case 4:
		cmd := *get(key)
		cmd.Filter = []byte{0xff}
		return cmd
	}
	return *get(key)
}

// TestBatchReadsAside carries out the same random batches in a store that hands half of its reads to another goroutine and in one
// that does not: the answers are the same, in the same order.
func TestBatchReadsAside(t *testing.T) {
	random := randomFrom(seedFromEnvironment(t))
	two, halves := asideStore(t)
	options := memoryOptions(newClock())
	options.BatchReaders = -1
	one := openStore(t, "", options)
	rounds, least := 100, int64(50)
	if raceEnabled {
		rounds, least = 15, 5
	}
	for round := range rounds {
		batch := &aero.BatchCommand{StopAtFailure: random.IntN(10) == 0}
		for range 1 + random.IntN(300) {
			batch.Entries = append(batch.Entries, randomEntry(random))
		}
		if got, want := batchText(t, two, batch), batchText(t, one, batch); got != want {
			t.Fatalf("round %d: got\n%s\nwant\n%s", round, got, want)
		}
	}
	if halves.Load() < least {
		t.Errorf("only %d halves were read aside", halves.Load())
	}
}

// TestBatchLooksForward reads a record that is counted up again and again within each batch: what is answered later is not older.
func TestBatchLooksForward(t *testing.T) {
	s, halves := asideStore(t)
	want(t, s, addOne(1), aero.CodeOK, "")
	var over atomic.Bool
	var writer sync.WaitGroup
	writer.Go(func() {
		for !over.Load() {
			want(t, s, addOne(1), aero.CodeOK, "")
		}
	})
	batch := &aero.BatchCommand{}
	for range asideEntriesMax {
		batch.Entries = append(batch.Entries, *get(1))
	}
	for range 300 {
		last := uint32(0)
		err := s.Batch(context.Background(), batch, func(i int, res *aero.RecordResult) error {
			if res.Generation < last {
				return fmt.Errorf("entry %d has generation %d after %d", i, res.Generation, last)
			}
			last = res.Generation
			return nil
		})
		if err != nil {
			t.Error(err)
			break
		}
	}
	over.Store(true)
	writer.Wait()
	if halves.Load() == 0 {
		t.Error("nothing was read aside")
	}
}

// TestBatchEndsAside ends batches in either half by an error of who takes the answers, and hands a defect to the batch that it belongs
// to.
func TestBatchEndsAside(t *testing.T) {
	s, _ := asideStore(t)
	batch := &aero.BatchCommand{}
	for i := range 100 {
		batch.Entries = append(batch.Entries, *get(i))
	}
	enough := errors.New("enough")
	for _, last := range []int{0, 49, 50, 99} {
		next := 0
		err := s.Batch(context.Background(), batch, func(i int, _ *aero.RecordResult) error {
			if i != next {
				t.Errorf("entry %d, want %d", i, next)
			}
			if next++; i == last {
				return enough
			}
			return nil
		})
		if !errors.Is(err, enough) || next != last+1 {
			t.Errorf("ended after %d entries with %v", next, err)
		}
	}
	half := &aside{ended: make(chan struct{}, 1)}
	half.begin(s.asides.work)
	defer func() {
		if recover() == nil {
			t.Error("a defect went unnoticed")
		}
	}()
	half.join()
}

// TestBatchesAlone: the goroutines of a store end with it, whatever their number, and a batch on a closed store does not wait for them.
func TestBatchesAlone(t *testing.T) {
	for _, readers := range []int{-1, 1, 3} {
		options := memoryOptions(newClock())
		options.BatchReaders = readers
		s := openStore(t, "", options)
		batch := &aero.BatchCommand{}
		for i := range 100 {
			want(t, s, put(i, "a", integer(int64(i))), aero.CodeOK, "")
			batch.Entries = append(batch.Entries, *get(i))
		}
		before := batchText(t, s, batch)
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		if after := batchText(t, s, batch); after == before {
			t.Error("a closed store reads")
		}
	}
}
