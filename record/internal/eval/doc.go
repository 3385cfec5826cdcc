// Package eval decides what a record command does: the current record (or none), a command, a time and the rules of
// a namespace go in; a result code, the values to answer with, and the new stored form of the record come out. It is
// pure: no engine, no clock, no goroutines.
//
// It stands between package layout, whose records it reads and builds, and package record, which finds the current
// record and applies the outcome. The semantics and their order of precedence are those of an Aerospike server of the
// Community edition 8.1.
//
// Operations are entries of a table (table.go). Each entry says how the operation takes part in the checks before a
// record is looked at, and names a function from values to values. A further kind of operation is a further entry.
// Bit and HyperLogLog operations are carried out by packages bits and hll (blob.go).
//
// What holds:
//   - A refused command has no effect: its outcome carries a code and ChangeNone.
//   - Answers never alias the engine's memory or the evaluator's: values are copied into RecordResult.Memory.
//   - Everything a command can make grow is bounded by Config.
//
// An Evaluator belongs to one goroutine at a time; Rules may be shared.
//
// Read eval.go first, then write.go and table.go.
package eval
