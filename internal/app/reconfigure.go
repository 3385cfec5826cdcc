package app

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"github.com/aerolith/aerolith/config/reload"
	"github.com/aerolith/aerolith/config/storeconfig"
	"github.com/aerolith/aerolith/config/tree"
)

// Apply implements reload.Part: it changes the limits of the server and the settings of namespaces and sets while the node runs, all
// of them or none.
func (n *Node) Apply(ctx context.Context, change reload.Change) (func(context.Context) error, error) {
	var done reload.Undo
	for _, c := range change.Changes {
		undo, err := n.change(c, change.Next)
		if err != nil {
			return nil, errors.Join(fmt.Errorf("%s: %w", tree.JoinPath(c.Steps...), err), done.All(ctx))
		}
		if undo != nil {
			done = append(done, undo)
		}
	}
	undo, err := storeconfig.Part{Store: n.store}.Apply(ctx, change)
	if err != nil {
		return nil, errors.Join(err, done.All(ctx))
	}
	return func(ctx context.Context) error { return errors.Join(undo(ctx), done.All(ctx)) }, nil
}

// change applies one change of a limit or of the log's level, and returns what undoes it; nil for changes of other things.
func (n *Node) change(c tree.Change, next *tree.Node) (func() error, error) {
	if c.Option == nil {
		return nil, nil
	}
	section := next.Child(c.Steps[0], "")
	switch {
	case c.Steps[0] == "limits":
		return n.changeLimit(c.Option.Name, section.Get(c.Option.Name))
	case c.Steps[0] == "serve" && c.Option.Name == "log-level":
		return n.log.changeLevel(section.Get(c.Option.Name))
	default:
		return nil, nil
	}
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
