package expr

import (
	"math"
	"testing"

	"github.com/aerolith/aerolith/internal/exprcode"
)

// TestLogic pins the three-valued logic.
func TestLogic(t *testing.T) {
	check(t, []expectation{
		{code(exprcode.And, true, true), "true"},
		{code(exprcode.And, true, false), "false"},
		{code(exprcode.And, noBool, false), "false"},
		{code(exprcode.And, noBool, true), "unknown"},
		{code(exprcode.And, code(exprcode.Unknown), true), "unknown"},
		{code(exprcode.And, true), "refused"},
		{code(exprcode.And, true, 1), "refused"},
		{code(exprcode.Or, noBool, true), "true"},
		{code(exprcode.Or, noBool, false), "unknown"},
		{code(exprcode.Or, false, false, true), "true"},
		{code(exprcode.Or, true), "refused"},
		{code(exprcode.Not, false), "true"},
		{code(exprcode.Not, noBool), "unknown"},
		{code(exprcode.Not, true, true), "refused"},
		{code(exprcode.Not, 1), "refused"},
		{code(exprcode.Exclusive, true, false), "true"},
		{code(exprcode.Exclusive, true, true, noBool), "false"},
		{code(exprcode.Exclusive, true, noBool), "unknown"},
		{code(exprcode.Exclusive, false, false), "false"},
		{code(exprcode.Exclusive, true), "refused"},
		{code(exprcode.Unknown), "unknown"},
		{code(exprcode.Unknown, 1), "refused"},
	})
}

// TestCompare pins comparisons of every type.
func TestCompare(t *testing.T) {
	unordered := raw{0x81, 0x01, 0x02}
	check(t, []expectation{
		{code(exprcode.Equal, intBin, 7), "true"},
		{code(exprcode.NotEqual, intBin, 7), "false"},
		{code(exprcode.Greater, -1, 1), "false"},
		{code(exprcode.GreaterOrEqual, 1, 1), "true"},
		{code(exprcode.Less, -1, 1), "true"},
		{code(exprcode.LessOrEqual, 2, 1), "false"},
		{code(exprcode.Equal, noInt, 7), "unknown"},
		{code(exprcode.Equal, 7, noInt), "unknown"},
		{code(exprcode.Equal, 1, 1.0), "refused"},
		{code(exprcode.Equal, 1), "refused"},
		{code(exprcode.Equal, 1, 1, 1), "refused"},
		{code(exprcode.Less, floatBin, 2.0), "true"},
		{code(exprcode.Equal, math.NaN(), math.NaN()), "false"},
		{code(exprcode.NotEqual, math.NaN(), 1.0), "true"},
		{code(exprcode.Greater, "b", "abc"), "true"},
		{code(exprcode.Less, stringBin, "text2"), "true"},
		{code(exprcode.Equal, blobBin, blob("\x01\x02")), "true"},
		{code(exprcode.Greater, true, false), "true"},
		{code(exprcode.Equal, nil, nil), "true"},
		{code(exprcode.Less, nil, nil), "false"},
		{code(exprcode.Equal, listBin, code(exprcode.Quote, []any{1, 2, 3})), "true"},
		{code(exprcode.Less, listBin, code(exprcode.Quote, []any{1, 3})), "true"},
		{code(exprcode.Equal, mapBin, pairs{"a", 1, "b", []any{5}}), "true"},
		{code(exprcode.Equal, unordered, unordered), "unknown"},
		{code(exprcode.Equal, code(exprcode.Quote, []any{1, unordered}), code(exprcode.Quote, []any{2, unordered})), "false"},
		{code(exprcode.Equal, geoBin, geoBin), "refused"},
		{code(exprcode.Equal, sketch("x"), sketch("x")), "refused"},
		{code(exprcode.Equal, code(exprcode.Remove), code(exprcode.Remove)), "unknown"},
		{code(exprcode.InList, 2, listBin), "true"},
		{code(exprcode.InList, 4, listBin), "false"},
		{code(exprcode.InList, "1", listBin), "false"},
		{code(exprcode.InList, 2, noList), "unknown"},
		{code(exprcode.InList, noInt, listBin), "unknown"},
		{code(exprcode.InList, 2, 2), "refused"},
		{code(exprcode.InList, blob("x"), code(exprcode.Quote, []any{blob("x")})), "true"},
		{code(exprcode.Regex, 1, name("^t.+t$"), stringBin), "true"},
		{code(exprcode.Regex, 2, name("TEXT"), stringBin), "true"},
		{code(exprcode.Regex, 0, name("x+"), "xx"), "false"},
		{code(exprcode.Regex, 0, name("("), "a(b"), "true"},
		{code(exprcode.Regex, 1, name("("), stringBin), "refused"},
		{code(exprcode.Regex, 0, name("a"), intBin), "refused"},
		{code(exprcode.Regex, 0, name("a"), code(exprcode.Bin, int(TypeString), name("i"))), "unknown"},
	})
}

