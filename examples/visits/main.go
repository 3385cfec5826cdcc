package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/aerolith/aerolith"
	"github.com/aerolith/aerolith/aero/op"
)

// set is where the records of people are.
const set = "visits"

// main runs the program with the arguments of the command line.
func main() {
	if err := run(context.Background(), os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "visits:", err)
		os.Exit(1)
	}
}

// run counts a visit of each person that is named behind the DSN, and writes how many everybody has.
func run(ctx context.Context, arguments []string, out io.Writer) (err error) {
	if len(arguments) == 0 {
		return errors.New("usage: visits DSN [NAME…]")
	}
	db, err := aerolith.Open(ctx, arguments[0])
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	for _, name := range arguments[1:] {
		if err := visit(ctx, db, name); err != nil {
			return err
		}
	}
	return report(ctx, db, out)
}

// visit counts one visit, in one step on the record, however many programs do it at once.
func visit(ctx context.Context, db *aerolith.DB, name string) error {
	_, err := db.Operate(ctx, db.Key(set, name), nil, op.Put("name", name), op.Add("visits", 1))
	return err
}

// report writes what is known of everybody.
func report(ctx context.Context, db *aerolith.DB, out io.Writer) error {
	for record, err := range db.Scan(ctx, set, nil) {
		if err != nil {
			return err
		}
		name, err := aerolith.ValueAs[string](record, "name")
		if err != nil {
			return err
		}
		visits, err := aerolith.ValueAs[int64](record, "visits")
		if err != nil {
			return err
		}
		if _, err := fmt.Fprintf(out, "%s: %d\n", name, visits); err != nil {
			return err
		}
	}
	return nil
}
