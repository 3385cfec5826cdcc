package aerolith_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"time"

	"github.com/aerolith/aerolith"
	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/aero/op"
	"github.com/aerolith/aerolith/client"
)

// The DSN says where the records live. With "file:/var/lib/shop" they stay in a folder, with
// "aerospike://db1,db2/shop" in a cluster; the rest of the program is the same.
func Example() {
	ctx := context.Background()
	db, err := aerolith.Open(ctx, "memory:?timeout=1m")
	if err != nil {
		log.Fatal(err)
	}
	defer func() {
		if err := db.Close(); err != nil {
			log.Print(err)
		}
	}()

	ann := db.Key("people", "ann")
	if err := db.Put(ctx, ann, aerolith.Bins{"name": "Ann", "visits": 1}, nil); err != nil {
		log.Fatal(err)
	}
	if _, err := db.Operate(ctx, ann, nil, op.Add("visits", 1)); err != nil {
		log.Fatal(err)
	}
	record, err := db.Get(ctx, ann, nil)
	if err != nil {
		log.Fatal(err)
	}
	visits, err := aerolith.ValueAs[int64](record, "visits")
	fmt.Println("visits:", visits, err)

	_, err = db.Get(ctx, db.Key("people", "bob"), nil)
	fmt.Println("bob is missing:", errors.Is(err, aero.CodeNotFound))
	// Output:
	// visits: 2 <nil>
	// bob is missing: true
}

// Structs are records too.
func ExampleGetAs() {
	type Person struct {
		Name string   `as:"name"`
		Tags []string `as:"tags"`
	}
	ctx := context.Background()
	db, err := aerolith.Open(ctx, "memory:?timeout=1m")
	if err != nil {
		log.Fatal(err)
	}
	if err := aerolith.PutAs(ctx, db, db.Key("people", "ann"), Person{"Ann", []string{"new"}}, nil); err != nil {
		log.Fatal(err)
	}
	person, err := aerolith.GetAs[Person](ctx, db, db.Key("people", "ann"), nil)
	fmt.Println(person, err, db.Close())
	// Output: {Ann [new]} <nil> <nil>
}

// A query finds records by the value of a bin.
func ExampleDB_Query() {
	ctx := context.Background()
	db, err := aerolith.Open(ctx, "memory:?timeout=1m")
	if err != nil {
		log.Fatal(err)
	}
	ages := aerolith.IndexDefinition{Set: "people", Name: "ages", Bin: "age", Type: aero.ParticleInteger}
	err = errors.Join(
		db.CreateIndex(ctx, ages),
		db.Put(ctx, db.Key("people", "ann"), aerolith.Bins{"age": 41}, nil),
		db.Put(ctx, db.Key("people", "bob"), aerolith.Bins{"age": 17}, nil),
	)
	if err != nil {
		log.Fatal(err)
	}
	for record, err := range db.Query(ctx, "people", client.Between("age", 18, 99), nil) {
		fmt.Println(record.Value("age"))
		if err != nil {
			log.Fatal(err)
		}
	}
	fmt.Println(db.Close())
	// Output:
	// 41 <nil>
	// <nil>
}

// A transaction moves something from one record to another, or does nothing.
func ExampleDB_Transact() {
	ctx := context.Background()
	db, err := aerolith.Open(ctx, "memory:?timeout=1m")
	if err != nil {
		log.Fatal(err)
	}
	err = db.Transact(ctx, aerolith.TransactionOptions{Timeout: time.Minute}, func(ctx context.Context, t *aerolith.Transaction) error {
		with := &aerolith.WritePolicy{Transaction: t}
		if _, err := db.Operate(ctx, db.Key("accounts", "ann"), with, op.Add("cents", -500)); err != nil {
			return err
		}
		_, err := db.Operate(ctx, db.Key("accounts", "bob"), with, op.Add("cents", 500))
		return err
	})
	fmt.Println(err, db.Close())
	// Output: <nil> <nil>
}
