package dbcmd

import (
	"encoding/json"
	"testing"

	"github.com/aerolith/aerolith/zerodb"
)

// TestStatReaders makes sure that the read transaction of a process that only reads is listed with what it does not see, and that history
// of a database in use shows what was committed.
func TestStatReaders(t *testing.T) {
	path := sample(t)
	options := zerodb.Options{LogSegmentSize: 64 << 10}
	db, err := zerodb.Open(path, options)
	must(t, err)
	reader, err := zerodb.OpenReadOnly(path, options)
	must(t, err)
	tx, err := reader.BeginRead()
	must(t, err)
	for range 3 {
		must(t, db.Update(func(tx *zerodb.Tx) error {
			table, err := tx.Table("cities")
			if err != nil {
				return err
			}
			return table.Put([]byte("a"), []byte("b"))
		}))
	}
	var facts statFacts
	must(t, json.Unmarshal([]byte(wantRun(t, 0, nil, "stat", path, "--json")), &facts))
	if len(facts.Readers) != 1 || facts.Readers[0].Behind != 3 || facts.Readers[0].OldSince == nil || facts.Readers[0].Process == 0 {
		t.Errorf("readers: %+v", facts.Readers)
	}
	wantRun(t, 0, []string{"reading process", "something newer since"}, "stat", path)
	wantRun(t, 0, []string{"cities"}, "history", path)
	must(t, tx.Rollback())
	must(t, reader.Close())
	must(t, db.Close())
	must(t, json.Unmarshal([]byte(wantRun(t, 0, nil, "stat", path, "--json")), &facts))
	if len(facts.Readers) != 0 {
		t.Errorf("readers of a closed database: %+v", facts.Readers)
	}
}
