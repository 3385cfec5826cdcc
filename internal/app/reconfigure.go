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
		if c.Steps[0] != "limits" || c.Option == nil {
			continue
		}
		undo, err := n.changeLimit(c.Option.Name, change.Next.Child("limits", "").Get(c.Option.Name))
		if err != nil {
			return nil, errors.Join(fmt.Errorf("%s: %w", tree.JoinPath(c.Steps...), err), done.All(ctx))
		}
		done = append(done, undo)
	}
	undo, err := storeconfig.Part{Store: n.store}.Apply(ctx, change)
	if err != nil {
		return nil, errors.Join(err, done.All(ctx))
	}
	return func(ctx context.Context) error { return errors.Join(undo(ctx), done.All(ctx)) }, nil
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
