package storeconfig

import (
	"errors"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/config/model"
	"github.com/aerolith/aerolith/config/registry"
	"github.com/aerolith/aerolith/config/tree"
	"github.com/aerolith/aerolith/record"
)

// The names of the options that are no settings of a namespace or set in the store, but calls on it.
const (
	optionExpiry          = "nsup-period"
	optionTombstoneAge    = "tomb-raider-eligible-age"
	optionTombstonePeriod = "tomb-raider-period"
	optionTombstoneSleep  = "tomb-raider-sleep"
	optionSetIndex        = "enable-index"
)

// TombstonesOf returns what a configuration says of the tombstones of a namespace, and whether it says anything.
func TombstonesOf(namespace *tree.Node) (care record.TombstoneCare, given bool, err error) {
	care = record.DefaultTombstoneCare()
	if !namespace.Has(optionTombstoneAge) && !namespace.Has(optionTombstonePeriod) && !namespace.Has(optionTombstoneSleep) {
		return care, false, nil
	}
	return care, true, model.Assign(registry.Serve().Context("namespaces"), namespace, "Tombstones", &care)
}

// SetIndex says whether there is an index of a set's records.
type SetIndex struct{ Enabled bool }

// IndexOf returns what a configuration says of the index of a set's records.
func IndexOf(set *tree.Node) (SetIndex, error) {
	var index SetIndex
	return index, model.Assign(registry.Serve().Context("namespaces.sets"), set, "SetIndex", &index)
}

// ChangeIndex makes the index of a set's records, or removes it. An index with a name serves as well as one that has none; it is
// removed by its name alone, so that asking for that is an error that wraps aero.CodeIndexFound.
func ChangeIndex(store *record.Store, namespace, set string, index SetIndex) error {
	if !index.Enabled {
		return store.DisableSetIndex(namespace, set)
	}
	if err := store.EnableSetIndex(namespace, set); !errors.Is(err, aero.CodeIndexFound) {
		return err
	}
	return nil
}
