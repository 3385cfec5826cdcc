// Package prefetch asks the processor to bring memory into its cache before it is needed.
//
// Place in the map: it imports nothing. The pager uses it for pages that cursors are about to come to, for pages that it verifies and
// for those under patches, trees for pages that a get searches and for those above the leaf of a put.
//
// Invariant: asking changes nothing that a program can see. The memory need not be there: an address whose page of the system is not
// mapped, not in memory, or behind the end of a cut file is passed over without a fault. Where a processor has no such instruction, nothing
// happens.
//
// Read prefetch.go first.
package prefetch
