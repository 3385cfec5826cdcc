package storeconfig_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/config/registry"
	"github.com/aerolith/aerolith/config/reload"
	"github.com/aerolith/aerolith/config/source"
	"github.com/aerolith/aerolith/config/storeconfig"
	"github.com/aerolith/aerolith/record"
)

// load reads a configuration.
func load(text string) (*source.Config, error) {
	c, err := source.Load(source.Inputs{Schema: registry.Serve(), Files: []source.File{{Name: "store.yaml", Text: []byte(text)}}})
	if err == nil {
		err = c.Problems.Err()
	}
	return c, err
}

// Example opens a store inside of a program by a configuration, and changes it while it is open.
func Example() {
	text := "serve: {durability: memory}\nnamespaces: {users: {default-ttl: 30d}}"
	first, err := load(text)
	if err != nil {
		panic(err)
	}
	options, err := storeconfig.From(first.Given)
	if err != nil {
		panic(err)
	}
	store, err := record.Open("", options)
	if err != nil {
		panic(err)
	}
	defer store.Close()
	r, err := reload.New(first, reload.Options{
		Load: func() (*source.Config, error) { return load(text) }, Parts: []reload.Part{storeconfig.Part{Store: store}}, Now: time.Now,
	})
	if err != nil {
		panic(err)
	}
	text = "serve: {durability: memory}\nnamespaces: {users: {default-ttl: 60d}}"
	if _, err := r.Reload(context.Background()); err != nil { // a program watches the file with r.Watch
		panic(err)
	}
	tuning, _ := store.Tuning("users")
	fmt.Println(tuning.DefaultTTLSeconds/86400, "days")
	// Output: 60 days
}

// refusing is a part that refuses.
type refusing struct{}

// Apply implements reload.Part.
func (refusing) Apply(context.Context, reload.Change) (func(context.Context) error, error) {
	return nil, errors.New("no")
}

// openTuned opens a store in memory as a configuration says, until the test ends.
func openTuned(t *testing.T, text string) (*source.Config, record.Options, *record.Store) {
	t.Helper()
	first, err := load(text)
	if err != nil {
		t.Fatal(err)
	}
	options, err := storeconfig.From(first.Given)
	if err != nil {
		t.Fatal(err)
	}
	store, err := record.Open("", options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	})
	if err := storeconfig.Tune(store, first.Given); err != nil {
		t.Fatal(err)
	}
	return first, options, store
}

// TestPart opens a store by a configuration, changes it, lets a change be taken back, and leaves alone what the program has set.
func TestPart(t *testing.T) {
	text := "serve: {durability: memory}\nnamespaces: {a: {default-ttl: 10, nsup-period: 7, sets: {s: {stop-writes-count: 3, disable-eviction: true}}}}\nstore: {max-sets: 9}"
	first, options, store := openTuned(t, text)
	if options.MaxSets != 9 {
		t.Fatalf("%+v", options)
	}
	parts := []reload.Part{storeconfig.Part{Store: store}}
	reloaded := func(next string, more ...reload.Part) error {
		r, err := reload.New(first, reload.Options{
			Load: func() (*source.Config, error) { return load(next) }, Parts: append(parts, more...), Now: time.Now,
		})
		if err != nil {
			t.Fatal(err)
		}
		_, err = r.Reload(t.Context())
		return err
	}
	expect := func(when string, ttl uint32, percent uint8, every time.Duration, count uint64) {
		t.Helper()
		tuning, _ := store.Tuning("a")
		stats, _ := store.NamespaceStats("a")
		set := store.SetTuning("a", "s")
		if tuning.DefaultTTLSeconds != ttl || tuning.ReadTouchPercent != percent || stats.ExpiryInterval != every || set.StopWritesCount != count || !set.DisableEviction {
			t.Errorf("%s: %+v, every %v, %+v", when, tuning, stats.ExpiryInterval, set)
		}
	}
	expect("opened", 10, 0, 7*time.Second, 3)
	if err := store.Tune("a", func(now *record.Tuning) { now.ReadTouchPercent = 40 }); err != nil {
		t.Fatal(err)
	}
	next := "serve: {durability: memory}\nnamespaces: {a: {default-ttl: 20, nsup-period: 8, sets: {s: {stop-writes-count: 4, disable-eviction: true}}}}\nstore: {max-sets: 9}"
	if err := reloaded(next, refusing{}); !errors.Is(err, reload.ErrApply) {
		t.Errorf("got %v", err)
	}
	expect("refused", 10, 40, 7*time.Second, 3)
	if err := reloaded(next); err != nil {
		t.Error(err)
	}
	expect("changed", 20, 40, 8*time.Second, 4)
}

// TestPartExtras opens a store by a configuration that speaks of tombstones and of the index of a set's records, changes both, lets
// a change be taken back, and asks for the removal of an index that has a name.
func TestPartExtras(t *testing.T) {
	const text = "serve: {durability: memory}\nnamespaces: {a: {tomb-raider-eligible-age: 2h, sets: {s: {enable-index: true}, t: {enable-index: false}}}}"
	first, _, store := openTuned(t, text)
	next := text
	r, err := reload.New(first, reload.Options{
		Load: func() (*source.Config, error) { return load(next) }, Parts: []reload.Part{storeconfig.Part{Store: store}}, Now: time.Now,
	})
	if err != nil {
		t.Fatal(err)
	}
	expect := func(when string, age, period, sleep time.Duration, indexed ...bool) {
		t.Helper()
		if care := store.TombstoneCare("a"); care != (record.TombstoneCare{Age: age, Period: period, Sleep: sleep}) {
			t.Errorf("%s: %+v", when, care)
		}
		for i, set := range []string{"s", "t"} {
			if got := slices.ContainsFunc(store.Indexes("a"), func(x record.IndexStats) bool { return x.Definition.Set == set }); got != indexed[i] {
				t.Errorf("%s: set %s has an index: %v", when, set, got)
			}
		}
	}
	expect("opened", 2*time.Hour, 24*time.Hour, time.Millisecond, true, false)
	next = strings.NewReplacer("2h", "3h, tomb-raider-period: 0, tomb-raider-sleep: 5", "s: {enable-index: true}", "s: {enable-index: false}", "t: {enable-index: false}", "t: {enable-index: true}").Replace(text)
	if _, err := r.Reload(t.Context()); err != nil {
		t.Fatal(err)
	}
	expect("changed", 3*time.Hour, 0, 5*time.Microsecond, false, true)
	named := aero.IndexDefinition{Namespace: "a", Set: "t", Name: "t-all", Source: aero.IndexSet}
	if err := store.CreateIndex(&named); err != nil {
		t.Fatal(err)
	}
	next = text
	if _, err := r.Reload(t.Context()); !errors.Is(err, aero.CodeIndexFound) {
		t.Errorf("removed an index with a name: %v", err)
	}
	expect("refused", 3*time.Hour, 0, 5*time.Microsecond, false, true)
	if err := store.EnableSetIndex("a", "u"); err != nil {
		t.Fatal(err)
	}
	next = strings.NewReplacer("2h", "3h, tomb-raider-period: 0, tomb-raider-sleep: 5", "s: {enable-index: true}", "u: {stop-writes-count: 3}", "t: {enable-index: false}", "t: {enable-index: true}").Replace(text)
	if _, err := r.Reload(t.Context()); err != nil || len(store.Indexes("a")) != 2 {
		t.Errorf("a set that came with an index of its own: %v, %+v", err, store.Indexes("a"))
	}
}
