package cdt_test

import (
	"fmt"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/aero/cdt"
	"github.com/aerolith/aerolith/aero/op"
)

// Example adds a score to a list that is kept in order, and reads the best three: ranks count from the lowest, negative ones
// from the highest.
func Example() {
	scores := cdt.List("scores").Under(cdt.ListOrdered, 0)
	operations, err := op.All(scores.Append(310), scores.GetByRankRange(-3, 3, cdt.ReturnValue))
	fmt.Println(len(operations), err)
	// Output: 2 <nil>
}

// ExampleMap changes a map that lies inside of another one, and makes that where it is missing.
func ExampleMap() {
	anna := cdt.Map("people", cdt.KeyCreateMap("anna", aero.MapKeyOrdered))
	operations, err := op.All(anna.Put("age", 30), anna.GetByKey("age", cdt.ReturnValue))
	fmt.Println(len(operations), err)
	// Output: 2 <nil>
}
