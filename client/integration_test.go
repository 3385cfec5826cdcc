package client_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/aerolithtest"
	"github.com/aerolith/aerolith/client"
)

// connect opens a client on a server of the test's own.
func connect(t testing.TB, address string, change func(*client.Options)) *client.Client {
	t.Helper()
	options := client.DefaultOptions()
	options.Timing.Total, options.DialTimeout, options.TendTimeout = patience, patience, patience
	if change != nil {
		change(&options)
	}
	c, err := client.Open(t.Context(), []string{address}, options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

// must ends the test on an error.
func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// TestQuery creates an index and finds records through it, in one walk and in pages with a cursor.
func TestQuery(t *testing.T) {
	c := connect(t, aerolithtest.NewServer(t).Address(), nil)
	ctx := t.Context()
	for i := range 200 {
		must(t, c.Put(ctx, aero.IntKey("test", "people", int64(i)), client.Bins{"age": i % 100, "name": fmt.Sprint(i)}, nil))
	}
	definition := aero.IndexDefinition{Namespace: "test", Set: "people", Name: "ages", Bin: "age", Type: aero.ParticleInteger}
	must(t, c.CreateIndex(ctx, definition))
	must(t, c.IndexReady(ctx, "test", "ages"))
	found := 0
	for record, err := range c.Query(ctx, "test", "people", client.Between("age", 10, 19), nil) {
		must(t, err)
		age, err := client.ValueAs[int64](record, "age")
		must(t, err)
		if age < 10 || age > 19 {
			t.Fatalf("age %d", age)
		}
		found++
	}
	if found != 20 {
		t.Fatalf("%d records, want 20", found)
	}
	var cursor client.Cursor
	paged := 0
	for pages := 0; !cursor.Done() && pages < 100; pages++ {
		for _, err := range c.Query(ctx, "test", "people", client.EqualInt("age", 5), &client.ScanPolicy{MaxRecords: 1, Cursor: &cursor}) {
			must(t, err)
			paged++
		}
	}
	if paged != 2 {
		t.Fatalf("%d records in pages, want 2", paged)
	}
	must(t, c.DropIndex(ctx, "test", "people", "ages"))
	for _, err := range c.Query(ctx, "test", "people", client.EqualInt("age", 5), nil) {
		if !errors.Is(err, aero.CodeIndexNotFound) {
			t.Fatal(err)
		}
	}
}

// TestFunctions registers a module, applies it, and hears why a function failed.
func TestFunctions(t *testing.T) {
	c := connect(t, aerolithtest.NewServer(t).Address(), nil)
	ctx := t.Context()
	source := "function sum(rec, a, b) return a + b end\nfunction bad(rec) error('broken') end\n"
	must(t, c.RegisterModule(ctx, "sums.lua", []byte(source)))
	modules, err := c.Modules(ctx)
	if err != nil || len(modules) != 1 || modules[0].Name != "sums.lua" {
		t.Fatalf("%+v, %v", modules, err)
	}
	key := aero.StringKey("test", "demo", "f")
	result, err := c.Execute(ctx, key, "sums", "sum", []any{2, 3}, nil)
	if err != nil || result != int64(5) {
		t.Fatalf("%v, %v", result, err)
	}
	if _, err := c.Execute(ctx, key, "sums", "bad", nil, nil); !errors.Is(err, aero.CodeUDFExecution) {
		t.Fatal(err)
	}
	must(t, c.RemoveModule(ctx, "sums.lua"))
}

// TestTruncateAndJobs changes all records of a set in the background, and removes them.
func TestTruncateAndJobs(t *testing.T) {
	c := connect(t, aerolithtest.NewServer(t).Address(), nil)
	ctx := t.Context()
	for i := range 50 {
		must(t, c.Put(ctx, aero.IntKey("test", "jobs", int64(i)), client.Bins{"n": 1}, nil))
	}
	one, err := aero.NewParticle(1)
	must(t, err)
	job, err := c.Start(ctx, client.Background{
		Namespace: "test", Set: "jobs", Operations: []aero.Operation{{Type: aero.OpAdd, Bin: "n", Value: one}},
	})
	must(t, err)
	must(t, job.Wait(ctx))
	for record, err := range c.Scan(ctx, "test", "jobs", nil) {
		must(t, err)
		if n, err := client.ValueAs[int64](record, "n"); err != nil || n != 2 {
			t.Fatalf("%d, %v", n, err)
		}
	}
	if err := c.Truncate(ctx, "none", "", zero); err == nil {
		t.Error("truncated a namespace that is not there")
	}
	if err := c.Truncate(ctx, "a;b", "", zero); !errors.Is(err, client.ErrName) {
		t.Error(err)
	}
}
