//go:build race

package btree

// raceFactor divides the size of long tests where the race detector makes everything slower.
const raceFactor = 10
