// Package tree holds a configuration as values in contexts, each value with the place that it came from. Trees of several sources
// are merged, a later one over an earlier one, and compared.
//
// Place in the map: above config/schema, below everything that reads, checks or applies a configuration.
//
// What always holds: values are canonical texts, so equal values are equal texts: numbers in decimal, times in seconds, booleans
// as true and false, items of lists with single blanks between words. Merge makes a new tree and leaves its arguments alone; it is
// associative. A tree may be read from several goroutines while nobody changes it. Read node.go first, then merge.go.
package tree
