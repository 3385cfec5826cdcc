package check

import "errors"

// ErrTarget says that a version or an edition cannot be understood.
var ErrTarget = errors.New("config: unknown target")
