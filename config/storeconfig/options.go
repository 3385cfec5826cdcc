package storeconfig

import (
	"errors"
	"fmt"
	"time"

	"github.com/aerolith/aerolith/config/model"
	"github.com/aerolith/aerolith/config/registry"
	"github.com/aerolith/aerolith/config/tree"
	"github.com/aerolith/aerolith/record"
	"github.com/aerolith/aerolith/zerodb"
)

// From returns the options of a store that a configuration gives; what it does not say has its default. What options of a store cannot
// say, settings and indexes of sets and how often each namespace looks for what has expired, Tune gives to the open store. The error names the option.
func From(n *tree.Node) (record.Options, error) {
	s, options := registry.Serve(), record.Options{}
	var problems []error
	for path, into := range map[string]struct {
		prefix string
		field  any
	}{"store": {"Record", &options}, "functions": {"Functions", &options.Functions}, "engine": {"Engine", &options.Engine}} {
		if child := n.Child(path, ""); child != nil {
			problems = append(problems, model.Assign(s.Context(path), child, into.prefix, into.field))
		}
	}
	storage := record.StorageFile
	switch durability := n.Child("serve", "").Get("durability"); durability {
	case "interval":
		options.Engine.Durability = zerodb.DurabilityInterval
	case "none":
		options.Engine.Durability = zerodb.DurabilityNone
	case "memory":
		storage = record.StorageMemory
	}
	for _, one := range n.All("namespaces") {
		namespace := record.NamespaceOptions{}
		problems = append(problems, model.Assign(s.Context("namespaces"), one, "Namespace", &namespace))
		namespace.Name, namespace.Storage = one.Name, storage
		options.Namespaces = append(options.Namespaces, namespace)
	}
	return options, errors.Join(problems...)
}

// Tune gives an open store the settings and indexes of sets of a configuration, and how often its namespaces look for expired
// records and old tombstones.
func Tune(store *record.Store, n *tree.Node) error {
	var problems []error
	for _, one := range n.All("namespaces") {
		if one.Has("nsup-period") {
			var expiry record.Options
			err := model.Assign(registry.Serve().Context("namespaces"), one, "Record", &expiry)
			problems = append(problems, err, store.SetExpiryInterval(one.Name, max(expiry.ExpiryInterval, time.Second)))
		}
		if care, given, err := TombstonesOf(one); given {
			problems = append(problems, err, store.SetTombstoneCare(one.Name, care))
		}
		for _, set := range one.All("sets") {
			if index, err := IndexOf(set); err != nil || index.Enabled {
				problems = append(problems, err, ChangeIndex(store, one.Name, set.Name, index))
			}
			tuning, err := SetTuning(set)
			if err == nil {
				err = store.TuneSet(one.Name, set.Name, func(t *record.SetTuning) { *t = tuning })
			}
			if err != nil {
				problems = append(problems, fmt.Errorf("namespace %s, set %s: %w", one.Name, set.Name, err))
			}
		}
	}
	return errors.Join(problems...)
}

// SetTuning returns the settings of a set.
func SetTuning(n *tree.Node) (record.SetTuning, error) {
	var tuning record.SetTuning
	err := model.Assign(registry.Serve().Context("namespaces.sets"), n, "Set", &tuning)
	return tuning, err
}
