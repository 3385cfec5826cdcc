// Package checked computes with sizes and places that come from a file, or from whoever wrote it: no sum of them wraps
// around.
//
// # Place in the map
//
// The lowest level of the engine, beside ids. It imports nothing and knows nothing of pages. Read checked.go.
//
// # What always holds
//
// Every result is the one of arithmetic on numbers of any length, whatever the arguments are.
package checked
