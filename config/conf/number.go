package conf

import (
	"errors"
	"fmt"
	"math"
	"math/bits"
	"strconv"
	"strings"
)

// How a text fails to be a number; errors.Is finds them in what the readers return. No error repeats the text.
var (
	// ErrNumber says that the server refuses the text.
	ErrNumber = errors.New("conf: not a number")
	// ErrOverflow says that the number does not fit 64 bits. The server does not notice and takes another one.
	ErrOverflow = errors.New("conf: number too large")
	// ErrNoDigits says that the text has no digits. The server takes 0 for it.
	ErrNoDigits = errors.New("conf: number without digits")
)

// binaryUnits are the suffixes of integers, each 1,024 times the one before.
const binaryUnits = "KMGTP"

// ReadUint reads an unsigned integer as the server does: decimal digits and at most one of the suffixes K, M, G, T, P, in
// either case, which count in powers of 1,024. With ErrOverflow and ErrNoDigits, the number is what the server takes.
func ReadUint(text string) (uint64, error) {
	digits, rest := cutDigits(text)
	value, over := decimal(digits)
	if rest != "" {
		unit := strings.IndexByte(binaryUnits, upper(rest[0]))
		if unit < 0 || len(rest) > 1 {
			return 0, fmt.Errorf("%w: digits and one of K, M, G, T, P for powers of 1024, without sign, fraction or blank", ErrNumber)
		}
		high, low := bits.Mul64(value, 1<<(10*(unit+1)))
		value, over = low, over || high > 0
	}
	switch {
	case text == "":
		return 0, fmt.Errorf("%w: the value is missing", ErrNumber)
	case over:
		return value, fmt.Errorf("%w: the server would silently take %d", ErrOverflow, value)
	case digits == "":
		return value, fmt.Errorf("%w: the server would silently take %d", ErrNoDigits, value)
	}
	return value, nil
}

// AppendUint appends an integer as ReadUint reads it, with the largest suffix that divides it. 0 has none.
func AppendUint(to []byte, value uint64) []byte {
	unit := -1
	for unit+1 < len(binaryUnits) && value != 0 && value%1024 == 0 {
		value /= 1024
		unit++
	}
	to = strconv.AppendUint(to, value, 10)
	if unit >= 0 {
		to = append(to, binaryUnits[unit])
	}
	return to
}

// ReadInt32 reads a signed integer as the server does where it allows a sign: an optional minus and decimal digits, no
// suffix. The error is ErrNumber.
func ReadInt32(text string) (int32, error) {
	digits, rest := cutDigits(strings.TrimPrefix(text, "-"))
	value, err := strconv.ParseInt(text, 10, 32)
	if err != nil || digits == "" || rest != "" {
		return 0, fmt.Errorf("%w: digits that fit 32 bits with an optional minus, without suffix", ErrNumber)
	}
	return int32(value), nil
}

// ReadHex reads a hexadecimal integer of 64 bits as the server does, with an optional 0x. The error is ErrNumber.
func ReadHex(text string) (uint64, error) {
	digits := text
	if len(text) > 2 && text[0] == '0' && upper(text[1]) == 'X' {
		digits = text[2:]
	}
	value, err := strconv.ParseUint(digits, 16, 64)
	if err != nil {
		return 0, fmt.Errorf("%w: up to 16 hexadecimal digits that fit 64 bits", ErrNumber)
	}
	return value, nil
}

// ReadBool reads true or false in any case. The error is ErrNumber, also for yes and no, which the server refuses although
// its message names them.
func ReadBool(text string) (bool, error) {
	switch {
	case strings.EqualFold(text, "true"):
		return true, nil
	case strings.EqualFold(text, "false"):
		return false, nil
	}
	return false, fmt.Errorf("%w: true or false", ErrNumber)
}

// cutDigits cuts a text behind the decimal digits that it begins with.
func cutDigits(text string) (digits, rest string) {
	at := 0
	for at < len(text) && text[at] >= '0' && text[at] <= '9' {
		at++
	}
	return text[:at], text[at:]
}

// decimal returns the value of decimal digits modulo 2⁶⁴, and whether it is larger.
func decimal(digits string) (value uint64, over bool) {
	for i := range len(digits) {
		high, low := bits.Mul64(value, 10)
		sum, carry := bits.Add64(low, uint64(digits[i]-'0'), 0)
		value, over = sum, over || high > 0 || carry > 0
	}
	return value, over
}

// upper returns the upper case of an ASCII letter.
func upper(b byte) byte {
	if b >= 'a' && b <= 'z' {
		return b - ('a' - 'A')
	}
	return b
}

// secondsMax is the longest duration, and what the server makes of -1.
const secondsMax = math.MaxUint32
