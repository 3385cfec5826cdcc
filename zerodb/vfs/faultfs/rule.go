package faultfs

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/aerolith/aerolith/zerodb/vfs"
)

// ErrInjected is in every error that this package makes, so that a test can tell it from a real one.
var ErrInjected = errors.New("faultfs: injected failure")

// Fault says what happens to a call.
type Fault int

// The faults.
const (
	// IOError makes the call fail with EIO and do nothing. A sync that fails, with whatever fault, also loses what it
	// was to write, if the wrapped file system can do that (memfs can): later syncs succeed without writing it, as
	// on systems that drop the pages of a failed write-back. So who repeats a failed sync and believes the second
	// answer loses data, and a crash image shows it.
	IOError Fault = iota + 1
	// NoSpace makes the call fail with vfs.ErrNoSpace and do nothing.
	NoSpace
	// ShortWrite makes a write store the first half of its bytes and then fail with EIO; any other call does the
	// same as with IOError.
	ShortWrite
	// ShortNoSpace makes a write store the first half of its bytes and then fail with vfs.ErrNoSpace, as a disk does
	// that fills up; any other call does the same as with NoSpace.
	ShortNoSpace
)

// String returns the fault's name.
func (f Fault) String() string {
	names := [...]string{"I/O error", "no space", "short write", "short write for want of space"}
	if f < IOError || int(f) > len(names) {
		return fmt.Sprintf("fault %d", int(f))
	}
	return names[f-1]
}

// cause returns the error that the fault stands for.
func (f Fault) cause() error {
	if f == NoSpace || f == ShortNoSpace {
		return fmt.Errorf("%w: %w", ErrInjected, vfs.ErrNoSpace)
	}
	return fmt.Errorf("%w: %w", ErrInjected, syscall.EIO)
}

// isShort reports whether half of a write is stored.
func (f Fault) isShort() bool { return f == ShortWrite || f == ShortNoSpace }

// Forever as Rule.Times lets a rule go on without end.
const Forever = -1

// Rule chooses calls and says what happens to them. A call must meet every condition that is set.
type Rule struct {
	// Op is the operation; empty means any.
	Op vfs.Op
	// Name is a pattern of filepath.Match for the last component of the path that the call is about, of either path
	// for a rename; where it has a separator, for the whole path; empty means any.
	Name string
	// Skip is how many calls that meet the conditions are let through first.
	Skip int
	// Times is how many calls fail after those; 0 means one, Forever all.
	Times int
	// Fault is what happens to them.
	Fault Fault
}

// state is a rule with what is left of it.
type state struct {
	rule         Rule
	skips, times int
}

// matches reports whether a call meets the rule's conditions.
func (r Rule) matches(op vfs.Op, paths []string) bool {
	if r.Op != "" && r.Op != op {
		return false
	}
	if r.Name == "" {
		return true
	}
	whole := strings.ContainsRune(r.Name, filepath.Separator)
	for _, path := range paths {
		if !whole {
			path = filepath.Base(path)
		}
		if ok, err := filepath.Match(r.Name, path); err == nil && ok {
			return true
		}
	}
	return false
}

// strikes counts a call that matches and reports whether it is to fail.
func (s *state) strikes() bool {
	if s.skips > 0 {
		s.skips--
		return false
	}
	if s.times == 0 {
		return false
	}
	if s.times != Forever {
		s.times--
	}
	return true
}
