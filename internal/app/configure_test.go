package app

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/aerolith/aerolith/client"
	"github.com/aerolith/aerolith/config/model"
	"github.com/aerolith/aerolith/config/registry"
	"github.com/aerolith/aerolith/config/reload"
	"github.com/aerolith/aerolith/config/source"
	"github.com/aerolith/aerolith/config/storeconfig"
	"github.com/aerolith/aerolith/record"
	"github.com/aerolith/aerolith/server"
	"github.com/aerolith/aerolith/zerodb"
)

// TestRegistryDefaults compares the defaults of the registry with those of the code, field by field.
func TestRegistryDefaults(t *testing.T) {
	sources := map[string]any{
		"App": DefaultOptions(), "Server": server.DefaultOptions(), "Record": record.DefaultOptions(), "Engine": zerodb.DefaultOptions(),
		"Functions": record.DefaultOptions().Functions, "Client": client.DefaultOptions(), "Set": record.SetTuning{}, "Read": client.ReadPolicy{},
		"Write": client.WritePolicy{}, "Batch": client.BatchPolicy{}, "Scan": client.ScanPolicy{},
		"Namespace":  record.NamespaceOptions{MaxRecordSize: 1 << 20, EvictTenthsPercent: 5},
		"Tombstones": record.DefaultTombstoneCare(), "SetIndex": storeconfig.SetIndex{},
	}
	compared := 0
	for _, s := range append(registry.All()[1:2], registry.Client()) {
		for o := range s.Options() {
			prefix, _, _ := strings.Cut(o.Field, ".")
			from, known := sources[prefix]
			if !known || o.Secret || o.Auto {
				continue
			}
			compared++
			if got := model.Default(o, prefix, from); got != o.Default {
				t.Errorf("%s %s: the code says %q, the registry %q", s.Name, o.Path(), got, o.Default)
			}
		}
	}
	if compared < 140 {
		t.Errorf("only %d options were compared", compared)
	}
}

// load reads a configuration of the server.
func load(t *testing.T, text string) *source.Config {
	t.Helper()
	c, err := source.Load(source.Inputs{Schema: registry.Serve(), Files: []source.File{{Name: "serve.yaml", Text: []byte(text)}}})
	if err == nil {
		err = c.Problems.Err()
	}
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// refusing is a part that refuses.
type refusing struct{ refuse bool }

// Apply implements reload.Part.
func (r *refusing) Apply(context.Context, reload.Change) (func(context.Context) error, error) {
	if r.refuse {
		return nil, errors.New("no")
	}
	return nil, nil
}

// TestConfigured starts a node from a configuration, changes it while it runs, lets a change be refused, and looks each time at what
// the store and the server go by.
func TestConfigured(t *testing.T) {
	const base = `
serve: {listen: ["127.0.0.1:0"], durability: memory}
limits: {proto-fd-max: 100, frame-timeout: 5s}
engine: {max-readers: 64}
namespaces:
  a: {default-ttl: 1h, nsup-period: 7, tomb-raider-period: 5m, tomb-raider-sleep: 20, sets: {s: {stop-writes-count: 9}, indexed: {enable-index: true}}}
  b: {max-record-size: 128K}
`
	options := DefaultOptions()
	first := load(t, base)
	if err := options.Configure(t.Context(), first.Given, nil); err != nil {
		t.Fatal(err)
	}
	if options.Tuned.Server.FrameTimeout != 5*time.Second || options.Tuned.Record.Engine.MaxReaders != 64 || options.Durability != "memory" {
		t.Errorf("got %+v", options)
	}
	var log lockedBuffer
	n, err := Start(options, &log)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := n.Stop(t.Context()); err != nil {
			t.Error(err)
		}
	}()
	text, other := base, &refusing{}
	r, err := reload.New(first, reload.Options{
		Load: func() (*source.Config, error) { return load(t, text), nil }, Parts: []reload.Part{n, other}, Now: func() time.Time { return time.Unix(0, 0) },
	})
	if err != nil {
		t.Fatal(err)
	}
	expect := func(when string, connections int64, ttl uint32, every time.Duration, count uint64) {
		t.Helper()
		tuning, _ := n.store.Tuning("a")
		stats, _ := n.store.NamespaceStats("a")
		limit, _ := n.server.Setting("proto-fd-max")
		if limit != connections || tuning.DefaultTTLSeconds != ttl || stats.ExpiryInterval != every || n.store.SetTuning("a", "s").StopWritesCount != count {
			t.Errorf("%s: %d connections, ttl %d, every %v, %d records", when, limit, tuning.DefaultTTLSeconds, stats.ExpiryInterval, n.store.SetTuning("a", "s").StopWritesCount)
		}
	}
	expect("started", 100, 3600, 7*time.Second, 9)
	if care := n.store.TombstoneCare("a"); care != (record.TombstoneCare{Age: 24 * time.Hour, Period: 5 * time.Minute, Sleep: 20 * time.Microsecond}) || len(n.store.Indexes("a")) != 1 {
		t.Errorf("tombstones %+v, indexes %+v", care, n.store.Indexes("a"))
	}
	changed := strings.NewReplacer("100", "200", "1h", "2h", "nsup-period: 7", "nsup-period: 8", "count: 9", "count: 10").Replace(base)
	text, other.refuse = changed, true
	if _, err := r.Reload(t.Context()); !errors.Is(err, reload.ErrApply) {
		t.Errorf("got %v", err)
	}
	expect("refused", 100, 3600, 7*time.Second, 9)
	other.refuse = false
	if entry, err := r.Reload(t.Context()); err != nil || len(entry.Applied) != 4 {
		t.Errorf("got %v, %v", entry, err)
	}
	expect("changed", 200, 7200, 8*time.Second, 10)
	text = strings.ReplaceAll(changed, "s: {stop-writes-count: 10}, ", "")
	if _, err := r.Reload(t.Context()); err != nil {
		t.Error(err)
	}
	expect("without the set", 200, 7200, 8*time.Second, 0)
}
