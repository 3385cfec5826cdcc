package app

import (
	"errors"
	"fmt"

	"github.com/aerolith/aerolith/config/storeconfig"
	"github.com/aerolith/aerolith/record"
)

// namespace returns the options of a namespace. A size of records that was asked for all of them wins over its own.
func (o Options) namespace(name string, storage record.Storage, maxRecordSize int) record.NamespaceOptions {
	n := o.Tuned.Namespaces[name]
	n.Name, n.Storage = name, storage
	if n.MaxRecordSize == 0 || o.MaxRecordSize != DefaultOptions().MaxRecordSize {
		n.MaxRecordSize = maxRecordSize
	}
	return n
}

// tune gives the open store what its options cannot say: settings and indexes of sets, and how often each namespace looks for what
// has expired.
func (n *Node) tune(tuned Tuned) error {
	var problems []error
	for name, every := range tuned.Expiry {
		if err := n.store.SetExpiryInterval(name, every); err != nil {
			problems = append(problems, fmt.Errorf("namespace %s: %w", name, err))
		}
	}
	for name, care := range tuned.Tombstones {
		if err := n.store.SetTombstoneCare(name, care); err != nil {
			problems = append(problems, fmt.Errorf("namespace %s: %w", name, err))
		}
	}
	for name, sets := range tuned.SetIndexes {
		for _, set := range sets {
			if err := storeconfig.ChangeIndex(n.store, name, set, storeconfig.SetIndex{Enabled: true}); err != nil {
				problems = append(problems, fmt.Errorf("namespace %s, set %s: %w", name, set, err))
			}
		}
	}
	for name, sets := range tuned.Sets {
		for set, wanted := range sets {
			if err := n.store.TuneSet(name, set, func(t *record.SetTuning) { *t = wanted }); err != nil {
				problems = append(problems, fmt.Errorf("namespace %s, set %s: %w", name, set, err))
			}
		}
	}
	return errors.Join(problems...)
}
