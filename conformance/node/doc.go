// Package node builds the program aerolith and runs it as a process of its own, for tests.
//
// It promises that a started node answers, that what it printed can be shown when a test fails, and that no process
// survives the test. Read node.go first.
package node
