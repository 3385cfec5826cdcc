package keyform

import (
	"fmt"

	"github.com/aerolith/aerolith/zerodb/internal/fault"
)

// Malformed is the kind of damage of a stored key that its table's form cannot have.
const Malformed fault.Kind = "stored form of a key"

// KeySizeError reports a key whose length does not fit the order of its table.
type KeySizeError struct {
	// Size is the length of the key, Want the only one that the order has, both in bytes.
	Size, Want int
	// Order is the table's.
	Order Order
}

// Error says what is wrong and what would be right.
func (e *KeySizeError) Error() string {
	return fmt.Sprintf("zerodb: key of %d bytes in a table of order %v, whose keys have %d", e.Size, e.Order, e.Want)
}
