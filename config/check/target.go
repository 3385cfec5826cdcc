package check

import (
	"fmt"
	"strconv"
	"strings"
)

// Edition is an edition of an Aerospike server.
type Edition string

// The editions.
const (
	// AnyEdition does not look at editions.
	AnyEdition Edition = ""
	// Community is the Community edition.
	Community Edition = "community"
	// Enterprise is the Enterprise edition.
	Enterprise Edition = "enterprise"
)

// ParseEdition reads the name of an edition; empty is AnyEdition. The error is ErrTarget.
func ParseEdition(text string) (Edition, error) {
	switch e := Edition(strings.ToLower(text)); e {
	case AnyEdition, Community, Enterprise:
		return e, nil
	case "ce":
		return Community, nil
	case "ee":
		return Enterprise, nil
	}
	return "", fmt.Errorf("%w: edition %q: choose community or enterprise", ErrTarget, text)
}

// Host is the machine that a configuration is for, as far as it is known.
type Host struct {
	// CPUs is the number of processors, OpenFiles the limit of open files of the process; 0 is unknown.
	CPUs, OpenFiles uint64
	// Memory is the machine's memory in bytes; 0 is unknown.
	Memory uint64
	// Exists reports whether a path is there; nil is unknown.
	Exists func(path string) bool
}

// Target is what a configuration is checked for.
type Target struct {
	// Version is the version of the server; the zero Version is the newest one that is known.
	Version Version
	// Edition is its edition.
	Edition Edition
	// Host is the machine.
	Host Host
}

// Version is a version of the server: the first three numbers.
type Version [3]int

// Newest is the version that the registry describes.
func Newest() Version { return Version{8, 1, 2} }

// Oldest is the first version whose options the registry can tell apart.
func Oldest() Version { return Version{7, 0, 0} }

// ParseVersion reads one to four numbers with dots between them; the fourth does not matter. The error is ErrTarget.
func ParseVersion(text string) (Version, error) {
	var v Version
	parts := strings.Split(text, ".")
	if len(parts) > len(v)+1 {
		return v, fmt.Errorf("%w: version %q: write it as in 8.1.0", ErrTarget, text)
	}
	for i, part := range parts {
		n, err := strconv.ParseUint(part, 10, 16)
		if err != nil {
			return v, fmt.Errorf("%w: version %q: write it as in 8.1.0", ErrTarget, text)
		}
		if i < len(v) {
			v[i] = int(n)
		}
	}
	return v, nil
}

// String returns the numbers with dots between them.
func (v Version) String() string { return fmt.Sprintf("%d.%d.%d", v[0], v[1], v[2]) }

// Before reports whether the version is older than another one.
func (v Version) Before(o Version) bool {
	for i := range v {
		if v[i] != o[i] {
			return v[i] < o[i]
		}
	}
	return false
}
