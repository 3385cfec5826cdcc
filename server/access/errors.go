package access

import "errors"

// ErrRow says that a stored row is no user or role of this version.
var ErrRow = errors.New("access: stored user or role has an unknown form")
