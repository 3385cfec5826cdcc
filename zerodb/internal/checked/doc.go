// Package checked computes with sizes and places that come from a file, or from whoever wrote it: no sum of them wraps
// around.
//
// # Place in the map
//
// The lowest level of the engine, beside ids. It knows nothing of pages.
//
// # What always holds
//
// Every result is the one of arithmetic on numbers of any length, whatever the arguments are.
package checked
