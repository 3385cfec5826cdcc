// Package store puts one small interface before zerodb and its peers, so that every engine runs the same loop. The
// adapters use each engine as its documentation recommends for speed: raw, zero-copy reads where there are any.
//
// Read store.go first.
package store
