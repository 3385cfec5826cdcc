package wire

import (
	"bytes"
	"testing"

	"github.com/aerolith/aerolith/aero"
)

// TestBatchRepeat builds a batch with rows that only repeat: its bytes are those of the same entries in full.
func TestBatchRepeat(t *testing.T) {
	operations := []aero.Operation{{Type: aero.OpRead, Bin: "n"}}
	batch := aero.BatchCommand{Entries: make([]aero.RecordCommand, 5)}
	for i := range batch.Entries {
		batch.Entries[i] = aero.RecordCommand{
			Namespace: "test", Set: "demo", Digest: aero.Digest{byte(i)}, Flags: aero.FlagRead, Operations: operations,
		}
	}
	batch.Entries[3].Set = "other"
	batch.Entries[4].Set = "other"
	want, err := AppendBatchRequest(nil, &batch, nil)
	if err != nil {
		t.Fatal(err)
	}
	builder, err := BeginBatch([]byte{}, &batch)
	if err != nil {
		t.Fatal(err)
	}
	for i := range batch.Entries {
		e := &batch.Entries[i]
		if i > 0 && e.Set == batch.Entries[i-1].Set {
			builder.Repeat(uint32(i), &e.Digest)
		} else if err := builder.Add(uint32(i), e); err != nil {
			t.Fatal(err)
		}
	}
	if got := builder.End(); !bytes.Equal(got, want) {
		t.Fatalf("%x\nwant\n%x", got, want)
	}
}
