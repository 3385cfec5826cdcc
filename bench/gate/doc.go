// Command gate compares the benchmarks of two commits and fails where the younger one is slower or allocates more.
//
//	go run ./gate -old main -new HEAD
//	go run ./gate -old v1 -bench 'Get|PutEach' -packages ./zerodb -count 10 -threshold 10
//
// Both commits are checked out beside each other and their test programs built; then these run in turn, round by round, so that a slow
// minute of the machine hits both. benchstat judges: only a difference that it calls significant counts, and only beyond the
// threshold; what was zero before, such as a number of allocations, may not become more. The exit code is 1 for a regression, 2 for a failure of
// the comparison, which it also is when no benchmark was compared. A benchmark that only one of both commits has is shown and never fails.
//
// Read main.go first, then measure.go and judge.go.
package main
