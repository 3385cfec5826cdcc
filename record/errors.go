package record

import (
	"errors"
	"fmt"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/zerodb"
)

// ErrClosed says that the store was closed.
var ErrClosed = errors.New("record: store is closed")

// ErrAbandoned says that the context ended while a write was still waiting for its turn: it had no effect. The error
// wraps the context's.
var ErrAbandoned = errors.New("record: write was given up before its turn and had no effect")

// ErrFormat says that a table holds something that this version does not understand.
var ErrFormat = errors.New("record: stored data has an unknown form")

// ErrUnreadable says that a page of the data file could not be read at all: the file was truncated under the running
// process, or the disk has a bad sector. zerodb's checker tells where.
var ErrUnreadable = errors.New("record: stored record cannot be read (fault in the map of the data file)")

// refusal is the error of operations that answer with a code but have no result to put it in.
func refusal(operation string, code aero.ResultCode) error {
	return fmt.Errorf("record: %s: %w", operation, code)
}

// refusalBecause is refusal with the reason.
func refusalBecause(operation string, code aero.ResultCode, why error) error {
	return fmt.Errorf("record: %s: %w: %w", operation, code, why)
}

// tableError adds the namespace and what was done to a failure of the engine, and ErrClosed where that is the reason.
func tableError(namespace, operation string, err error) error {
	if errors.Is(err, zerodb.ErrClosed) {
		err = fmt.Errorf("%w: %w", ErrClosed, err)
	}
	return fmt.Errorf("record: namespace %s: %s: %w", namespace, operation, err)
}

// codeOf returns the result code that stands for a failure of the engine which left everything as it was, or false
// if there is none.
func codeOf(err error) (aero.ResultCode, bool) {
	var limit *zerodb.LimitError
	switch {
	case errors.Is(err, zerodb.ErrCommitUnknown):
		return 0, false
	case errors.Is(err, zerodb.ErrNoSpace):
		return aero.CodeOutOfSpace, true
	case errors.As(err, &limit):
		return codeOfLimit(limit), true
	}
	return 0, false
}

// codeOfLimit tells a record that is too large from a database that is full.
func codeOfLimit(limit *zerodb.LimitError) aero.ResultCode {
	switch limit.Option {
	case optionMaxValueSize, optionMaxTxBytes:
		return aero.CodeRecordTooBig
	}
	return aero.CodeOutOfSpace
}

// exceedsTransaction reports whether a group of writes outgrew one transaction.
func exceedsTransaction(err error) bool {
	var limit *zerodb.LimitError
	return errors.As(err, &limit) && limit.Option == optionMaxTxBytes
}

// The engine's options whose limits speak of one record or one group rather than of the whole database.
const (
	optionMaxValueSize = "MaxValueSize"
	optionMaxTxBytes   = "MaxTxBytes"
)
