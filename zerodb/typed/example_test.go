package typed_test

import (
	"fmt"
	"log"
	"time"

	"github.com/aerolith/aerolith/zerodb"
	"github.com/aerolith/aerolith/zerodb/typed"
)

// Person is a value stored as JSON.
type Person struct {
	// Name and Born describe the person.
	Name string
	Born int
}

// A table of people by number: keys and values are Go values, and ranges go by the order of the numbers.
func Example() {
	db, err := zerodb.OpenMemory(zerodb.Options{})
	if err != nil {
		log.Fatal(err)
	}
	people := typed.NewTable("people", typed.Int64[int]{}, typed.JSON[Person]{})
	err = db.Update(func(tx *zerodb.Tx) error {
		table, err := people.Create(tx)
		if err != nil {
			return err
		}
		for n, p := range map[int]Person{-3: {"Zeno", -490}, 5: {"Ada", 1815}, 12: {"Grace", 1906}} {
			if err := table.Put(n, p); err != nil {
				return err
			}
		}
		for n, p := range table.Range(-10, 10) {
			fmt.Println(n, p.Name, p.Born)
		}
		return nil
	})
	if err != nil {
		log.Fatal(err)
	}
	if err := db.Close(); err != nil {
		log.Fatal(err)
	}
	// Output:
	// -3 Zeno -490
	// 5 Ada 1815
}

// Events of a user, the latest first: a key of two parts, the second of which is compared the other way round.
func ExamplePairs() {
	db, err := zerodb.OpenMemory(zerodb.Options{})
	if err != nil {
		log.Fatal(err)
	}
	events := typed.NewTable("events",
		typed.Pairs[string, time.Time]{First: typed.String[string]{}, Second: typed.Descending[time.Time]{Of: typed.Time{}}},
		typed.Text[string]{})
	start := time.Date(2024, 5, 1, 9, 0, 0, 0, time.UTC)
	err = db.Update(func(tx *zerodb.Tx) error {
		table, err := events.Create(tx)
		if err != nil {
			return err
		}
		for i, what := range []string{"login", "upload", "logout"} {
			for _, user := range []string{"ann", "bob"} {
				key := typed.Pair[string, time.Time]{First: user, Second: start.Add(time.Duration(i) * time.Hour)}
				if err := table.Put(key, what); err != nil {
					return err
				}
			}
		}
		latest, err := typed.Beginning(table, "bob")
		if err != nil {
			return err
		}
		for key, what := range latest {
			fmt.Println(key.Second.Format(time.TimeOnly), what)
		}
		return nil
	})
	if err != nil {
		log.Fatal(err)
	}
	if err := db.Close(); err != nil {
		log.Fatal(err)
	}
	// Output:
	// 11:00:00 logout
	// 10:00:00 upload
	// 09:00:00 login
}
