package segment

import "strconv"

// Kind tells the files of a log folder apart by their names.
type Kind uint8

// The kinds of files in a log folder.
const (
	// Foreign is a file that the log did not make and leaves alone.
	Foreign Kind = iota
	// Live is a segment: its header is valid and durable.
	Live
	// Spare is a file of zeros or of stale frames, whole and synced, that waits for its use.
	Spare
	// Unfinished is a file that was being made when the process ended.
	Unfinished
	// Ahead is what becomes a segment once those before it are durable. Nothing in it is, its header included.
	Ahead
)

// The suffixes behind the number.
const (
	liveSuffix       = ".log"
	spareSuffix      = ".spare"
	unfinishedSuffix = ".new"
	aheadSuffix      = ".ahead"

	nameDigits = 16
	nameBase   = 16
)

// Name returns the file name of the kind with that number: 16 hex digits and a suffix. kind must not be Foreign.
func Name(kind Kind, number uint64) string {
	digits := strconv.FormatUint(number, nameBase)
	const zeros = "0000000000000000"
	return zeros[len(digits):] + digits + suffix(kind)
}

// suffix returns how names of the kind end.
func suffix(kind Kind) string {
	switch kind {
	case Live:
		return liveSuffix
	case Spare:
		return spareSuffix
	case Ahead:
		return aheadSuffix
	default:
		return unfinishedSuffix
	}
}

// ParseName returns the kind of a file and its number. A name that Name would not have made is Foreign.
func ParseName(name string) (Kind, uint64) {
	if len(name) <= nameDigits {
		return Foreign, 0
	}
	number, err := strconv.ParseUint(name[:nameDigits], nameBase, 64)
	if err != nil {
		return Foreign, 0
	}
	for _, kind := range []Kind{Live, Spare, Unfinished, Ahead} {
		if Name(kind, number) == name {
			return kind, number
		}
	}
	return Foreign, 0
}
