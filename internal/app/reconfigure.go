package app

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/aerolith/aerolith/config/model"
	"github.com/aerolith/aerolith/config/registry"
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
}

// changing returns what changes, each once. Several options of a namespace or of a set change together.
func changing(change reload.Change) []place {
	seen := map[string]bool{}
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
		if path := tree.JoinPath(p.steps...); !seen[path] {
			seen[path] = true
			all = append(all, p)
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
		return n.changeNamespace(p.steps[1], p.node)
	}
	return n.changeSet(p.steps[1], p.steps[3], p.node)
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

// changeNamespace changes the settings of a namespace.
func (n *Node) changeNamespace(name string, wanted *tree.Node) (func() error, error) {
	s := registry.Serve().Context("namespaces")
	var next record.NamespaceOptions
	var expiry record.Options
	if err := errors.Join(model.Assign(s, wanted, "Namespace", &next), model.Assign(s, wanted, "Record", &expiry)); err != nil {
		return nil, err
	}
	before, _ := n.store.Tuning(name)
	every := time.Duration(0)
	if stats, found := n.store.NamespaceStats(name); found {
		every = stats.ExpiryInterval
	}
	tune := func(t record.Tuning, interval time.Duration) error {
		if err := n.store.Tune(name, func(now *record.Tuning) { *now = t }); err != nil {
			return err
		}
		return n.store.SetExpiryInterval(name, interval)
	}
	after := record.Tuning{
		DefaultTTLSeconds: next.DefaultTTLSeconds, ReadTouchPercent: next.ReadTouchPercent, MaxRecordSize: next.MaxRecordSize, DataSize: next.DataSize,
		StopWritesPercent: next.StopWritesPercent, EvictPercent: next.EvictPercent, EvictTenthsPercent: next.EvictTenthsPercent,
	}
	if err := tune(after, expiry.ExpiryInterval); err != nil {
		return nil, err
	}
	return func() error { return tune(before, every) }, nil
}

// changeSet changes the settings of a set.
func (n *Node) changeSet(namespace, set string, wanted *tree.Node) (func() error, error) {
	var next record.SetTuning
	if wanted != nil {
		var err error
		if next, err = setTuning(wanted); err != nil {
			return nil, err
		}
	}
	before := n.store.SetTuning(namespace, set)
	tune := func(t record.SetTuning) error {
		return n.store.TuneSet(namespace, set, func(now *record.SetTuning) { *now = t })
	}
	if err := tune(next); err != nil {
		return nil, err
	}
	return func() error { return tune(before) }, nil
}
