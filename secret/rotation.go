package secret

import (
	"context"
	"time"
)

// Rotation watches references and tells when a secret has changed. Create one with its fields set and call Run.
type Rotation struct {
	// Resolver loads the secrets.
	Resolver *Resolver
	// References are what is watched.
	References []Reference
	// Interval is how often they are looked at; must be positive.
	Interval time.Duration
	// Changed is called with each secret that differs from what was seen before, one call at a time. It owns the
	// Value; the old one stays valid for whoever has it.
	Changed func(reference Reference, value Value)
	// Failed is called with a reference that could not be resolved; what was seen before stays in force. nil ignores it.
	Failed func(err error)
}

// Run looks at the references every Interval until the context ends, and returns the context's error. seen are the
// secrets in force, in the order of the references; they stay with the caller. Run fails at once with ErrWiped if one of
// them was wiped.
func (r *Rotation) Run(ctx context.Context, seen []Value) error {
	current := make([]Value, len(r.References))
	defer wipeAll(current)
	for i := range min(len(seen), len(current)) {
		own, err := seen[i].Clone()
		if err != nil {
			return err
		}
		current[i] = own
	}
	ticker := time.NewTicker(r.Interval)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-ticker.C:
			r.look(ctx, current)
		}
	}
}

// look compares each secret with the current one, which is Run's own copy, and reports and replaces what changed.
func (r *Rotation) look(ctx context.Context, current []Value) {
	for i, reference := range r.References {
		value, err := r.Resolver.Resolve(ctx, reference)
		if err != nil {
			r.failed(err)
			continue
		}
		if value.Equal(current[i]) {
			value.Wipe()
			continue
		}
		own, err := value.Clone()
		if err != nil {
			r.failed(err)
			continue
		}
		current[i].Wipe()
		current[i] = own
		r.Changed(reference, value)
	}
}

// failed reports a reference that could not be resolved.
func (r *Rotation) failed(err error) {
	if r.Failed != nil {
		r.Failed(err)
	}
}

// wipeAll wipes all values.
func wipeAll(values []Value) {
	for _, v := range values {
		v.Wipe()
	}
}
