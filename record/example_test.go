package record_test

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/record"
)

// openExample opens a store in memory. Without Storage it would live in a folder, and survive.
func openExample() *record.Store {
	store, err := record.Open("", record.Options{
		Namespaces:     []record.NamespaceOptions{{Name: "test", Storage: record.StorageMemory}},
		DefaultTimeout: time.Minute, // how long a write may wait for its turn
	})
	if err != nil {
		panic(err)
	}
	return store
}

// closeExample closes a store.
func closeExample(store *record.Store) {
	if err := store.Close(); err != nil {
		panic(err)
	}
}

// putName returns the command that writes the bin name of a user.
func putName(number byte, name string) *aero.RecordCommand {
	return &aero.RecordCommand{
		Namespace: "test", Set: "users", Digest: aero.Digest{number}, Flags: aero.FlagWrite,
		Operations: []aero.Operation{
			{Type: aero.OpWrite, Bin: "name", Value: aero.Particle{Type: aero.ParticleString, Data: []byte(name)}},
		},
	}
}

// ExampleStore_Execute writes a record and reads it.
func ExampleStore_Execute() {
	store := openExample()
	defer closeExample(store)
	ctx := context.Background()
	var res aero.RecordResult
	if err := store.Execute(ctx, putName(1, "Ada"), &res); err != nil {
		fmt.Println(err)
	}
	fmt.Println("put:", uint8(res.Code), "generation:", res.Generation)
	get := &aero.RecordCommand{
		Namespace: "test", Set: "users", Digest: aero.Digest{1}, Flags: aero.FlagRead | aero.FlagReadAllBins,
	}
	if err := store.Execute(ctx, get, &res); err != nil {
		fmt.Println(err)
	}
	fmt.Printf("get: %s = %s\n", res.Bins[0].Name, res.Bins[0].Value.Data)
	// Output:
	// put: 0 generation: 1
	// get: name = Ada
}

// ExampleStore_Submit writes two records that become durable together.
func ExampleStore_Submit() {
	store := openExample()
	defer closeExample(store)
	var done sync.WaitGroup
	results := make([]aero.RecordResult, 2)
	for i, name := range []string{"Ada", "Grace"} {
		done.Add(1)
		store.Submit(putName(byte(i), name), &results[i], &done)
	}
	done.Wait()
	fmt.Println(uint8(results[0].Code), uint8(results[1].Code))
	// Output: 0 0
}

// ExampleStore_Write writes two records on the goroutine of the caller, in one transaction.
func ExampleStore_Write() {
	store := openExample()
	defer closeExample(store)
	results := make([]aero.RecordResult, 2)
	store.Write([]aero.Write{
		{Command: putName(1, "Ada"), Result: &results[0]}, {Command: putName(2, "Grace"), Result: &results[1]},
	})
	fmt.Println(uint8(results[0].Code), uint8(results[1].Code))
	// Output: 0 0
}

// ExampleStore_Batch writes two records and reads one of them and one that is not there.
func ExampleStore_Batch() {
	store := openExample()
	defer closeExample(store)
	read := aero.RecordCommand{Namespace: "test", Digest: aero.Digest{2}, Flags: aero.FlagRead | aero.FlagReadAllBins}
	missing := read
	missing.Digest = aero.Digest{9}
	batch := &aero.BatchCommand{Entries: []aero.RecordCommand{*putName(1, "Ada"), *putName(2, "Grace"), read, missing}}
	err := store.Batch(context.Background(), batch, func(index int, res *aero.RecordResult) error {
		fmt.Println(index, uint8(res.Code), len(res.Bins))
		return nil
	})
	if err != nil {
		fmt.Println(err)
	}
	// Output:
	// 0 0 0
	// 1 0 0
	// 2 0 1
	// 3 2 0
}

// ExampleStore_Scan visits a set.
func ExampleStore_Scan() {
	store := openExample()
	defer closeExample(store)
	var res aero.RecordResult
	for i, name := range []string{"Ada", "Grace", "Barbara"} {
		if err := store.Execute(context.Background(), putName(byte(i), name), &res); err != nil {
			fmt.Println(err)
		}
	}
	scan := &aero.ScanCommand{Namespace: "test", Set: "users"}
	for id := range aero.PartitionID(aero.PartitionCount) {
		scan.Partitions = append(scan.Partitions, aero.PartitionRange{ID: id})
	}
	err := store.Scan(context.Background(), scan, func(res *aero.RecordResult) error {
		fmt.Printf("%s\n", res.Bins[0].Value.Data)
		return nil
	}, func(aero.PartitionID, aero.ResultCode) error { return nil })
	if err != nil {
		fmt.Println(err)
	}
	// Unordered output:
	// Ada
	// Barbara
	// Grace
}

// ExampleStore_Truncate removes what is in a set.
func ExampleStore_Truncate() {
	store := openExample()
	defer closeExample(store)
	var res aero.RecordResult
	if err := store.Execute(context.Background(), putName(1, "Ada"), &res); err != nil {
		fmt.Println(err)
	}
	fmt.Println(store.SetStats("test")[0].Objects)
	if err := store.Truncate("test", "users", time.Time{}); err != nil {
		fmt.Println(err)
	}
	// Output: 1
}
