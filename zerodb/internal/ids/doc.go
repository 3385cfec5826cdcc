// Package ids holds the number types that the engine's parts share, so that a page number is never taken for a
// transaction. It has no behaviour and imports nothing.
//
// Read ids.go.
package ids
