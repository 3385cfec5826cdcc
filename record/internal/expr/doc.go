// Package expr compiles and evaluates expressions: the encoded form that clients send goes in once, a record goes in as
// often as needed, a value comes out. It is pure.
//
// It stands below package eval, which uses expressions as filters of commands and as operations, and below package
// record, whose scans, queries and indexes on expressions use the same programs. Opcodes, types, the order of evaluation
// and the answers are those of an Aerospike server 8.1.
//
// To use it: Compile, or CompileFilter where the result must be a boolean; describe the record as a Subject; then
// Program.Match for a filter or Program.Value for a value. Program.Bins tells which bins a program looks at, and
// Program.Indexable
// whether an index can keep its value.
//
// A value may be unknown: a bin that is not there or of another type, a division by zero, an operation on a list that
// fails. Logic has three values; everything else that meets something unknown is unknown. An unknown filter does not
// match.
//
// The code follows the opcodes: table.go names them all, compare.go, logic.go, arithmetic.go, integer.go, metadata.go,
// bin.go, literal.go, flow.go (conditions and variables), collection.go and call.go (operations on lists, maps, bits
// and HyperLogLogs) each hold one family.
//
// What holds:
//   - A Program does not change after Compile and may be shared; it aliases the bytes that it was compiled from.
//   - Types are checked when compiling. Values whose type turns out to be another one are unknown, never misread.
//   - Compiling is bounded by MaxSize, MaxDepth and the input's length. Evaluating visits every node at most once, and
//     the bytes that it works through are bounded by Subject.Budget.
//
// Read program.go first, then table.go.
package expr
