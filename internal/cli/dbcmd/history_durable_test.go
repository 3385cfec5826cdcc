package dbcmd

import (
	"strings"
	"testing"
	"time"

	"github.com/aerolith/aerolith/zerodb"
)

// TestHistoryMarksWhatIsNotDurable commits to a live database without a sync: history marks the commit, --durable leaves it out, and a
// checkpoint makes the mark go.
func TestHistoryMarksWhatIsNotDurable(t *testing.T) {
	const mark, falsely, truly = "(not durable yet)", `"durable":false`, `"durable":true`
	path := sample(t)
	db, err := zerodb.Open(path, zerodb.Options{Durability: zerodb.DurabilityInterval, SyncInterval: time.Hour})
	must(t, err)
	must(t, db.Update(func(tx *zerodb.Tx) error {
		table, err := tx.CreateTable("fresh", zerodb.TableOptions{})
		if err != nil {
			return err
		}
		return table.Put([]byte("a"), []byte("b"))
	}))
	wantRun(t, 0, []string{"fresh", mark}, "history", path)
	wantRun(t, 0, []string{falsely}, "history", path, "--json", "--table", "fresh")
	if text := wantRun(t, 0, nil, "history", path, "--durable"); strings.Contains(text, "fresh") {
		t.Errorf("--durable shows what is not durable: %s", text)
	}
	_, err = db.Position(t.Context()) // it waits for a sync
	must(t, err)
	for _, more := range [][]string{nil, {"--durable"}} {
		if text := wantRun(t, 0, []string{"fresh"}, append([]string{"history", path}, more...)...); strings.Contains(text, mark) {
			t.Errorf("after a sync: %s", text)
		}
	}
	wantRun(t, 0, []string{truly}, "history", path, "--json", "--table", "fresh")
	must(t, db.Close())
	wantRun(t, 0, []string{"fresh"}, "history", path, "--durable")
}
