// Package coll takes lists and maps apart, finds members in them by place, key and value, and puts new ones together.
//
// It is the middle layer of package cdt: it stands on package pack and knows neither operations nor their results. A
// member is an element of a list or a pair of a map. Three numbers name it: its position is where it is stored, its
// index the place in the order that clients see (positions in lists, the order of keys in maps), its rank the place in
// the order of values.
//
// What holds:
//   - Every position, index and rank given out is below Len.
//   - Orders are worked out at most once, in n log n steps; what is stored in order is searched by halving.
//
// A Collection aliases the bytes that it was parsed from and belongs to one goroutine. Read collection.go first.
package coll
