// Package segment is the layout of one file of the commit log: it turns headers and frames into bytes and back.
//
// It imports ids, does no I/O and keeps no state; package wal above it writes, reads, judges and repairs. Everything decoded
// here may be hostile: each length is checked against what is there before it is used, and whatever does not fit
// is a *Mismatch that says which field was wrong.
//
// Invariants: a frame starts at a multiple of Alignment and lies within one segment; no frame starts where fewer
// than MinRoom bytes are left; a frame's checksum depends on its predecessor's, so an order of frames can be
// verified only from its beginning, while Claim verifies one frame's header alone.
//
// Read format.go first; docs/format/log.md draws the same layout.
package segment
