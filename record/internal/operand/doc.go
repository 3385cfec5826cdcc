// Package operand reads what bit and HyperLogLog operations are told: a MessagePack list whose first element says
// what to do and whose further elements are its arguments.
//
// It stands between package eval, which passes the bytes of an operation on, and packages bits and hll, which carry
// it out. It accepts exactly what an Aerospike server accepts there: any width of integer, strings and binaries
// alike, and bytes behind the last argument, which nobody reads.
//
// What holds:
//   - Every length is checked before use; nothing is allocated because of a length alone.
//   - What a Reader returns aliases its input, except elements that were not in their shortest form.
//
// Read reader.go first, then canonical.go.
package operand
