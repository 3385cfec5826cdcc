// Package app wires the parts together: it is the only place that knows them all. A Node is a running server on a
// data folder.
//
// Read node.go first.
package app
