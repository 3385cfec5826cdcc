package record

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/aerolith/aerolith/aero"
)

// TestSecondAttemptForgetsTheFirst: a command whose group was given up, and that is carried out in another one, is answered as
// it went there. Method: commands that hold what a first attempt has left, since groups are seldom given up.
func TestSecondAttemptForgetsTheFirst(t *testing.T) {
	s := openStore(t, "", memoryOptions(newClock()))
	n := s.namespaces["test"]
	var res aero.RecordResult
	r := n.newRequest(addOne(1), time.Hour, &res)
	r.err = errors.New("left by the first attempt")
	if err := n.executeRequest(context.Background(), r); err != nil || res.Code != aero.CodeOK {
		t.Errorf("a write that happened: %v, %v", res.Code, err)
	}
	r = n.newRequest(addOne(2), time.Hour, &res)
	seen := guard{changed: true}
	r.guard = &seen
	if err := n.executeRequest(context.Background(), r); err != nil || res.Code != aero.CodeOK || seen.changed {
		t.Errorf("a guarded write that happened: %v, %v, changed %v", res.Code, err, seen.changed)
	}
}
