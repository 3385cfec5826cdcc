package main

import (
	"encoding/binary"
	"math/rand/v2"

	"github.com/aerolith/aerolith/bench/store"
)

// Sizes of what the workloads store, in bytes.
const (
	keySize   = 16
	valueSize = 100
)

// noiseSize is how many random bytes values are cut from.
const noiseSize = 64 << 20

// batch is the number of operations in a large transaction.
const batch = 10_000

// workload is one row of the table.
type workload struct {
	// name is the row's title.
	name string
	// durability is how the database is opened.
	durability store.Durability
	// on is the database that the workload starts with.
	on base
	// unit is what the result is.
	unit unit
	// target is the ratio to the best peer that zerodb is to reach; bare says that the bare loop is a peer.
	target float64
	bare   bool
	// prepare, where there is one, runs before the measurement.
	prepare func(e env) (int, error)
	// run does the work and returns how many operations it did, or the result itself where the unit is not a rate.
	run func(e env) (int, error)
}

// base says which database a workload starts with.
type base uint8

const (
	// loaded: the one with all keys, which the workloads of a round share.
	loaded base = iota
	// empty: a new one, which goes afterwards.
	empty
	// becomesLoaded: a new one, which then is the loaded one.
	becomesLoaded
	// loses: the loaded one, which goes afterwards, since it has lost keys.
	loses
)

// unit says what a result is.
type unit uint8

const (
	// rate: operations a second; more is better.
	rate unit = iota
	// bytes: less is better.
	bytes
	// nanoseconds: less is better.
	nanoseconds
)

// env is what a workload works on.
type env struct {
	store.Store
	data
	// reopen closes the store and opens it again, folder is where it lies.
	reopen func() error
	folder string
}

// data are the keys and values of one round.
type data struct {
	// sorted and shuffled are the same keys in two orders.
	sorted, shuffled keys
	// noise is random bytes, of which values are parts that differ from each other.
	noise []byte
	// durable is the number of transactions of a workload that waits for the disk.
	durable int
	// salt differs from run to run, so that no run stores what is there already: an engine may notice that and do nothing.
	salt int
}

// value returns the value of the i-th write of a round: no two alike, and none that compresses.
func (d *data) value(i int) []byte { return d.part(i, valueSize) }

// part returns size bytes of noise for the i-th write.
func (d *data) part(i, size int) []byte {
	at := (i*37 + d.salt) % (len(d.noise) - size)
	return d.noise[at : at+size : at+size]
}

// workloads are the rows of the table, in the order in which they run.
func workloads() []workload {
	return []workload{
		{name: "sorted load, 10,000 a transaction, no sync", on: empty, target: 1.2, run: load(func(d data) keys { return d.sorted })},
		{name: "random load, 10,000 a transaction, no sync", on: becomesLoaded, target: 1, run: load(func(d data) keys { return d.shuffled })},
		{name: "random get, a transaction each", target: 1.5, run: gets(1, 1)},
		{name: "random get, a transaction each, 2 goroutines", target: 1.5, run: gets(1, 2)},
		{name: "random get, 1,000 a transaction", target: 1.2, run: gets(1000, 1)},
		{name: "full scan", target: 1, run: scan},
		{name: "seek and 10 next", target: 1.5, run: seeks},
		{name: "one put per transaction, no sync", target: 1, run: putEach(10)},
		{name: "95% get, 5% put, 2 goroutines, no sync", target: 2, run: mix},
		{name: "durable put per transaction, 1 goroutine", durability: store.Sync, target: 0.9, bare: true, run: durablePuts(1)},
		{name: "durable put per transaction, 16 goroutines", durability: store.Sync, target: 1, run: durablePuts(16)},
		{name: "durable put per transaction, 64 goroutines", durability: store.Sync, target: 1, run: durablePuts(64)},
		{name: "50 durable transactions of 1,000 random puts", durability: store.Sync, target: 1, run: durableBatches},
		{name: "open a clean database", unit: nanoseconds, target: 1, run: opening},
		{name: "100 KB values: put, 10 a transaction, no sync", on: empty, target: 0.5, run: largePuts},
		{name: "100 KB values: get", on: empty, target: 1, prepare: largePuts, run: largeGets},
		{name: "random delete, 10,000 a transaction, no sync", on: loses, target: 1, run: deletes(1)},
		{name: "size after random load, deleting half and closing", on: empty, unit: bytes, target: 1, run: sizeAfter},
	}
}

// newData makes count keys of a seeded random order.
func newData(count, durable int) data {
	random := rand.New(rand.NewPCG(1, 2))
	d := data{noise: make([]byte, noiseSize), durable: durable}
	for i := 0; i < len(d.noise); i += 8 {
		binary.LittleEndian.PutUint64(d.noise[i:], random.Uint64())
	}
	d.shuffled = shuffledKeys(count)
	d.sorted = d.shuffled.sorted()
	return d
}
