// Package hll carries out HyperLogLog operations: the bytes of a sketch and an encoded operation go in, a result or the
// new bytes come out. It is pure.
//
// It stands below package eval, whose table calls Read and Modify, and uses package operand to read the operation.
// Sketches have the form that an Aerospike server 8.1 stores and sends, drawn in docs/format/hll.md, with its hash, so
// that sketches of both may be combined. Codes, defaults and estimates are the server's too.
//
// A register keeps the largest value it was given: the count of leading steps (Flajolet et al., HyperLogLog), above
// the bits of a minimum hash if the sketch has any (Yu and Weber, arXiv:1710.08436). Counts are estimated as Ertl does
// (arXiv:1702.01284, algorithm 6) with the constants of the original paper; the standard error is about 1.04 divided
// by the square root of the number of registers.
//
// Where the server's estimate has an edge, it is kept, so that both answer alike:
//   - Similarity of sketches with minimum hashes takes a sketch as empty if its first bytes, one for each register, are
//     zero, although registers are wider than a byte.
//   - A cached count is believed, whoever wrote it.
//
// One thing is stricter: an operand with more than 64 bits of index and minimum hash together is refused, as a written
// value is; a server stores the union of such and then cannot read it.
//
// What holds:
//   - Every sketch is checked to be exactly as long as its head says before a register is touched.
//   - The old value is never changed; a new one is memory from the caller's operand.Alloc.
//   - A refused operation, and one that the no-fail flag excuses, has no effect.
//
// Read operations.go first, then sketch.go and estimate.go.
package hll
