package record

import (
	"context"

	"github.com/aerolith/aerolith/aero"
)

// turnCount is how many calls of functions on different records can be under way; more wait without need now and then.
const turnCount = 256

// turns let calls of functions on the same record take turns: they would only find each other's changes otherwise.
type turns [turnCount]turn

// turn is a lock that can be given up on.
type turn struct{ taken chan struct{} }

// newTurns returns turns that nobody has.
func newTurns() (t turns) {
	for i := range t {
		t[i].taken = make(chan struct{}, 1)
	}
	return t
}

// take waits for a record's turn; then give must be called. It returns false if ctx ended before.
func (t *turns) take(ctx context.Context, digest *aero.Digest) (give func(), ok bool) {
	// The first bytes choose the partition; the last ones are as random.
	one := t[digest[aero.DigestSize-1]]
	select {
	case one.taken <- struct{}{}:
		return func() { <-one.taken }, true
	case <-ctx.Done():
		return nil, false
	}
}
