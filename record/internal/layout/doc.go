// Package layout is the form in which a namespace's tables hold records: the bytes of a stored record, and the keys
// of the tables records and expiry. It is pure: bytes in, values out, no engine, no clock.
//
// It stands between package eval, which decides what a record becomes, and package record, which moves the bytes in
// and out of the engine. docs/format/record.md draws what is defined here.
//
// What holds:
//   - Decode accepts exactly what Append produces. Every length is checked against the bytes that are there before it
//     is used, nothing is allocated for what is accepted, and no input can make a reader run past its slice.
//   - Decoded values alias the input: they live as long as the bytes that they were decoded from.
//
// Read format.go first, then decode.go.
package layout
