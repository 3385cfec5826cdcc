package op_test

import (
	"fmt"

	"github.com/aerolith/aerolith/aero/op"
)

// Example builds the steps of one command: add, lengthen a text, and read both. A client's Apply takes such steps as they
// are; All gives them in the encoded form, or says what cannot be.
func Example() {
	operations, err := op.All(op.Add("visits", 1), op.Append("log", "again;"), op.Get("visits"), op.Get("log"))
	fmt.Println(len(operations), err)
	_, err = op.All(op.Put("bin", make(chan int)))
	fmt.Println(err)
	// Output:
	// 4 <nil>
	// operation 0: bin "bin": type chan int: aero: value of this Go type cannot be stored
}

// ExampleBits sets the tenth bit, counts the bits that are set in the first two bytes, and looks for the first of them.
func ExampleBits() {
	days := op.Bits("days")
	operations, err := op.All(days.Set(9, 1, []byte{0x80}), days.Count(0, 16), days.ScanLeft(0, 16))
	fmt.Println(len(operations), err)
	// Output: 3 <nil>
}

// ExampleHLL adds values to a sketch of 2^10 registers and asks how many different ones it has seen.
func ExampleHLL() {
	visitors := op.HLL("visitors")
	operations, err := op.All(visitors.Add([]any{"anna", "bert"}, 10, 0), visitors.Count())
	fmt.Println(len(operations), err)
	// Output: 2 <nil>
}
