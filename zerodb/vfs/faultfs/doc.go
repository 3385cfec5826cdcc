// Package faultfs wraps a file system and makes chosen calls fail.
//
// A test names the calls by their number, their operation or their path, and what happens to them; everything is
// counted and nothing is random, so a failure that a test finds comes back with the same rule. Typical use: run a
// workload once, ask Calls how many calls it made, then run it again for each of them with that call failing.
//
// Invariants: every call of vfs.FS, vfs.File and vfs.Mapping is counted exactly once, before it is made, except
// Mapping.At, which only touches memory. What a failed sync has lost stays lost
// (see IOError).
//
// Lock order: FS.mu is never held during a call of the wrapped file system.
//
// Read rule.go first, then faultfs.go.
package faultfs
