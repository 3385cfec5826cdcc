// Package typedjson writes values of records as JSON and reads them back without loss: what has a JSON form of its own
// takes it, everything else is an object with one key that begins with a dollar sign. docs/format/json.md is its
// definition.
//
// Invariant: for every value that aero decodes, Decode(Append(nil, v)) is v again; FuzzRoundTrip holds it to that.
//
// Read encode.go first, then decode.go and typed.go.
package typedjson
