// Command engines measures zerodb beside its peers and prints a Markdown table. Every engine runs each workload in
// turn within one process, round by round, so that a slow minute of the machine hits all of them; the table shows
// medians.
//
//	go run ./engines -keys 1000000 -rounds 3
//
// Read workload.go first.
package main
