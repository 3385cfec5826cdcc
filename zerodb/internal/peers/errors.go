package peers

import "errors"

var (
	// ErrForm says that the memory was never used, or by a program of another form.
	ErrForm = errors.New("zerodb: shared memory is not of this form")
	// ErrNoRoot says that nobody has published a root yet.
	ErrNoRoot = errors.New("zerodb: no root is published in the shared memory")
	// ErrDamaged says that the memory names a root that it does not hold.
	ErrDamaged = errors.New("zerodb: shared memory is damaged: end all processes that use the database and open it again")
)
