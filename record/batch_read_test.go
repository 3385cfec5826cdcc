package record

import (
	"slices"
	"testing"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/record/internal/layout"
	"github.com/aerolith/aerolith/zerodb"
)

// TestBatchOfReads: reads of a batch that share read transactions answer as each would by itself, and count once each.
// Method: records of all sizes and none, writes in between, two namespaces and one that does not exist.
func TestBatchOfReads(t *testing.T) {
	s := openStore(t, "", memoryOptions(newClock()))
	const entries = 400
	batch := &aero.BatchCommand{}
	for i := range entries {
		if i%3 > 0 {
			value := aero.Particle{Type: aero.ParticleBlob, Data: slices.Repeat([]byte{byte(i)}, i*i/3)}
			want(t, s, put(i, "a", value), aero.CodeOK, "")
		}
		cmd := *get(i)
		switch i % 97 {
		case 50:
			cmd.Namespace = "none"
		case 60, 61, 62:
			cmd.Namespace = "other"
		case 70:
			cmd = *addOne(1000)
		}
		batch.Entries = append(batch.Entries, cmd)
	}
	before := s.Tallies("test").Commands[OriginBatch]
	codes, bins := runBatch(t, s, batch)
	for i := range batch.Entries {
		cmd := &batch.Entries[i]
		if !onlyReads(cmd) {
			continue
		}
		if res := do(t, s, cmd); int(res.Code) != codes[i] || show(res) != bins[i] {
			t.Errorf("entry %d: code %d, %d bytes; by itself %d, %d bytes", i, codes[i], len(bins[i]), res.Code, len(show(res)))
		}
	}
	after := s.Tallies("test").Commands[OriginBatch]
	counted := uint64(0)
	for outcome := range after[CommandRead] {
		counted += after[CommandRead][outcome] - before[CommandRead][outcome]
	}
	inTest := 0
	for i := range batch.Entries {
		if onlyReads(&batch.Entries[i]) && batch.Entries[i].Namespace == "test" {
			inTest++
		}
	}
	if counted != uint64(inTest) {
		t.Errorf("%d reads counted, want %d", counted, inTest)
	}
}

// TestBatchWithUnreadableRecord: a record that cannot be decoded fails alone.
func TestBatchWithUnreadableRecord(t *testing.T) {
	s := openStore(t, "", memoryOptions(newClock()))
	for i := range 9 {
		want(t, s, put(i, "a", integer(int64(i))), aero.CodeOK, "")
	}
	n := s.namespaces["test"]
	err := n.db.Update(func(tx *zerodb.Tx) error {
		table, err := tx.Table(tableRecords)
		if err != nil {
			return err
		}
		return table.Put(layout.AppendRecordKey(nil, digestOf(4)), []byte{0xff})
	})
	if err != nil {
		t.Fatal(err)
	}
	batch := &aero.BatchCommand{}
	for i := range 9 {
		batch.Entries = append(batch.Entries, *get(i))
	}
	codes, bins := runBatch(t, s, batch)
	if want := []int{0, 0, 0, 0, int(aero.CodeUnknown), 0, 0, 0, 0}; !slices.Equal(codes, want) || bins[8] != "a=8" {
		t.Errorf("codes %v, bins %q", codes, bins)
	}
}
