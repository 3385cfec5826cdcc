package bits

import (
	"testing"

	"github.com/aerolith/aerolith/aero"
)

// TestCombine sets, joins, turns and clears ranges by a buffer, as a table.
func TestCombine(t *testing.T) {
	run(t, []change{
		{"set", "ffff", encode(opSet, 4, 8, raw(0x00)), "f00f", aero.CodeOK},
		{"set three bits", "00", encode(opSet, 2, 3, raw(0xff)), "38", aero.CodeOK},
		{"set takes the first bits", "0000", encode(opSet, 12, 4, raw(0x5a, 0xff)), "0005", aero.CodeOK},
		{"set from the end", "0000", encode(opSet, -4, 4, raw(0xf0)), "000f", aero.CodeOK},
		{"set all", "0000", encode(opSet, -16, 16, raw(0x12, 0x34)), "1234", aero.CodeOK},
		{"buffer too short", "0000", encode(opSet, 0, 9, raw(0xff)), "0000", aero.CodeParameter},
		{"past the end", "0000", encode(opSet, 9, 8, raw(0xff)), "0000", aero.CodeOpNotApplicable},
		{"past the end, no fail", "0000", encode(opSet, 9, 8, raw(0xff), noFail), "0000", aero.CodeOK},
		{"past the end, partial", "0000", encode(opSet, 9, 8, raw(0xff), partial), "007f", aero.CodeOK},
		{"behind the end", "0000", encode(opSet, 16, 1, raw(0xff), partial), "0000", aero.CodeOpNotApplicable},
		{"behind the end, no fail", "00", encode(opSet, 8, 1, raw(0xff), partial|noFail), "00", aero.CodeOK},
		{"before the start", "00", encode(opSet, -9, 1, raw(0xff), noFail), "00", aero.CodeParameter},
		{"no bits", "00", encode(opSet, 0, 0, raw(0xff)), "00", aero.CodeParameter},
		{"missing", "-", encode(opSet, 0, 1, raw(0xff)), "-", aero.CodeBinNotFound},
		{"create only", "00", encode(opSet, 0, 1, raw(0xff), createOnly), "00", aero.CodeParameter},
		{"or", "0f0f", encode(opOr, 4, 8, raw(0xa5)), "0f5f", aero.CodeOK},
		{"or clipped in a later byte", "000000", encode(opOr, 12, 24, raw(0xff, 0xff, 0xff), partial), "000fff", aero.CodeOK},
		{"xor", "ffff", encode(opXor, 4, 8, raw(0xa5)), "f5af", aero.CodeOK},
		{"and", "ffff", encode(opAnd, 4, 8, raw(0xa5)), "fa5f", aero.CodeOK},
		{"not", "00ff", encode(opNot, 4, 8), "0f0f", aero.CodeOK},
		{"not one bit", "00", encode(opNot, 7, 1), "01", aero.CodeOK},
	})
}

// TestShift shifts ranges, as a table. Shifts of a clipped range that a real node does not survive are refused.
func TestShift(t *testing.T) {
	clip := func(number, offset, size, by int, more ...int) aero.Particle {
		flags := partial
		for _, flag := range more {
			flags |= flag
		}
		return encode(number, offset, size, by, flags)
	}
	run(t, []change{
		{"left", "123456", encode(opLeftShift, 4, 16, 4), "134506", aero.CodeOK},
		{"left by nothing", "123456", encode(opLeftShift, 4, 16, 0), "123456", aero.CodeOK},
		{"left by all", "123456", encode(opLeftShift, 4, 16, 16), "100006", aero.CodeOK},
		{"left by more", "123456", encode(opLeftShift, 4, 16, 1000), "100006", aero.CodeOK},
		{"right", "123456", encode(opRightShift, 4, 16, 4), "102346", aero.CodeOK},
		{"right by bytes", "123456", encode(opRightShift, 0, 24, 8), "001234", aero.CodeOK},
		{"right by all", "123456", encode(opRightShift, 4, 16, 16), "100006", aero.CodeOK},
		{"negative", "123456", encode(opRightShift, 4, 16, -1), "123456", aero.CodeParameter},
		{"too far", "123456", encode(opLeftShift, 4, 16, maxBits+1), "123456", aero.CodeParameter},
		{"farthest", "123456", encode(opLeftShift, 4, 16, maxBits), "100006", aero.CodeOK},
		{"clipped left", "123456", clip(opLeftShift, 12, 100, 4), "123560", aero.CodeOK},
		{"clipped right", "123456", clip(opRightShift, 12, 100, 4), "123045", aero.CodeOK},
		{"clipped, the last harmless shift", "123456", clip(opLeftShift, 12, 100, 15), "123000", aero.CodeOK},
		{"clipped, deadly left", "123456", clip(opLeftShift, 12, 100, 16), "123456", aero.CodeOpNotApplicable},
		{"clipped, deadly right", "123456", clip(opRightShift, 12, 100, 19), "123456", aero.CodeOpNotApplicable},
		{"clipped, deadly, no fail", "123456", clip(opRightShift, 12, 100, 19, noFail), "123456", aero.CodeOK},
		{"clipped, beyond", "123456", clip(opLeftShift, 12, 100, 20), "123000", aero.CodeOK},
		{"clipped in the first byte", "1234", clip(opLeftShift, 4, 100, 13), "1000", aero.CodeOK},
	})
}
