package reload

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/aerolith/aerolith/config/source"
	"github.com/aerolith/aerolith/config/tree"
)

// Change is a set of options that change together.
type Change struct {
	// Changes are the options that change, all of them dynamic.
	Changes []tree.Change
	// Next is the whole configuration as it will be in force.
	Next *tree.Node
}

// Part is a part of the program that takes changes.
type Part interface {
	// Apply takes a change, or returns an error and has taken nothing. What it returns takes the change back; it is called if a
	// later part refuses.
	Apply(ctx context.Context, change Change) (undo func(context.Context) error, err error)
}

// Options say how a Reloader works.
type Options struct {
	// Load gathers the configuration anew.
	Load func() (*source.Config, error)
	// Parts take the changes, in this order.
	Parts []Part
	// Observe receives what came of each reload; it must return soon. nil discards it.
	Observe func(Entry)
	// HistoryMax is how many entries of the history are kept; 0 takes 32.
	HistoryMax int
	// Settle is how long files must have been quiet before they are read; 0 takes 100 ms.
	Settle time.Duration
	// Poll is how often files are read although nothing told of a change, for file systems that do not tell; 0 takes 1 min.
	Poll time.Duration
	// Now is the clock; it must be given.
	Now func() time.Time
}

// The defaults of Options.
const (
	historyMax = 32
	settle     = 100 * time.Millisecond
	poll       = time.Minute
)

// State is a configuration that is in force.
type State struct {
	// Tree is the configuration with defaults; it never changes.
	Tree *tree.Node
	// Version counts the states from 1.
	Version uint64
	// Pending are changes that wait for a restart.
	Pending []tree.Change
}

// Entry is what came of a reload.
type Entry struct {
	// Time is when.
	Time time.Time
	// Version is that of the state after it.
	Version uint64
	// Applied are the changes that are in force now, Pending those that need a restart.
	Applied, Pending []tree.Change
	// Err is why nothing changed, nil if it did or nothing was different.
	Err error
}

// Reloader holds the configuration of a running program.
type Reloader struct {
	options Options
	state   atomic.Pointer[State]

	// mu serialises reloads and guards history and seen.
	mu      sync.Mutex
	history []Entry
	// seen is the digest of the configuration that was looked at last.
	seen [sha256.Size]byte
}

// New returns a Reloader whose first state is a configuration that the program has started with. The error is ErrOptions.
func New(first *source.Config, options Options) (*Reloader, error) {
	if first == nil || options.Load == nil || options.Now == nil {
		return nil, ErrOptions
	}
	if options.HistoryMax == 0 {
		options.HistoryMax = historyMax
	}
	if options.Settle == 0 {
		options.Settle = settle
	}
	if options.Poll == 0 {
		options.Poll = poll
	}
	r := &Reloader{options: options, seen: first.Digest}
	r.state.Store(&State{Tree: first.Full, Version: 1})
	return r, nil
}

// State returns the configuration that is in force.
func (r *Reloader) State() *State { return r.state.Load() }

// History returns what came of the last reloads, the oldest first.
func (r *Reloader) History() []Entry {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.history)
}

// Reload reads the configuration anew and lets the parts take what changed. The entry says what came of it; its Err is also
// returned: what Load returns, the problems of the configuration, ErrApply or ErrRollback.
func (r *Reloader) Reload(ctx context.Context) (Entry, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	next, err := r.options.Load()
	return r.take(ctx, next, err)
}

// look is Reload for texts that differ from those that were looked at last: other files in a watched folder change too.
func (r *Reloader) look(ctx context.Context) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	next, err := r.options.Load()
	if err == nil && next.Digest == r.seen {
		return nil
	}
	_, err = r.take(ctx, next, err)
	return err
}

// take lets the parts take a configuration that was read, or not, and keeps what came of it. The caller holds mu.
func (r *Reloader) take(ctx context.Context, next *source.Config, err error) (Entry, error) {
	entry := Entry{Time: r.options.Now(), Err: err}
	if err == nil {
		r.seen = next.Digest
		entry.Err = r.reload(ctx, next, &entry)
	}
	entry.Version = r.State().Version
	if len(r.history) == r.options.HistoryMax {
		r.history = slices.Delete(r.history, 0, 1)
	}
	r.history = append(r.history, entry)
	if r.options.Observe != nil {
		r.options.Observe(entry)
	}
	return entry, entry.Err
}

// reload checks a configuration and lets the parts take what changed.
func (r *Reloader) reload(ctx context.Context, next *source.Config, entry *Entry) error {
	if err := next.Problems.Err(); err != nil {
		return err
	}
	now := r.State()
	applied, pending := split(tree.Diff(next.Schema, now.Tree, next.Full))
	entry.Pending = pending
	if len(applied) == 0 {
		r.state.Store(&State{Tree: now.Tree, Version: now.Version, Pending: pending})
		return nil
	}
	effective := now.Tree.With(applied)
	if err := r.apply(ctx, Change{Changes: applied, Next: effective}); err != nil {
		return err
	}
	entry.Applied = applied
	r.state.Store(&State{Tree: effective, Version: now.Version + 1, Pending: pending})
	return nil
}

// split tells apart what a running program can take and what needs a restart.
func split(changes []tree.Change) (dynamic, static []tree.Change) {
	var fixed [][]string
	for _, c := range changes {
		if c.Option == nil && !c.Dynamic() {
			fixed = append(fixed, c.Steps)
		}
	}
	for _, c := range changes {
		within := func(steps []string) bool {
			return len(c.Steps) >= len(steps) && slices.Equal(c.Steps[:len(steps)], steps)
		}
		if c.Dynamic() && !slices.ContainsFunc(fixed, within) {
			dynamic = append(dynamic, c)
		} else {
			static = append(static, c)
		}
	}
	return dynamic, static
}

// apply lets all parts take a change, or none.
func (r *Reloader) apply(ctx context.Context, change Change) error {
	var undo []func(context.Context) error
	for _, part := range r.options.Parts {
		back, err := part.Apply(ctx, change)
		if err != nil {
			return errors.Join(fmt.Errorf("%w: %w", ErrApply, err), rollback(ctx, undo))
		}
		if back != nil {
			undo = append(undo, back)
		}
	}
	return nil
}

// rollback takes changes back, the last first, even if the caller has given up meanwhile.
func rollback(ctx context.Context, undo []func(context.Context) error) error {
	var failed []error
	for _, back := range slices.Backward(undo) {
		if err := back(context.WithoutCancel(ctx)); err != nil {
			failed = append(failed, fmt.Errorf("%w: %w", ErrRollback, err))
		}
	}
	return errors.Join(failed...)
}
