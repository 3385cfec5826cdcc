package fault

import "fmt"

// LimitError says that a limit of the options was reached.
type LimitError struct {
	// Limit names what is limited, as in "key size".
	Limit string
	// Value is what was asked for, Max what is allowed.
	Value, Max int64
	// Option is the field of the options that sets the limit.
	Option string
}

// Error tells the limit, the value and the option.
func (e *LimitError) Error() string {
	return fmt.Sprintf("zerodb: %s %d exceeds the limit of %d (option %s)", e.Limit, e.Value, e.Max, e.Option)
}
