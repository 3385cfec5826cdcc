//go:build race

package typed_test

// raceFactor divides the size of long tests where the race detector makes everything slower.
const raceFactor = 10
