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
		if c.Option != nil {
			all[at].options = append(all[at].options, c.Option.Name)
		}
	}
	return all
}

// change changes one place and returns what takes it back.
func (p Part) change(where place) (func() error, error) {
	if len(where.steps) == 2 {
		return p.changeNamespace(where.steps[1], where)
	}
	return p.changeSet(where.steps[1], where.steps[3], where)
}

// changeNamespace changes some settings of a namespace. The others stay what they are, also where set-config made them so.
func (p Part) changeNamespace(name string, where place) (func() error, error) {
	before, _ := p.Store.Tuning(name)
	every := time.Duration(0)
	if stats, found := p.Store.NamespaceStats(name); found {
		every = stats.ExpiryInterval
	}
	table := Namespaces()
	var set []func(*record.Tuning)
	interval := every
	for _, option := range where.options {
		value, err := strconv.ParseUint(where.node.Get(option), 10, 64)
		change, known := table[option]
		switch {
		case err != nil:
			return nil, fmt.Errorf("%s: %w", option, err)
		case option == "nsup-period":
			interval = time.Duration(value) * time.Second
		case !known:
			return nil, fmt.Errorf("%w: %s", ErrOption, option)
		default:
			set = append(set, func(t *record.Tuning) { change.Set(t, value) })
		}
	}
	tune := func(change func(*record.Tuning), interval time.Duration) error {
		if err := p.Store.Tune(name, change); err != nil {
			return err
		}
		return p.Store.SetExpiryInterval(name, interval)
	}
	after := func(t *record.Tuning) {
		for _, one := range set {
			one(t)
		}
	}
	if err := tune(after, interval); err != nil {
		return nil, err
	}
	return func() error { return tune(func(t *record.Tuning) { *t = before }, every) }, nil
}

// changeSet changes some settings of a set, or all of them back to their defaults where the set is gone.
func (p Part) changeSet(namespace, set string, where place) (func() error, error) {
	before := p.Store.SetTuning(namespace, set)
	next := before
	if where.node == nil {
		next = record.SetTuning{}
	}
	table := Sets()
	for _, option := range where.options {
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
	return func() error { return tune(before) }, nil
}
