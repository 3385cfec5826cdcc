//go:build !race

package zerodb

// raceFactor divides the size of long tests where the race detector makes everything slower.
const raceFactor = 1
