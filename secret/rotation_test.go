package secret

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// changing is a provider whose answer can be set.
type changing struct{ text atomic.Pointer[string] }

// Load implements Provider. No text is a secret that is not there.
func (c *changing) Load(context.Context, Reference) (Value, error) {
	text := c.text.Load()
	if text == nil {
		return Value{}, ErrNotFound
	}
	return New([]byte(*text)), nil
}

// set sets the answer.
func (c *changing) set(text string) { c.text.Store(&text) }

// TestRotation follows a secret that changes, disappears and comes back, while its user wipes what it was given.
func TestRotation(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		source := &changing{}
		source.set("one")
		var seen []string
		var failures []error
		rotation := Rotation{
			Resolver:   NewResolver(map[Scheme]Provider{SchemeEnv: source}),
			References: []Reference{{Scheme: SchemeEnv, Path: "X"}},
			Interval:   time.Minute,
			Changed: func(_ Reference, v Value) {
				seen = append(seen, reveal(t, v))
				v.Wipe()
			},
			Failed: func(err error) { failures = append(failures, err) },
		}
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		first := New([]byte("one"))
		go func() { ended <- rotation.Run(ctx, []Value{first}) }()
		for _, text := range []string{"one", "two", "two", "", "two", "three"} {
			source.set(text)
			if text == "" {
				source.text.Store(nil)
			}
			time.Sleep(time.Minute)
			synctest.Wait()
		}
		cancel()
		if err := <-ended; !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
		if len(seen) != 2 || seen[0] != "two" || seen[1] != "three" {
			t.Errorf("seen %q", seen)
		}
		if len(failures) != 1 || !errors.Is(failures[0], ErrNotFound) {
			t.Errorf("failures %v", failures)
		}
		if reveal(t, first) != "one" {
			t.Error("the caller's value was touched")
		}
	})
}

// TestRotationOfWiped refuses to begin with a secret that was wiped.
func TestRotationOfWiped(t *testing.T) {
	gone := New([]byte("x"))
	gone.Wipe()
	rotation := Rotation{References: []Reference{{}}, Interval: time.Hour}
	if err := rotation.Run(t.Context(), []Value{gone}); !errors.Is(err, ErrWiped) {
		t.Error(err)
	}
}
