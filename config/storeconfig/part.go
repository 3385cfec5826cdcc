package storeconfig

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/aerolith/aerolith/config/reload"
	"github.com/aerolith/aerolith/config/tree"
	"github.com/aerolith/aerolith/record"
)

// ErrOption says that a store cannot change an option while it is open.
var ErrOption = errors.New("config: the store does not take it")

// Part is a reload.Part: it changes the settings of namespaces and sets of an open store. What a configuration says of other things is not
// its affair.
type Part struct {
	// Store is the store.
	Store *record.Store
}

// Apply implements reload.Part: all of the changes, or none.
func (p Part) Apply(_ context.Context, change reload.Change) (func(context.Context) error, error) {
	var done reload.Undo
	for _, one := range changing(change) {
		undo, err := p.change(one)
		if err != nil {
			return nil, errors.Join(fmt.Errorf("%s: %w", tree.JoinPath(one.steps...), err), done.All(context.Background()))
		}
		done = append(done, undo)
	}
	return done.All, nil
}

// place is a namespace or a set that changes.
type place struct {
	// steps lead to it.
	steps []string
	// node is what is in force then; nil for a set that is gone.
	node *tree.Node
	// options are the names of what changes in it.
	options []string
}

// changing returns what changes, each once. Several options of a namespace or of a set change together.
func changing(change reload.Change) []place {
	seen := map[string]int{}
	var all []place
	for _, c := range change.Changes {
		if c.Steps[0] != "namespaces" {
			continue
		}
		p := place{steps: c.Steps[:2], node: change.Next.Child("namespaces", c.Steps[1])}
		if c.Context.Path == "namespaces.sets" {
			p.steps = c.Steps[:4]
			p.node = p.node.Child("sets", c.Steps[3])
		}
		path := tree.JoinPath(p.steps...)
		at, found := seen[path]
		if !found {
			at = len(all)
			seen[path], all = at, append(all, p)
		}
		if c.Option != nil && !leavesIndex(c, p.node) {
			all[at].options = append(all[at].options, c.Option.Name)
		}
	}
	return all
}

// leavesIndex reports whether a change is one of a set that comes or goes and says nothing of the index of its records: that stays
// as it is, because set-config or a name may have made it.
func leavesIndex(c tree.Change, set *tree.Node) bool {
	if c.Option.Name != optionSetIndex {
		return false
	}
	return c.New == nil || c.Old == nil && set.Get(optionSetIndex) != "true"
}

// change changes one place and returns what takes it back.
func (p Part) change(where place) (func() error, error) {
	if len(where.steps) == 2 {
		return p.changeNamespace(where.steps[1], where)
	}
	return p.changeSet(where.steps[1], where.steps[3], where)
}

// namespaceState is what of an open namespace may change.
type namespaceState struct {
	// tuning changes its settings.
	tuning     []func(*record.Tuning)
	expiry     time.Duration
	tombstones record.TombstoneCare
}

// state returns what is in force for a namespace.
func (p Part) state(name string) (s namespaceState) {
	tuning, _ := p.Store.Tuning(name)
	s.tuning = []func(*record.Tuning){func(t *record.Tuning) { *t = tuning }}
	if stats, found := p.Store.NamespaceStats(name); found {
		s.expiry = stats.ExpiryInterval
	}
	s.tombstones = p.Store.TombstoneCare(name)
	return s
}

// enter lets a state count.
func (p Part) enter(name string, s namespaceState) error {
	tune := func(t *record.Tuning) {
		for _, change := range s.tuning {
			change(t)
		}
	}
	if err := p.Store.Tune(name, tune); err != nil {
		return err
	}
	return errors.Join(p.Store.SetExpiryInterval(name, s.expiry), p.Store.SetTombstoneCare(name, s.tombstones))
}

// set changes one option of a state.
func (s *namespaceState) set(option string, value uint64) error {
	switch option {
	case optionExpiry:
		s.expiry = time.Duration(value) * time.Second
	case optionTombstoneAge:
		s.tombstones.Age = time.Duration(value) * time.Second
	case optionTombstonePeriod:
		s.tombstones.Period = time.Duration(value) * time.Second
	case optionTombstoneSleep:
		s.tombstones.Sleep = time.Duration(value) * time.Microsecond
	default:
		change, known := Namespaces()[option]
		if !known {
			return fmt.Errorf("%w: %s", ErrOption, option)
		}
		s.tuning = append(s.tuning, func(t *record.Tuning) { change.Set(t, value) })
	}
	return nil
}

// changeNamespace changes some settings of a namespace. The others stay what they are, also where set-config made them so.
func (p Part) changeNamespace(name string, where place) (func() error, error) {
	before := p.state(name)
	after := namespaceState{expiry: before.expiry, tombstones: before.tombstones}
	for _, option := range where.options {
		value, err := strconv.ParseUint(where.node.Get(option), 10, 64)
		if err == nil {
			err = after.set(option, value)
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", option, err)
		}
	}
	if err := p.enter(name, after); err != nil {
		return nil, err
	}
	return func() error { return p.enter(name, before) }, nil
}

// changeSet changes some settings of a set, or all of them back to their defaults where the set is gone.
func (p Part) changeSet(namespace, set string, where place) (func() error, error) {
	before := p.Store.SetTuning(namespace, set)
	next := before
	if where.node == nil {
		next = record.SetTuning{}
	}
	table, index := Sets(), (*SetIndex)(nil)
	for _, option := range where.options {
		if option == optionSetIndex {
			index = &SetIndex{Enabled: where.node.Get(option) == "true"}
			continue
		}
		change, known := table[option]
		value, err := uint64(0), error(nil)
		if text := where.node.Get(option); text == "true" {
			value = 1
		} else if text != "" && text != "false" {
			value, err = strconv.ParseUint(text, 10, 64)
		}
		if err != nil || !known {
			return nil, fmt.Errorf("%w: %s", ErrOption, option)
		}
		change.Set(&next, value)
	}
	tune := func(t record.SetTuning) error {
		return p.Store.TuneSet(namespace, set, func(now *record.SetTuning) { *now = t })
	}
	if err := tune(next); err != nil {
		return nil, err
	}
	if index == nil {
		return func() error { return tune(before) }, nil
	}
	if err := ChangeIndex(p.Store, namespace, set, *index); err != nil {
		return nil, errors.Join(err, tune(before))
	}
	return func() error {
		return errors.Join(ChangeIndex(p.Store, namespace, set, SetIndex{Enabled: !index.Enabled}), tune(before))
	}, nil
}
