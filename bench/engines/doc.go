// Command engines measures zerodb beside its peers and prints a Markdown table. Every engine runs each workload in
// turn within one process, round by round, so that a slow minute of the machine hits all of them; the table shows
// medians, and the settings of each engine.
//
//	go run ./engines -keys 1000000 -rounds 3 -results results.json -plots .
//	go run ./engines -rounds 0 -results results.json
//
// A loaded database of each engine is shared by the workloads of a round that need one; with -dir it stays, so that rows can be
// measured one at a time with -only. One that has lost keys is removed, and the next workload that needs all keys loads it anew.
//
// Each workload begins with another engine than the one before, and each round with another than the round before. Before a workload on a loaded database
// its files are read once, and after it they are synced, both unmeasured: so no engine finds less of its files in memory than
// another because of its place in the row, and none has to share the disk with what another has left to write.
//
// With -budget the run ends after that time and the same command goes on where it ended, until all rounds are done: for a machine on which
// no run may take long.
//
//	go run ./engines -rounds 3 -durable 1000 -budget 8m -dir /some/folder -results results.json -plots . >table.md
//
// Read workload.go first, then folder.go, run_read.go and run_write.go.
package main
