package zerodb_test

import (
	"encoding/binary"
	"fmt"

	"github.com/aerolith/aerolith/zerodb"
)

// next returns the number behind the highest key of a table in OrderUint64, or 1.
func next(table *zerodb.Table) (uint64, error) {
	c := table.Cursor()
	defer c.Close()
	if !c.Last() {
		return 1, c.Err()
	}
	return binary.LittleEndian.Uint64(c.Key()) + 1, nil
}

// Entries that are numbered in the order in which they come, as with the sequence of a bbolt bucket.
func ExampleCursor_Last() {
	inUpdate(func(tx *zerodb.Tx, _ *zerodb.Table) error {
		events, err := tx.CreateTable("events", zerodb.TableOptions{Order: zerodb.OrderUint64})
		if err != nil {
			return err
		}
		for _, event := range []string{"opened", "read", "closed"} {
			number, err := next(events)
			if err != nil {
				return err
			}
			if err := events.Append(binary.LittleEndian.AppendUint64(nil, number), []byte(event)); err != nil {
				return err
			}
		}
		for key, event := range events.All() {
			fmt.Println(binary.LittleEndian.Uint64(key), string(event))
		}
		return nil
	})
	// Output:
	// 1 opened
	// 2 read
	// 3 closed
}
