package reload

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aerolith/aerolith/config/problem"
	"github.com/aerolith/aerolith/config/registry"
	"github.com/aerolith/aerolith/config/source"
	"github.com/aerolith/aerolith/config/tree"
)

// load reads a configuration of serve from a text.
func load(t testing.TB, text string) *source.Config {
	t.Helper()
	c, err := source.Load(source.Inputs{Schema: registry.Serve(), Files: []source.File{{Name: "f.yaml", Text: []byte(text)}}})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// part remembers what it has taken, and refuses when it is told.
type part struct {
	mu     sync.Mutex
	values map[string]string
	refuse bool
	// stuck makes taking back fail.
	stuck bool
}

// Apply implements Part.
func (p *part) Apply(_ context.Context, c Change) (func(context.Context) error, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.refuse {
		return nil, errors.New("no")
	}
	before := p.values
	p.values = map[string]string{}
	for k, v := range before {
		p.values[k] = v
	}
	for _, one := range c.Changes {
		p.values[one.Path()] = fmt.Sprint(one.New)
	}
	return func(context.Context) error {
		p.mu.Lock()
		defer p.mu.Unlock()
		if p.stuck {
			return errors.New("stuck")
		}
		p.values = before
		return nil
	}, nil
}

// fixed is a clock.
func fixed() time.Time { return time.Unix(1, 0) }

// TestReload changes what can change, reports what cannot, and leaves everything as it was after a bad file and a refusal.
func TestReload(t *testing.T) {
	const base = "namespaces: {a: {default-ttl: 1}}\n"
	text, first, second := base, &part{}, &part{}
	var seen []Entry
	r, err := New(load(t, base), Options{
		Load: func() (*source.Config, error) { return load(t, text), nil }, Parts: []Part{first, second}, Now: fixed,
		Observe: func(e Entry) { seen = append(seen, e) }, HistoryMax: 4,
	})
	if err != nil {
		t.Fatal(err)
	}
	ttl := func() string { return r.State().Tree.Child("namespaces", "a").Get("default-ttl") }
	for _, c := range []struct {
		name, text       string
		refuse, stuck    bool
		want             string
		err              error
		applied, pending int
	}{
		{"nothing", base, false, false, "1", nil, 0, 0},
		{"dynamic and static", "namespaces: {a: {default-ttl: 2}}\nserve: {data: /x}", false, false, "2", nil, 1, 1},
		{"static again", "namespaces: {a: {default-ttl: 2}}\nserve: {data: /x}", false, false, "2", nil, 0, 1},
		{"a set", "namespaces: {a: {default-ttl: 2, sets: {s: {stop-writes-count: 5}}}}", false, false, "2", nil, 7, 0},
		{"a namespace", "namespaces: {a: {default-ttl: 2}, b: {default-ttl: 3}}", false, false, "2", nil, 7, 12},
		{"bad", "namespaces: {a: {default-ttl: none}}", false, false, "2", problem.ErrInvalid, 0, 0},
		{"refused", "namespaces: {a: {default-ttl: 3}}", true, false, "2", ErrApply, 0, 0},
		{"stuck", "namespaces: {a: {default-ttl: 3}}", true, true, "2", ErrRollback, 0, 0},
		{"well", "namespaces: {a: {default-ttl: 3}}", false, false, "3", nil, 1, 0},
	} {
		text, second.refuse, first.stuck = c.text, c.refuse, c.stuck
		before := fmt.Sprint(first.values)
		entry, err := r.Reload(t.Context())
		if !errors.Is(err, c.err) || ttl() != c.want || len(entry.Applied) != c.applied || len(entry.Pending) != c.pending {
			t.Errorf("%s: %v, default-ttl %s, applied %d, pending %d", c.name, err, ttl(), len(entry.Applied), len(entry.Pending))
		}
		if c.err != nil && !c.stuck && fmt.Sprint(first.values) != before {
			t.Errorf("%s: the first part kept %v", c.name, first.values)
		}
	}
	if history := r.History(); len(history) != 4 || len(seen) != 9 || history[3].Version != seen[8].Version || history[3].Err != nil {
		t.Errorf("history %v", history)
	}
	if _, err := New(nil, Options{}); !errors.Is(err, ErrOptions) {
		t.Errorf("got %v", err)
	}
}

// TestAtomic reloads random configurations, of which some are refused, while others read: a reader must always see two options that
// change together with equal values, and a refused one never.
func TestAtomic(t *testing.T) {
	const seed, rounds = 17, 200
	random := rand.New(rand.NewPCG(seed, seed))
	text := func(n int) string {
		return fmt.Sprintf("namespaces: {a: {default-ttl: %d}, b: {default-ttl: %d}}", n, n)
	}
	now, p := text(1), &part{}
	r, err := New(load(t, now), Options{Load: func() (*source.Config, error) { return load(t, now), nil }, Parts: []Part{&part{}, p}, Now: fixed})
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	var readers sync.WaitGroup
	for range 4 {
		readers.Go(func() {
			version := uint64(0)
			for {
				state := r.State()
				a, b := state.Tree.Child("namespaces", "a").Get("default-ttl"), state.Tree.Child("namespaces", "b").Get("default-ttl")
				if a != b || strings.HasSuffix(a, "7") || state.Version < version {
					t.Errorf("torn: %s and %s in version %d after %d", a, b, state.Version, version)
					return
				}
				version = state.Version
				select {
				case <-done:
					return
				default:
				}
			}
		})
	}
	for range rounds {
		n := 1 + random.IntN(100)
		now = text(n)
		p.mu.Lock()
		p.refuse = n%10 == 7
		p.mu.Unlock()
		if _, err := r.Reload(t.Context()); (err != nil) != (n%10 == 7) {
			t.Errorf("%d: %v", n, err)
		}
	}
	close(done)
	readers.Wait()
}

// tellingPart tells when something was applied.
type tellingPart struct{ applied chan []tree.Change }

// Apply implements Part.
func (p tellingPart) Apply(_ context.Context, c Change) (func(context.Context) error, error) {
	p.applied <- c.Changes
	return nil, nil
}
