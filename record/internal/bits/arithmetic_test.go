package bits

import (
	"testing"

	"github.com/aerolith/aerolith/aero"
)

// TestUnsigned adds to and subtracts from unsigned integers, as a table.
func TestUnsigned(t *testing.T) {
	run(t, []change{
		{"add", "00ff", encode(opAdd, 0, 16, 1), "0100", aero.CodeOK},
		{"add within", "0ff0", encode(opAdd, 4, 8, 1, 0, integerWrap), "0000", aero.CodeOK},
		{"add over", "ff", encode(opAdd, 0, 8, 1), "ff", aero.CodeOpNotApplicable},
		{"add over, no fail", "ff", encode(opAdd, 0, 8, 1, noFail), "ff", aero.CodeOK},
		{"add over, wrap", "ff", encode(opAdd, 0, 8, 3, 0, integerWrap), "02", aero.CodeOK},
		{"add over, saturate", "f0", encode(opAdd, 0, 8, 0x20, 0, integerSaturate), "ff", aero.CodeOK},
		{"only the lowest bits are added", "01", encode(opAdd, 0, 8, 0x102), "03", aero.CodeOK},
		{"add 64 bits", "ffffffffffffffff", encode(opAdd, 0, 64, uint64(1), 0, integerWrap), "0000000000000000", aero.CodeOK},
		{"subtract", "0100", encode(opSubtract, 0, 16, 1), "00ff", aero.CodeOK},
		{"subtract under", "01", encode(opSubtract, 0, 8, 2), "01", aero.CodeOpNotApplicable},
		{"subtract under, wrap", "01", encode(opSubtract, 0, 8, 2, 0, integerWrap), "ff", aero.CodeOK},
		{"subtract under, saturate", "01", encode(opSubtract, 0, 8, 2, 0, integerSaturate), "00", aero.CodeOK},
		{"set", "ffffff", encode(opSetInteger, 4, 12, 0x1234), "f234ff", aero.CodeOK},
		{"set past the end", "ff", encode(opSetInteger, 4, 12, 1), "ff", aero.CodeOpNotApplicable},
		{"set, partial", "ff", encode(opSetInteger, 4, 12, 1, partial), "ff", aero.CodeParameter},
		{"set past the end, no fail", "ff", encode(opSetInteger, 4, 12, 1, noFail), "ff", aero.CodeOK},
		{"65 bits", "ffffffffffffffffff", encode(opSetInteger, 0, 65, 1), "ffffffffffffffffff", aero.CodeParameter},
		{"64 bits in 9 bytes", "ffffffffffffffffff", encode(opSetInteger, 1, 64, 0), "80000000000000007f", aero.CodeOK},
		{"wrap and saturate", "00", encode(opAdd, 0, 8, 1, 0, integerWrap|integerSaturate), "00", aero.CodeParameter},
		{"unknown flag", "00", encode(opAdd, 0, 8, 1, 0, 8), "00", aero.CodeParameter},
		{"missing", "-", encode(opAdd, 0, 8, 1), "-", aero.CodeBinNotFound},
	})
}

// TestSigned adds to and subtracts from signed integers, as a table, with what a real server makes of the smallest
// number.
func TestSigned(t *testing.T) {
	const signed, wrap, saturate = integerSigned, integerSigned | integerWrap, integerSigned | integerSaturate
	run(t, []change{
		{"add", "fe", encode(opAdd, 0, 8, 3, 0, signed), "01", aero.CodeOK},
		{"add a negative", "01", encode(opAdd, 0, 8, -2, 0, signed), "ff", aero.CodeOK},
		{"over", "7f", encode(opAdd, 0, 8, 1, 0, signed), "7f", aero.CodeOpNotApplicable},
		{"over, wrap", "7f", encode(opAdd, 0, 8, 1, 0, wrap), "80", aero.CodeOK},
		{"over, saturate", "70", encode(opAdd, 0, 8, 0x20, 0, saturate), "7f", aero.CodeOK},
		{"under", "81", encode(opAdd, 0, 8, -2, 0, signed), "81", aero.CodeOpNotApplicable},
		{"under, saturate", "81", encode(opAdd, 0, 8, -2, 0, saturate), "80", aero.CodeOK},
		{"twice the smallest is 0", "80", encode(opAdd, 0, 8, -128, 0, signed), "00", aero.CodeOK},
		{"subtract", "01", encode(opSubtract, 0, 8, 2, 0, signed), "ff", aero.CodeOK},
		{"subtract under", "80", encode(opSubtract, 0, 8, 1, 0, signed), "80", aero.CodeOpNotApplicable},
		{"subtract under, saturate", "81", encode(opSubtract, 0, 8, 3, 0, saturate), "80", aero.CodeOK},
		{"subtract over, saturate", "7f", encode(opSubtract, 0, 8, -1, 0, saturate), "7f", aero.CodeOK},
		{"-1 less the smallest fails", "ff", encode(opSubtract, 0, 8, -128, 0, signed), "ff", aero.CodeOpNotApplicable},
		{"5 less the smallest wraps", "05", encode(opSubtract, 0, 8, -128, 0, signed), "85", aero.CodeOK},
		{"across bytes", "0ff0", encode(opAdd, 4, 8, 2, 0, signed), "0010", aero.CodeOK},
	})
}
