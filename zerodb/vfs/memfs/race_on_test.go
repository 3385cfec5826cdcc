//go:build race

package memfs_test

// raceDetector says that the tests run under the race detector.
const raceDetector = true
