package codec

import "errors"

// The failures of this package; errors.Is finds them.
var (
	// ErrFormat says that a format is not known.
	ErrFormat = errors.New("config: unknown format")
	// ErrTooLarge says that a text exceeds BytesMax.
	ErrTooLarge = errors.New("config: text too large")
	// ErrWrite says that a tree cannot be written in a format.
	ErrWrite = errors.New("config: cannot be written")
)

// BytesMax is the largest text that is read, in bytes: far above any configuration that people write.
const BytesMax = 16 << 20

// valuesMax bounds the values and keys of one text, which take some twenty times the memory of the text that is made to have many.
const valuesMax = 1 << 21

// depthMax bounds how deep YAML and JSON nest; options need less than ten.
const depthMax = 32

// problemsMax bounds the problems of one reading: more than anybody mends in one go.
const problemsMax = 1000
