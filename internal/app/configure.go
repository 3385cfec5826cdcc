package app

import (
	"context"
	"fmt"
	"time"

	"github.com/aerolith/aerolith/config/model"
	"github.com/aerolith/aerolith/config/registry"
	"github.com/aerolith/aerolith/config/storeconfig"
	"github.com/aerolith/aerolith/config/tree"
	"github.com/aerolith/aerolith/record"
	"github.com/aerolith/aerolith/secret"
)

// Fetch fetches a secret by its reference.
type Fetch func(ctx context.Context, reference string) (secret.Value, error)

// Configure sets the options that a configuration of the schema serve gives; others stay as they are. Secrets are fetched last. The
// error names the option.
func (o *Options) Configure(ctx context.Context, n *tree.Node, fetch Fetch) error {
	s := registry.Serve()
	for path, target := range map[string]struct {
		prefix string
		into   any
	}{
		"serve": {"App", o}, "tls": {"App", o}, "security": {"App", o}, "limits": {"Server", &o.Tuned.Server},
		"store": {"Record", &o.Tuned.Record}, "functions": {"Functions", &o.Tuned.Record.Functions}, "engine": {"Engine", &o.Tuned.Record.Engine},
	} {
		if child := n.Child(path, ""); child != nil {
			if err := model.Assign(s.Context(path), child, target.prefix, target.into); err != nil {
				return err
			}
		}
	}
	if child := n.Child("serve", ""); child != nil {
		if err := model.Assign(s.Context("serve"), child, "Server", &o.Tuned.Server); err != nil {
			return err
		}
	}
	if err := o.configureNamespaces(n); err != nil {
		return err
	}
	return o.configurePassword(ctx, n.Child("security", "").Get("admin-password"), fetch)
}

// configureNamespaces sets the options of namespaces and sets. Namespaces in the configuration take the place of those that are
// named elsewhere.
func (o *Options) configureNamespaces(n *tree.Node) error {
	s := registry.Serve()
	all := n.All("namespaces")
	if len(all) > 0 {
		o.Namespaces = nil
	}
	o.Tuned.Namespaces, o.Tuned.Expiry, o.Tuned.Sets = map[string]record.NamespaceOptions{}, map[string]time.Duration{}, map[string]map[string]record.SetTuning{}
	o.Tuned.Tombstones, o.Tuned.SetIndexes = map[string]record.TombstoneCare{}, map[string][]string{}
	for _, one := range all {
		o.Namespaces = append(o.Namespaces, one.Name)
		var options record.NamespaceOptions
		if err := model.Assign(s.Context("namespaces"), one, "Namespace", &options); err != nil {
			return err
		}
		o.Tuned.Namespaces[one.Name] = options
		if one.Has("nsup-period") {
			var expiry record.Options
			if err := model.Assign(s.Context("namespaces"), one, "Record", &expiry); err != nil {
				return err
			}
			o.Tuned.Expiry[one.Name] = expiry.ExpiryInterval
		}
		care, given, err := storeconfig.TombstonesOf(one)
		if err != nil {
			return err
		}
		if given {
			o.Tuned.Tombstones[one.Name] = care
		}
		if err := o.configureSets(one); err != nil {
			return err
		}
	}
	return nil
}

// configureSets sets the options of the sets of a namespace.
func (o *Options) configureSets(namespace *tree.Node) error {
	o.Tuned.Sets[namespace.Name] = map[string]record.SetTuning{}
	for _, set := range namespace.All("sets") {
		tuning, err := storeconfig.SetTuning(set)
		if err != nil {
			return err
		}
		o.Tuned.Sets[namespace.Name][set.Name] = tuning
		index, err := storeconfig.IndexOf(set)
		if err != nil {
			return err
		}
		if index.Enabled {
			o.Tuned.SetIndexes[namespace.Name] = append(o.Tuned.SetIndexes[namespace.Name], set.Name)
		}
	}
	return nil
}

// configurePassword fetches the first password of the user admin.
func (o *Options) configurePassword(ctx context.Context, text string, fetch Fetch) error {
	if text == "" {
		return nil
	}
	var err error
	if o.AdminPassword, err = fetch(ctx, text); err != nil {
		return fmt.Errorf("security.admin-password: %w", err)
	}
	return nil
}
