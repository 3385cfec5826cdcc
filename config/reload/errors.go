package reload

import "errors"

// The reasons for which nothing changed; errors.Is finds them. An invalid configuration is a problem.Problems.
var (
	// ErrApply says that a part refused a change; the parts before it were taken back.
	ErrApply = errors.New("config: a change was refused, everything stays as it was")
	// ErrRollback says that a part could not be taken back after another one refused; it may have the new values.
	ErrRollback = errors.New("config: a change could not be taken back")
	// ErrOptions says that a Reloader cannot be made.
	ErrOptions = errors.New("config: a reloader needs a first configuration and a way to read the next")
)
