package secret

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
)

// Resolver turns references into secrets. It holds no secret itself. Its methods may be called from several goroutines if
// those of its providers may.
type Resolver struct {
	providers map[Scheme]Provider
}

// NewResolver returns a resolver that asks the provider of each scheme. Schemes without one are refused with ErrNoProvider:
// what is not switched on stays off.
func NewResolver(providers map[Scheme]Provider) *Resolver {
	own := make(map[Scheme]Provider, len(providers))
	for scheme, p := range providers {
		own[scheme] = p
	}
	return &Resolver{providers: own}
}

// DefaultResolver returns a resolver for what needs no set-up: variables of the process's environment, and files that only
// their owner can read.
func DefaultResolver() *Resolver {
	return NewResolver(map[Scheme]Provider{
		SchemeEnv:  Environment{Lookup: os.LookupEnv},
		SchemeFile: Files{},
	})
}

// Resolve returns the secret at a reference. The caller owns the Value and wipes it when it is done. The error is a
// ResolveError that wraps the reason.
func (r *Resolver) Resolve(ctx context.Context, reference Reference) (Value, error) {
	provider, found := r.providers[reference.Scheme]
	if !found {
		return Value{}, &ResolveError{Reference: reference, Err: fmt.Errorf("%w: known are %s", ErrNoProvider, r.schemes())}
	}
	value, err := provider.Load(ctx, reference)
	if err != nil {
		return Value{}, &ResolveError{Reference: reference, Err: err}
	}
	return value, nil
}

// ResolveAll returns the secrets at all references, in their order. It tries each, so that the error names everything that
// is missing at once; on an error nothing is returned and what was loaded is wiped.
func (r *Resolver) ResolveAll(ctx context.Context, references []Reference) ([]Value, error) {
	values := make([]Value, len(references))
	failures := make([]error, len(references))
	for i, reference := range references {
		values[i], failures[i] = r.Resolve(ctx, reference)
	}
	if err := errors.Join(failures...); err != nil {
		wipeAll(values)
		return nil, err
	}
	return values, nil
}

// schemes lists the schemes that have a provider.
func (r *Resolver) schemes() string {
	names := make([]string, 0, len(r.providers))
	for scheme := range r.providers {
		names = append(names, string(scheme))
	}
	if len(names) == 0 {
		return "none"
	}
	slices.Sort(names)
	return strings.Join(names, ", ")
}

// Chain is a provider that asks several in order and takes the first secret that is there. Any failure other than
// ErrNotFound ends the search: a store that cannot be reached must not silently give way to an older copy elsewhere.
type Chain []Provider

// Load implements Provider.
func (c Chain) Load(ctx context.Context, reference Reference) (Value, error) {
	for _, p := range c {
		value, err := p.Load(ctx, reference)
		if err == nil || !errors.Is(err, ErrNotFound) {
			return value, err
		}
	}
	return Value{}, fmt.Errorf("%w: in none of %d places", ErrNotFound, len(c))
}
