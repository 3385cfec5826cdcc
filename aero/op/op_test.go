package op

import (
	"encoding/hex"
	"errors"
	"testing"

	"github.com/aerolith/aerolith/aero"
)

// TestEncoding compares operands with their known bytes.
func TestEncoding(t *testing.T) {
	cases := []struct {
		step Step
		kind aero.OpType
		want string
	}{
		{Put("n", 1), aero.OpWrite, "0000000000000001"},
		{Add("n", 2.5), aero.OpAdd, "4004000000000000"},
		{Get("n"), aero.OpRead, ""},
		{Touch(), aero.OpTouch, ""},
		{Bits("b").Resize(4, ResizeGrowOnly), aero.OpBitModify, "9400040002"},
		{Bits("b").Under(NoFail).Set(0, 8, []byte{7}), aero.OpBitModify, "95030008a2040704"},
		{Bits("b").GetInt(0, 8, Signed), aero.OpBitRead, "9436000801"},
		{Bits("b").ScanRight(0, 8), aero.OpBitRead, "94350008c3"},
		{HLL("h").Add([]any{"a"}, 8, -1), aero.OpHLLModify, "950191a2036108ff00"},
		{HLL("h").Count(), aero.OpHLLRead, "9132"},
		{Expression("e", []byte{0xc3}, ExpressionEvalNoFail), aero.OpExpressionRead, "92c310"},
		{PutExpression("e", []byte{0xc3}, 0), aero.OpExpressionModify, "92c300"},
	}
	for i, c := range cases {
		got := hex.EncodeToString(c.step.Operation.Value.Data)
		if c.step.Err != nil || c.step.Operation.Type != c.kind || got != c.want {
			t.Errorf("case %d: type %d, %s, %v; want %s", i, c.step.Operation.Type, got, c.step.Err, c.want)
		}
	}
}

// TestAll passes operations on, and the first error.
func TestAll(t *testing.T) {
	operations, err := All(Get("a"), GetAll(), Delete())
	if err != nil || len(operations) != 3 {
		t.Fatalf("%v, %v", operations, err)
	}
	if _, err := All(Get("a"), Put("b", struct{}{})); !errors.Is(err, aero.ErrUnsupportedValue) {
		t.Fatal(err)
	}
}
