//go:build !linux

package server

// hangups does not exist on this system.
type hangups struct{}

// newHangups returns nil.
func newHangups() *hangups { return nil }

// watch watches nothing.
func (*hangups) watch(*session, uintptr) uint64 { return 0 }

// forget does nothing.
func (*hangups) forget(uint64) {}

// close does nothing.
func (*hangups) close() {}
