// Command soak puts a mixed load of 64 connections on `aerolith serve` for a long time and looks for what grows: memory,
// goroutines, open files. It prints a summary, and draws the latencies and the growth over time as SVG.
//
//	go run ./soak -duration 30m -svg soak.svg
//
// The load has four parts at once: reads and updates, operations on lists and maps, batches, queries of an index. It ends with
// 1 if a request failed or if something still grew in the second half. Read main.go first.
package main