// TestArithmetic pins arithmetic on integers and floats.
func TestArithmetic(t *testing.T) {
	check(t, []expectation{
		{code(exprcode.Add, 1, 2, 3), "6"},
		{code(exprcode.Add, 1.5, 2.0), "3.5f"},
		{code(exprcode.Add, 1), "1"},
		{code(exprcode.Add), "refused"},
		{code(exprcode.Add, 1, 2.0), "refused"},
		{code(exprcode.Add, "a", "b"), "refused"},
		{code(exprcode.Add, math.MaxInt64, 1), "-9223372036854775808"},
		{code(exprcode.Add, noInt, 1), "unknown"},
		{code(exprcode.Add, 1, noInt), "unknown"},
		{code(exprcode.Subtract, 5), "-5"},
		{code(exprcode.Subtract, 5.0), "-5f"},
		{code(exprcode.Subtract, 5, 1, 1), "3"},
		{code(exprcode.Multiply, 5, 2), "10"},
		{code(exprcode.Multiply, 0.5, 2.0), "1f"},
		{code(exprcode.Divide, 20, 2, 3), "3"},
		{code(exprcode.Divide, 2), "0"},
		{code(exprcode.Divide, 2.0), "0.5f"},
		{code(exprcode.Divide, 1.0, 0.0), "+Inff"},
		{code(exprcode.Divide, 1, 0), "unknown"},
		{code(exprcode.Divide, math.MinInt64, -1), "-9223372036854775808"},
		{code(exprcode.Power, 2.0, 10.0), "1024f"},
		{code(exprcode.Power, 2, 10), "refused"},
		{code(exprcode.Log, 8.0, 2.0), "3f"},
		{code(exprcode.Modulo, -7, 3), "-1"},
		{code(exprcode.Modulo, 7, 0), "unknown"},
		{code(exprcode.Modulo, 7.0, 2.0), "refused"},
		{code(exprcode.Absolute, -7), "7"},
		{code(exprcode.Absolute, -7.5), "7.5f"},
		{code(exprcode.Absolute, math.MinInt64), "-9223372036854775808"},
		{code(exprcode.Floor, -1.5), "-2f"},
		{code(exprcode.Floor, 1), "refused"},
		{code(exprcode.Ceiling, 1.2), "2f"},
		{code(exprcode.ToInt, -1.9), "-1"},
		{code(exprcode.ToInt, math.NaN()), "-9223372036854775808"},
		{code(exprcode.ToInt, 1e300), "-9223372036854775808"},
		{code(exprcode.ToInt, 1), "refused"},
		{code(exprcode.ToFloat, 3), "3f"},
		{code(exprcode.ToFloat, 3.0), "refused"},
		{code(exprcode.Minimum, 3, 1, 2), "1"},
		{code(exprcode.Maximum, 3.0, 1.0), "3f"},
		{code(exprcode.Maximum, 3.0, noInt), "refused"},
	})
}

// TestBits pins the instructions on the bits of integers.
func TestBits(t *testing.T) {
	check(t, []expectation{
		{code(exprcode.BitAnd, 12, 10), "8"},
		{code(exprcode.BitOr, 12, 10, 1), "15"},
		{code(exprcode.BitXor, 12, 10), "6"},
		{code(exprcode.BitNot, 0), "-1"},
		{code(exprcode.BitAnd, 1.0), "refused"},
		{code(exprcode.LeftShift, 1, 4), "16"},
		{code(exprcode.LeftShift, 1, 65), "2"},
		{code(exprcode.RightShift, -1, 60), "15"},
		{code(exprcode.ArithmeticShift, -16, 2), "-4"},
		{code(exprcode.LeftShift, 1, -1), "-9223372036854775808"},
		{code(exprcode.BitCount, -1), "64"},
		{code(exprcode.LeftScan, 1, true), "63"},
		{code(exprcode.LeftScan, 0, true), "-1"},
		{code(exprcode.LeftScan, -1, false), "-1"},
		{code(exprcode.RightScan, 1, true), "63"},
		{code(exprcode.RightScan, 8, true), "60"},
		{code(exprcode.RightScan, 0, true), "-1"},
		{code(exprcode.RightScan, 0, false), "63"},
		{code(exprcode.RightScan, 1, 1), "refused"},
		{code(exprcode.LeftScan, noInt, true), "unknown"},
		{code(exprcode.BitNot, noInt), "unknown"},
	})
}

// TestMetadata pins what a record knows of itself.
func TestMetadata(t *testing.T) {
	check(t, []expectation{
		{code(exprcode.DigestModulo, 3), "1"},
		{code(exprcode.DigestModulo, -3), "1"},
		{code(exprcode.DigestModulo, 0), "refused"},
		{code(exprcode.DigestModulo, 1<<32), "refused"},
		{code(exprcode.DeviceSize), "128"},
		{code(exprcode.MemorySize), "0"},
		{code(exprcode.RecordSize), "128"},
		{code(exprcode.RecordSize, 1), "refused"},
		{code(exprcode.LastUpdate), "1262304500000000000"},
		{code(exprcode.SinceUpdate), "100000"},
		{code(exprcode.VoidTime), "1262305000000000000"},
		{code(exprcode.TTL), "400"},
		{code(exprcode.SetName), `"people"`},
		{code(exprcode.KeyExists), "true"},
		{code(exprcode.IsTombstone), "false"},
		{code(exprcode.Key, int(TypeString)), `"me"`},
		{code(exprcode.Key, int(TypeInt)), "unknown"},
		{code(exprcode.Key, int(TypeFloat)), "refused"},
		{code(exprcode.BinType, name("i")), "1"},
		{code(exprcode.BinType, name("none")), "0"},
		{code(exprcode.BinType, name("l")), "20"},
		{code(exprcode.BinType, name("sixteen letters!")), "refused"},
		{intBin, "7"},
		{floatBin, "1.5f"},
		{stringBin, `"text"`},
		{boolBin, "true"},
		{noInt, "unknown"},
		{code(exprcode.Bin, int(TypeFloat), name("i")), "unknown"},
		{code(exprcode.Bin, int(TypeNil), name("none")), "unknown"},
		{code(exprcode.Bin, int(typeReserved), name("i")), "refused"},
		{code(exprcode.Bin, int(TypeInt), 5), "refused"},
	})
}
