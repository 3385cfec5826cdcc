package conf

// Options bounds a Parse.
type Options struct {
	// Grammar tells which lines open a context; nil is ServerGrammar.
	Grammar Grammar
	// BytesMax is the largest file, in bytes; 0 is DefaultBytesMax. A larger one is refused with ErrTooLarge.
	BytesMax int
	// ProblemsMax is how many problems are kept of each severity; 0 is DefaultProblemsMax. More are only counted.
	ProblemsMax int
}

// The defaults of Options.
const (
	// DefaultBytesMax is far above any file that people write. Lines of two bytes need the most memory, some 50 times the file.
	DefaultBytesMax = 16 << 20
	// DefaultProblemsMax is more than anybody mends in one go.
	DefaultProblemsMax = 200
)

// withDefaults returns the options with what was left out filled in.
func (o Options) withDefaults() Options {
	if o.Grammar == nil {
		o.Grammar = ServerGrammar
	}
	if o.BytesMax == 0 {
		o.BytesMax = DefaultBytesMax
	}
	if o.ProblemsMax == 0 {
		o.ProblemsMax = DefaultProblemsMax
	}
	return o
}
