package expr_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/aero/expr"
)

// Example builds the filter of a command: adults who are not called Bob.
func Example() {
	filter := expr.And(
		expr.GreaterOrEqual(expr.IntBin("age"), expr.Int(18)),
		expr.NotEqual(expr.StringBin("name"), expr.String("Bob")),
	)
	encoded, err := filter.Encode()
	cmd := aero.RecordCommand{Flags: aero.FlagRead | aero.FlagReadAllBins, Filter: encoded}
	fmt.Printf("%x %v\n", cmd.Filter, err)
	// Output: 93109304935102a3616765129302935103a46e616d65a403426f62 <nil>
}

// ExampleWrite gives a bin the value of an expression.
func ExampleWrite() {
	op, err := expr.Write("total", expr.Add(expr.IntBin("a"), expr.IntBin("b")), expr.WriteCreateOnly)
	fmt.Println(op.Type == aero.OpExpressionModify, op.Bin, err)
	// Output: true total <nil>
}

// TestMistakes encodes expressions that cannot be.
func TestMistakes(t *testing.T) {
	for what, e := range map[string]expr.Expression{
		"zero":           {},
		"zero inside":    expr.And(expr.True(), expr.Expression{}),
		"no encoding":    expr.List(make(chan int)),
		"long name":      expr.IntBin(strings.Repeat("x", 1<<17)),
		"inside of that": expr.Not(expr.Not(expr.IntBin(strings.Repeat("x", 1<<17)))),
	} {
		if _, err := e.Encode(); !errors.Is(err, expr.ErrExpression) {
			t.Errorf("%s: %v", what, err)
		}
		if _, err := expr.Read("x", e, 0); !errors.Is(err, expr.ErrExpression) {
			t.Errorf("%s as an operation: %v", what, err)
		}
	}
}
