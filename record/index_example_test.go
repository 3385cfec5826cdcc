package record_test

import (
	"context"
	"encoding/binary"
	"fmt"
	"log"
	"time"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/record"
)

// ExampleStore_CreateIndex defines a secondary index on the ages of people and asks for those from 30 to 39. Here the index is
// complete at once, because there are no records yet.
func ExampleStore_CreateIndex() {
	store, err := record.Open("", record.Options{
		Namespaces:     []record.NamespaceOptions{{Name: "test", Storage: record.StorageMemory}},
		DefaultTimeout: time.Minute, // how long a write may wait for its turn
	})
	if err != nil {
		log.Fatal(err)
	}
	err = store.CreateIndex(&aero.IndexDefinition{
		Namespace: "test", Set: "people", Name: "ages", Bin: "age", Type: aero.ParticleInteger,
	})
	if err != nil {
		log.Fatal(err)
	}
	for i, age := range []uint64{25, 31, 39, 40} {
		write := &aero.RecordCommand{
			Namespace: "test", Set: "people", Digest: aero.Digest{byte(i)}, Flags: aero.FlagWrite,
			Operations: []aero.Operation{{Type: aero.OpWrite, Bin: "age", Value: aero.Particle{
				Type: aero.ParticleInteger, Data: binary.BigEndian.AppendUint64(nil, age),
			}}},
		}
		if err := store.Execute(context.Background(), write, &aero.RecordResult{}); err != nil {
			log.Fatal(err)
		}
	}
	query := &aero.ScanCommand{
		Namespace: "test", Set: "people",
		Index: &aero.IndexRange{Bin: "age", Type: aero.ParticleInteger, From: 30, To: 39},
	}
	for id := range aero.PartitionID(aero.PartitionCount) {
		query.Partitions = append(query.Partitions, aero.PartitionRange{ID: id})
	}
	err = store.Scan(context.Background(), query, func(res *aero.RecordResult) error {
		fmt.Println(res.Bins[0].Name, res.IndexValue)
		return nil
	}, func(aero.PartitionID, aero.ResultCode) error { return nil })
	if err != nil {
		log.Fatal(err)
	}
	if err := store.Close(); err != nil {
		log.Fatal(err)
	}
	// Output:
	// age 31
	// age 39
}
