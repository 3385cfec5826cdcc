package conf

import (
	"fmt"
	"math/bits"
	"strconv"
	"strings"
)

// timeUnits are the suffixes of durations, and timeSeconds their seconds.
const timeUnits = "SMHD"

// timeSeconds returns the seconds of a unit.
func timeSeconds(unit int) uint64 { return [...]uint64{1, 60, 60 * 60, 24 * 60 * 60}[unit] }

// ReadSeconds reads a duration as the server does for options that it counts in seconds: decimal digits and at most one of the
// suffixes s, m, h, d, in either case; -1 is the largest number, which means never where that is allowed. The errors are ErrNumber,
// also for
// what does not fit 32 bits; with ErrOverflow and ErrNoDigits the number is what the server takes.
func ReadSeconds(text string) (uint32, error) {
	if text == "-1" {
		return secondsMax, nil
	}
	digits, rest := cutDigits(text)
	value, over := decimal(digits)
	if rest != "" {
		unit := strings.IndexByte(timeUnits, upper(rest[0]))
		if unit < 0 || len(rest) > 1 {
			return 0, fmt.Errorf("%w: digits and one of s, m, h, d", ErrNumber)
		}
		high, low := bits.Mul64(value, timeSeconds(unit))
		value, over = low, over || high > 0
	}
	switch {
	case text == "":
		return 0, fmt.Errorf("%w: the value is missing", ErrNumber)
	case value > secondsMax:
		return 0, fmt.Errorf("%w: more than %d seconds", ErrNumber, uint32(secondsMax))
	case over:
		return uint32(value), fmt.Errorf("%w: the server would silently take %d", ErrOverflow, value)
	case digits == "":
		return 0, fmt.Errorf("%w: the server would silently take 0", ErrNoDigits)
	}
	return uint32(value), nil
}

// AppendSeconds appends a duration as ReadSeconds reads it, with the largest suffix that divides it. 0 has none, and the
// largest number is -1.
func AppendSeconds(to []byte, seconds uint32) []byte {
	if seconds == secondsMax {
		return append(to, "-1"...)
	}
	if seconds == 0 {
		return append(to, '0')
	}
	for unit := len(timeUnits) - 1; ; unit-- {
		if size := uint32(timeSeconds(unit)); seconds%size == 0 {
			to = strconv.AppendUint(to, uint64(seconds/size), 10)
			return append(to, "smhd"[unit])
		}
	}
}
