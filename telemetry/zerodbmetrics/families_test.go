package zerodbmetrics_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aerolith/aerolith/telemetry"
	"github.com/aerolith/aerolith/telemetry/zerodbmetrics"
	"github.com/aerolith/aerolith/zerodb"
)

// openDatabase opens a new database with one table and one commit.
func openDatabase(t testing.TB) *zerodb.DB {
	t.Helper()
	db, err := zerodb.Open(filepath.Join(t.TempDir(), "db"), zerodb.DefaultOptions())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	err = db.Update(func(tx *zerodb.Tx) error {
		_, err := tx.CreateTable("t", zerodb.TableOptions{})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return db
}

// TestFamilies counts a commit and an error.
func TestFamilies(t *testing.T) {
	db := openDatabase(t)
	source := zerodbmetrics.Of(db, "orders")
	if err := db.View(func(*zerodb.Tx) error { return fmt.Errorf("mine") }); err == nil {
		t.Fatal("no error")
	}
	text := string(telemetry.AppendText(nil, source()))
	for _, want := range []string{
		"\nzerodb_write_transactions_total{database=\"orders\",outcome=\"committed\"} 1\n", "\nzerodb_errors_total{database=\"orders\",kind=\"other\"} 1\n", "\nzerodb_tables{database=\"orders\"} 1\n",
		"\n# TYPE zerodb_data_file_bytes gauge\n", "\nzerodb_data_sync_seconds_count{database=\"orders\"} ",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
}

// BenchmarkOf measures what asking costs.
func BenchmarkOf(b *testing.B) {
	source, out := zerodbmetrics.Of(openDatabase(b), "orders"), []byte(nil)
	b.ReportAllocs()
	for b.Loop() {
		out = telemetry.AppendText(out[:0], source())
	}
}
