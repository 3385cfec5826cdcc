package dbmetrics_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aerolith/aerolith"
	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/aerolithtest"
	"github.com/aerolith/aerolith/telemetry"
	"github.com/aerolith/aerolith/telemetry/dbmetrics"
)

// open opens a DB that ends with the test.
func open(t testing.TB, dsn string, options ...aerolith.Option) *aerolith.DB {
	t.Helper()
	db, err := aerolith.Open(t.Context(), dsn, options...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

// clock moves on by a millisecond each time it is asked.
func clock() func() time.Time {
	var mu sync.Mutex
	at := time.Unix(1, 0)
	return func() time.Time {
		mu.Lock()
		defer mu.Unlock()
		at = at.Add(time.Millisecond)
		return at
	}
}

// TestRecorder makes calls that end in every way, and looks for them and for a secret in the text of Prometheus.
func TestRecorder(t *testing.T) {
	const canary = "canary-77ab-secret"
	recorder := dbmetrics.NewRecorder(clock())
	db, ctx := open(t, "memory:", aerolith.WithObserver(recorder), aerolith.WithObserver(recorder)), t.Context()
	key := db.Key(canary, canary)
	if err := db.Put(ctx, key, aerolith.Bins{"n": canary}, nil); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Get(ctx, db.Key("s", "missing"), nil); !errors.Is(err, aero.CodeNotFound) {
		t.Fatal(err)
	}
	ended, cancel := context.WithCancel(ctx)
	cancel()
	if _, err := db.Get(ended, key, nil); err == nil {
		t.Fatal("no error")
	}
	for _, err := range db.Scan(ctx, "", nil) {
		if err != nil {
			t.Fatal(err)
		}
	}
	text := string(telemetry.AppendText(nil, append(recorder.Families(), dbmetrics.Of(db)()...)))
	for _, want := range []string{
		`aerolith_db_calls_total{op="put",outcome="ok"} 2`, `aerolith_db_calls_total{op="get",outcome="record state"} 2`,
		`aerolith_db_calls_total{op="get",outcome="canceled"} 2`, `aerolith_db_calls_total{op="scan",outcome="ok"} 2`,
		`aerolith_db_calls_running{op="put"} 0`, `aerolith_db_call_seconds_count{op="get"} 4`, `aerolith_store_objects{namespace="test"} 1`,
	} {
		if !strings.Contains(text, want+"\n") {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	if strings.Contains(text, canary) {
		t.Errorf("a secret came out:\n%s", text)
	}
}

// TestCluster shows the nodes of a cluster.
func TestCluster(t *testing.T) {
	db := open(t, "aerospike://"+aerolithtest.NewServer(t).Address()+"/test")
	if _, err := db.Exists(t.Context(), db.Key("s", "k"), nil); err != nil {
		t.Fatal(err)
	}
	text := string(telemetry.AppendText(nil, dbmetrics.Of(db)()))
	for _, want := range []string{"aerolith_client_nodes 1\n", "aerolith_client_node_usable{node=\"", "aerolith_client_node_succeeded_total{node=\""} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
}

// BenchmarkObserver compares calls with and without a recorder.
func BenchmarkObserver(b *testing.B) {
	for name, options := range map[string][]aerolith.Option{
		"off": nil, "on": {aerolith.WithObserver(dbmetrics.NewRecorder(nil))},
	} {
		db := open(b, "memory:", options...)
		key, record := db.Key("s", "k"), new(aerolith.Record)
		if err := db.Put(b.Context(), key, aerolith.Bins{"n": 1}, nil); err != nil {
			b.Fatal(err)
		}
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := db.GetInto(b.Context(), key, record, nil); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
