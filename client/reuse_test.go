package client_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/aerolithtest"
	"github.com/aerolith/aerolith/client"
)

// reuseRounds returns how many calls each caller of TestReuse makes; AEROLITH_REUSE_ROUNDS in the environment gives another number.
func reuseRounds(t *testing.T) (rounds int) {
	rounds = 150
	if text := os.Getenv("AEROLITH_REUSE_ROUNDS"); text != "" {
		if _, err := fmt.Sscan(text, &rounds); err != nil {
			t.Fatal(err)
		}
	}
	return rounds
}

// TestReuse: memory that callers use again holds their own answers and nobody else's, beside calls that are given up at any
// moment and reads that answer into memory of their own first, as hedged ones do. Method: callers with records of their own, whose values name record and serial.
func TestReuse(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	server := aerolithtest.NewServer(t)
	options := client.DefaultOptions()
	options.Hedge = client.Hedge{Percentile: 1}
	options.Replica = client.ReplicaSequence
	// Calls are given up by their contexts alone: on a busy machine, or one that stands still for minutes, nothing else may end one.
	options.DialTimeout, options.TendTimeout, options.Timing.Total = time.Hour, time.Hour, time.Hour
	options.Breaker.MinFailures = 1 << 30
	c, err := client.Open(t.Context(), []string{server.Address()}, options)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	var all sync.WaitGroup
	for number := range 16 {
		r := reuser{t: t, client: c, random: rand.New(rand.NewPCG(seed, uint64(number))), number: number, serials: map[int]int{}}
		all.Go(func() {
			for range reuseRounds(t) {
				r.step()
			}
		})
	}
	all.Wait()
}

// reuser is a caller with records of its own.
type reuser struct {
	t      *testing.T
	client *client.Client
	random *rand.Rand
	number int
	// serials are those of the records that are known. changed counts how often one was left for another, because a write was in
	// doubt: that may still happen.
	serials map[int]int
	changed [20]int
	serial  int
	record  client.Record
	memory  client.BatchMemory
}

// key returns the key of a record.
func (r *reuser) key(i int) aero.Key {
	return aero.IntKey("test", "reuse", int64(r.number*1_000_000+r.changed[i]*100+i))
}

// value returns what the record holds.
func (r *reuser) value(i, serial int) string {
	return fmt.Sprintf("%d %d %d %0*d", r.number, i, serial, serial*37%2000, 0)
}

// step makes one random call, some of them with a context that ends in the middle.
func (r *reuser) step() {
	ctx, i, lasting := r.t.Context(), r.random.IntN(20), r.random.IntN(4) > 0
	if !lasting {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, time.Duration(r.random.IntN(400))*time.Microsecond)
		defer cancel()
	}
	switch r.random.IntN(4) {
	case 0:
		r.serial++
		r.serials[i] = r.serial
		if err := r.client.Put(ctx, r.key(i), client.Bins{"v": r.value(i, r.serial)}, nil); err != nil {
			delete(r.serials, i)
			r.changed[i]++
		}
	case 1:
		if err := r.batch(ctx); lasting && err != nil {
			r.t.Error(err)
		}
	default:
		err := r.client.GetInto(ctx, r.key(i), &r.record, nil)
		if lasting && err != nil && !errors.Is(err, aero.CodeNotFound) {
			r.t.Error(err)
		}
		r.check(i, &r.record, err)
	}
}

// batch reads all records.
func (r *reuser) batch(ctx context.Context) error {
	var entries []client.BatchEntry
	for i := range 20 {
		entries = append(entries, client.BatchGet(r.key(i)))
	}
	results, err := r.client.BatchInto(ctx, &r.memory, entries, nil)
	for i := range results {
		r.check(i, results[i].Record, results[i].Err)
	}
	return err
}

// check compares what was read with what must be there.
func (r *reuser) check(i int, record *client.Record, err error) {
	serial, known := r.serials[i]
	if err != nil {
		if known && errors.Is(err, aero.CodeNotFound) {
			r.t.Errorf("record %d of %d is gone", i, r.number)
		}
		return
	}
	got, err := client.ValueAs[string](record, "v")
	if want := r.value(i, serial); err != nil || known && got != want {
		r.t.Errorf("record %d of %d: %.40q, want %.40q, %v", i, r.number, got, want, err)
	}
	var owner, of int
	if _, err := fmt.Sscan(got, &owner, &of); err != nil || owner != r.number || of != i {
		r.t.Errorf("record %d of %d: %.40q", i, r.number, got)
	}
}
