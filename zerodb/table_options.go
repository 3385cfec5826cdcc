package zerodb

import (
	"fmt"

	"github.com/aerolith/aerolith/zerodb/internal/catalog"
	"github.com/aerolith/aerolith/zerodb/internal/keyform"
)

// KeyOrder says how the keys of a table are compared. It is chosen when the table is created and recorded in the file.
type KeyOrder = keyform.Order

const (
	// OrderBytes compares keys byte by byte. It is the default.
	OrderBytes = keyform.Bytes
	// OrderReverse compares keys byte by byte from the last one back. A prefix is then what keys end with.
	OrderReverse = keyform.Reverse
	// OrderUint32 takes keys of four bytes, which are little-endian numbers, and compares those.
	OrderUint32 = keyform.Uint32
	// OrderUint64 takes keys of eight bytes, which are little-endian numbers, and compares those.
	OrderUint64 = keyform.Uint64
)

// KeySizeError reports a key whose length does not fit the order of its table.
//
// Its fields: Size and Want, the length of the key and the only one that the order has, in bytes; Order, the table's.
type KeySizeError = keyform.KeySizeError

// TableOptions configures a table when it is created, and is checked when it is opened with options. The zero value is an ordinary
// table.
type TableOptions struct {
	// Order is how keys are compared. Default: OrderBytes.
	Order KeyOrder
	// Duplicates lets a key have a sorted set of values, compared byte by byte. Put adds one, Get returns the lowest, Delete removes all;
	// PutDup, DeleteDup, HasDup, CountDups and Dups concern single pairs of key and value, and Len, Count and cursors count pairs. Key
	// and value together are limited to what fits the page (see Options.MaxKeySize), less 2 bytes for the end mark of the key and
	// one for each zero in it, which tables of numbers do not need. A value lies in the same place as its key: what a cursor or a loop shows is valid until
	// the next step, while Get returns a copy.
	Duplicates bool
}

// form returns how a table with these options keeps its keys.
func (o TableOptions) form() keyform.Form {
	return keyform.Form{Order: o.Order, Duplicates: o.Duplicates}
}

// encodedOptions returns the table's options as the log and a backup keep them.
func (t *Table) encodedOptions() []byte { return catalog.EncodeForm(t.form) }

// Options returns the options that the table was created with.
func (t *Table) Options() TableOptions {
	return TableOptions{Order: t.form.Order, Duplicates: t.form.Duplicates}
}

// TableOptionsError says that a table was created with other options than it was to be opened with, or that options are unknown.
type TableOptionsError struct {
	// Want is what was asked for, Got what the table has.
	Want, Got TableOptions
}

// Error tells both.
func (e *TableOptionsError) Error() string {
	if !e.Want.Order.Valid() {
		return fmt.Sprintf("zerodb: option Order: unknown %v", e.Want.Order)
	}
	return fmt.Sprintf("zerodb: table was created with %v, not with %v: open it with the options that it has", e.Got, e.Want)
}

// String describes the options.
func (o TableOptions) String() string {
	if o.Duplicates {
		return fmt.Sprintf("order %v and duplicates", o.Order)
	}
	return fmt.Sprintf("order %v", o.Order)
}
