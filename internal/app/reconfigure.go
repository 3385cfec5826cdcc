package app

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

// Apply implements reload.Part: it changes the limits of the server and the settings of namespaces and sets while the node runs, all
// of them or none.
func (n *Node) Apply(_ context.Context, change reload.Change) (func(context.Context) error, error) {
	var done undoing
	for _, one := range changing(change) {
		back, err := n.change(one)
		if err != nil {
			return nil, errors.Join(fmt.Errorf("%s: %w", tree.JoinPath(one.steps...), err), done.all(context.Background()))
		}
		done = append(done, back)
	}
	return done.all, nil
}

// undoing are functions that take changes back.
type undoing []func() error

// all takes everything back, the last first.
func (u undoing) all(context.Context) error {
	var failed []error
	for i := range u {
		failed = append(failed, u[len(u)-1-i]())
	}
	return errors.Join(failed...)
}

// place is a limit, a namespace or a set that changes.
type place struct {
	// steps lead to it: limits and the name of one, a namespace, or a set.
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
		p := place{steps: c.Steps, node: change.Next.Child("limits", "")}
		if c.Steps[0] == "namespaces" {
			p.steps = c.Steps[:2]
			p.node = change.Next.Child("namespaces", c.Steps[1])
			if c.Context.Path == "namespaces.sets" {
				p.steps = c.Steps[:4]
				p.node = p.node.Child("sets", c.Steps[3])
			}
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
func (n *Node) change(p place) (func() error, error) {
	switch {
	case p.steps[0] != "namespaces":
		return n.changeLimit(p.steps[1], p.node.Get(p.steps[1]))
	case len(p.steps) == 2:
		return n.changeNamespace(p.steps[1], p)
	}
	return n.changeSet(p.steps[1], p.steps[3], p)
}

// errLimit says that the server does not take a limit.
var errLimit = errors.New("the server does not take it")

// changeLimit changes a limit of the server.
func (n *Node) changeLimit(name, value string) (func() error, error) {
	before, known := n.server.Setting(name)
	if !known || !n.server.SetSetting(name, value) {
		return nil, fmt.Errorf("%w: %s", errLimit, value)
	}
	return func() error {
		if !n.server.SetSetting(name, strconv.FormatInt(before, 10)) {
			return errLimit
		}
		return nil
	}, nil
}

// changeNamespace changes some settings of a namespace. The others stay what they are, also where set-config made them so.
func (n *Node) changeNamespace(name string, p place) (func() error, error) {
	before, _ := n.store.Tuning(name)
	every := time.Duration(0)
	if stats, found := n.store.NamespaceStats(name); found {
		every = stats.ExpiryInterval
	}
	table := namespaceOptions()
	var set []func(*record.Tuning)
	interval := every
	for _, option := range p.options {
		value, err := strconv.ParseUint(p.node.Get(option), 10, 64)
		change, known := table[option]
		switch {
		case err != nil:
			return nil, fmt.Errorf("%s: %w", option, err)
		case option == "nsup-period":
			interval = time.Duration(value) * time.Second
		case !known:
			return nil, fmt.Errorf("%w: %s", errLimit, option)
		default:
			set = append(set, func(t *record.Tuning) { change.set(t, value) })
		}
	}
	tune := func(change func(*record.Tuning), interval time.Duration) error {
		if err := n.store.Tune(name, change); err != nil {
			return err
		}
		return n.store.SetExpiryInterval(name, interval)
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
func (n *Node) changeSet(namespace, set string, p place) (func() error, error) {
	before := n.store.SetTuning(namespace, set)
	next := before
	if p.node == nil {
		next = record.SetTuning{}
	}
	table := setOptions()
	for _, option := range p.options {
		change, known := table[option]
		value, err := uint64(0), error(nil)
		if text := p.node.Get(option); text == "true" {
			value = 1
		} else if text != "" && text != "false" {
			value, err = strconv.ParseUint(text, 10, 64)
		}
		if err != nil || !known {
			return nil, fmt.Errorf("%w: %s", errLimit, option)
		}
		change.set(&next, value)
	}
	tune := func(t record.SetTuning) error {
		return n.store.TuneSet(namespace, set, func(now *record.SetTuning) { *now = t })
	}
	if err := tune(next); err != nil {
		return nil, err
	}
	return func() error { return tune(before) }, nil
}
