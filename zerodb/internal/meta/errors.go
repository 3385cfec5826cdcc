package meta

import (
	"errors"
	"fmt"
)

// ErrNotDatabase says that neither meta page looks like one: the file is something else, or was overwritten.
var ErrNotDatabase = errors.New("zerodb: not a database file")

// VersionError says that the file was written in a form that this code does not know: nothing is damaged, open it with the release that
// wrote it.
type VersionError struct {
	// Version is the file's format version, the one that this code reads if only the features are unknown.
	Version uint32
	// Features are the file's unknown features, one bit each.
	Features uint64
}

// Error says what the file has and what this code knows.
func (e *VersionError) Error() string {
	return fmt.Sprintf("zerodb: file has format version %d and unknown features %#x; this release reads version %d: use the one that wrote it",
		e.Version, e.Features, FormatVersion)
}
