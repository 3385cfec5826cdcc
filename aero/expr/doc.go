// Package expr describes expressions: questions about a record that the server answers, as filters of commands and as
// operations. A description is plain data; Encode gives the bytes that travel in aero.RecordCommand.Filter,
// aero.ScanCommand.Filter and the operations Read and Write of this package.
//
// Expressions are built from the inside out, constants and bins first:
//
//	adult := expr.GreaterOrEqual(expr.IntBin("age"), expr.Int(18))
//
// The types of arguments are checked by the server, which refuses an expression that is not well typed with
// aero.CodeParameter. A value may be unknown, as that of a bin that does not exist is; a filter that is unknown does not
// match.
//
// What holds: an Expression does not change and may be used as often as liked. A mistake made while building, such as a
// value that cannot be encoded, is kept and reported by Encode.
//
// Read expression.go first.
package expr
