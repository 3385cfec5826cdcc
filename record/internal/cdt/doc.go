// Package cdt carries out operations on lists and maps: the stored value and the operation go in, the result and the new
// stored value come out. It is pure; nothing in it knows records, bins or time.
//
// Package eval calls it for the operation types CDTRead and CDTModify. The semantics, defaults, result codes and the
// bytes of results are those of an Aerospike server of the edition Community 8.1, with two exceptions: what would end
// that server's process gets an error here, and values are not nested deeper than aero.MaxValueDepth.
//
// The way of an operation: request.go reads the operand, table.go names the operation and its parameters, context.go
// descends to the list or map under work, list_*.go and map_*.go find or change members, answer.go makes the result,
// rebuild.go puts the new value into what surrounds it. Package coll takes lists and maps apart; package pack
// knows single values.
//
// What holds:
//   - Stored values are canonical (pack.Canonical): pairs stand in the order of their keys, ordered lists are sorted.
//   - A refused operation changes nothing, and results never grow beyond what the operand and the stored value hold,
//     but for the padding of lists, which the caller's limit bounds.
//   - Time is n log n in the members looked at, once for every level of a context.
//
// Read cdt.go first, then table.go.
package cdt
