package mvcc

import "errors"

var (
	// ErrTooManyReaders says that every slot is taken by a read transaction.
	ErrTooManyReaders = errors.New("zerodb: too many read transactions are open")
	// ErrNothingVisible says that no version has been published yet.
	ErrNothingVisible = errors.New("zerodb: no version of the database is visible yet")
)
