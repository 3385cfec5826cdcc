// Package journal encodes the logical changes of one transaction, the payload of its log record, and decodes them for
// recovery and history.
//
// Place in the map: a write transaction appends to a Writer as it changes tables; commit hands the bytes to the log; recovery
// reads them with a Reader and applies the changes again. The package imports ids and checked and does no I/O.
//
// Invariants: operations stand in the order in which they were made. A table is named once, before its first
// operation, and has a number from then on; the numbers mean nothing outside of the transaction. Numbers are in their shortest
// form and nothing follows the last operation, so equal changes give equal bytes. A Reader never looks outside of its
// input, allocates nothing, and returns slices of the input.
//
// A transaction that is larger than memory is cut into pieces, each of which can be decoded alone: it names its tables itself and
// bears its number.
//
// Read format.go first, then writer.go and reader.go.
package journal
