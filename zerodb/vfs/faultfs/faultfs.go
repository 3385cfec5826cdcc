package faultfs

import (
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"sync"

	"github.com/aerolith/aerolith/zerodb/vfs"
)

// FS is a file system whose calls can be made to fail. Without rules it only counts.
type FS struct {
	inner vfs.FS

	// mu guards the fields below.
	mu    sync.Mutex
	rules []*state
	// calls counts by operation, total all of them, injected those that failed because of a rule.
	calls           map[vfs.Op]int
	total, injected int
}

var _ vfs.FS = (*FS)(nil)

// New returns a file system that does what inner does until a rule says otherwise.
func New(inner vfs.FS) *FS {
	return &FS{inner: inner, calls: map[vfs.Op]int{}}
}

// Inject adds a rule. Where several rules match a call, each counts it and the first that strikes decides. It fails
// if the name is no valid pattern, the fault is unknown or a number is negative (apart from Forever).
func (f *FS) Inject(rule Rule) error {
	if _, err := filepath.Match(rule.Name, ""); err != nil {
		return fmt.Errorf("faultfs: name %q of a rule: %w", rule.Name, err)
	}
	if rule.Fault < IOError || rule.Fault > ShortNoSpace {
		return fmt.Errorf("faultfs: rule with unknown %v", rule.Fault)
	}
	if rule.Skip < 0 || rule.Times < Forever {
		return fmt.Errorf("faultfs: rule with negative numbers: skip %d, times %d", rule.Skip, rule.Times)
	}
	times := rule.Times
	if times == 0 {
		times = 1
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.rules = append(f.rules, &state{rule: rule, skips: rule.Skip, times: times})
	return nil
}

// Heal removes all rules. Counters go on, and what failed syncs have lost stays lost.
func (f *FS) Heal() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.rules = nil
}

// Calls returns how many calls were made, failed ones included.
func (f *FS) Calls() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.total
}

// CallsOf returns how many calls of one operation were made, failed ones included.
func (f *FS) CallsOf(op vfs.Op) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.calls[op]
}

// Injected returns how many calls failed because of a rule.
func (f *FS) Injected() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.injected
}

// none is the fault of a call that is to be made.
const none Fault = 0

// count counts a call and returns what happens to it.
func (f *FS) count(op vfs.Op, paths ...string) Fault {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.total++
	f.calls[op]++
	fault := none
	for _, s := range f.rules {
		if s.rule.matches(op, paths) && s.strikes() && fault == none {
			fault = s.rule.Fault
		}
	}
	if fault != none {
		f.injected++
	}
	return fault
}

// admit counts a call and returns the error that it fails with, or nil if it is to be made.
func (f *FS) admit(op vfs.Op, paths ...string) error {
	if fault := f.count(op, paths...); fault != none {
		return fail(op, paths[0], fault)
	}
	return nil
}

// fail returns the error of a fault.
func fail(op vfs.Op, path string, fault Fault) error {
	return &vfs.Error{Op: op, Path: path, Err: fault.cause()}
}

// Create implements vfs.FS.
func (f *FS) Create(name string, perm fs.FileMode) (vfs.File, error) {
	if err := f.admit(vfs.OpCreate, name); err != nil {
		return nil, err
	}
	inner, err := f.inner.Create(name, perm)
	if err != nil {
		return nil, err
	}
	return newFile(f, inner, name), nil
}

// Open implements vfs.FS.
func (f *FS) Open(name string) (vfs.File, error) {
	if err := f.admit(vfs.OpOpen, name); err != nil {
		return nil, err
	}
	inner, err := f.inner.Open(name)
	if err != nil {
		return nil, err
	}
	return newFile(f, inner, name), nil
}

// OpenReadOnly implements vfs.FS.
func (f *FS) OpenReadOnly(name string) (vfs.File, error) {
	if err := f.admit(vfs.OpOpen, name); err != nil {
		return nil, err
	}
	inner, err := f.inner.OpenReadOnly(name)
	if err != nil {
		return nil, err
	}
	return newFile(f, inner, name), nil
}

// Mkdir implements vfs.FS.
func (f *FS) Mkdir(name string, perm fs.FileMode) error {
	if err := f.admit(vfs.OpMkdir, name); err != nil {
		return err
	}
	return f.inner.Mkdir(name, perm)
}

// ReadDir implements vfs.FS.
func (f *FS) ReadDir(name string) ([]string, error) {
	if err := f.admit(vfs.OpReadDir, name); err != nil {
		return nil, err
	}
	return f.inner.ReadDir(name)
}

// Stat implements vfs.FS.
func (f *FS) Stat(name string) (vfs.Info, error) {
	if err := f.admit(vfs.OpStat, name); err != nil {
		return vfs.Info{}, err
	}
	return f.inner.Stat(name)
}

// Rename implements vfs.FS.
func (f *FS) Rename(oldName, newName string) error {
	if err := f.admit(vfs.OpRename, oldName, newName); err != nil {
		return err
	}
	return f.inner.Rename(oldName, newName)
}

// Remove implements vfs.FS.
func (f *FS) Remove(name string) error {
	if err := f.admit(vfs.OpRemove, name); err != nil {
		return err
	}
	return f.inner.Remove(name)
}

// SyncDir implements vfs.FS.
func (f *FS) SyncDir(name string) error {
	if err := f.admit(vfs.OpSyncDir, name); err != nil {
		return err
	}
	return f.inner.SyncDir(name)
}

// Lock implements vfs.FS.
func (f *FS) Lock(name string, perm fs.FileMode) (io.Closer, error) {
	if err := f.admit(vfs.OpLock, name); err != nil {
		return nil, err
	}
	inner, err := f.inner.Lock(name, perm)
	if err != nil {
		return nil, err
	}
	return &lock{inner: inner, fs: f, name: name}, nil
}
