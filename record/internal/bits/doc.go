// Package bits carries out bit operations: the bytes of a blob and an encoded operation go in, a result or the new
// bytes come out. It is pure.
//
// It stands below package eval, whose table calls Read and Modify, and uses package operand to read the operation.
// Codes, defaults and the order of the checks are those of an Aerospike server 8.1, whatever it makes of a corner:
//   - Without a flag that says otherwise arithmetic is unsigned and fails on overflow. Signed overflow is found by
//     comparing signs, so that the sum of two smallest numbers, 0, and a difference with the smallest number pass or
//     fail as there.
//   - A scan from the right that finds nothing answers -1, or a smaller number if the byte in which its range begins
//     has such a bit before the range: how far before.
//   - A shift that the partial flag clips is refused with aero.CodeOpNotApplicable if it reaches further than what is
//     left of the blob, but not further than the blob is long. A real node does not survive that one. Nor does its
//     memory survive an or, xor or and that is clipped in a later byte; those do here what they say.
//
// What holds:
//   - The old value is never changed; a new one is memory from the caller's operand.Alloc.
//   - A refused operation, and one that the no-fail flag excuses, has no effect.
//   - No size or offset is used before it was checked against the blob or MaxBlobSize.
//
// Bits count from the left: bit 0 is the highest bit of the first byte.
//
// Read operations.go first, then modify.go.
package bits
