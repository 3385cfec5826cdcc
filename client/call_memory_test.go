package client

import (
	"errors"
	"testing"

	"github.com/aerolith/aerolith/aero"
)

// TestRefusedReadKeepsNothing: after a read into a caller's record was refused, the call that made it, which other callers
// will use, has nothing of the record's memory. Method: an answer to another call would be decoded into it.
func TestRefusedReadKeepsNothing(t *testing.T) {
	_, c := open(t, 1, quick())
	keys := stored(t, c, 1)
	var record Record
	if err := c.GetInto(t.Context(), keys[0], &record, nil); err != nil || len(record.Bins) == 0 {
		t.Fatal(record, err)
	}
	missing := aero.IntKey("test", "s", 1<<40)
	l := c.newCall("get", &missing)
	l.cmd.Flags, l.record = aero.FlagRead|aero.FlagReadAllBins, &record
	if err := c.read(t.Context(), l, nil); !errors.Is(err, aero.CodeNotFound) {
		t.Fatal(err)
	}
	l.free()
	if cap(l.result.Bins) > 0 && &l.result.Bins[:1][0] == &record.Bins[:1][0] {
		t.Error("the call decodes other answers into the caller's record")
	}
}
