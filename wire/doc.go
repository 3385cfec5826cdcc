// Package wire turns commands and results into the bytes of the Aerospike protocol and back. Client and server share
// it: for every kind of message it encodes and decodes both directions. It does no I/O except for Reader, which cuts
// a connection's bytes into frames.
//
// Every frame has a header of 8 bytes (version, type, length). Inside there are messages (commands and their
// results), info requests (text), or administration commands. docs/format/wire.md draws them.
//
// What holds throughout:
//   - Decoders check every count and length before use, never panic and allocate at most in proportion to the bytes
//     that are there. What they return aliases their input, except names, which are interned.
//   - Decoders and encoders of single-record commands do not allocate in the steady state: slices of the target are
//     reused and encoders append to a buffer of the caller's.
//   - A failure to decode a request carries the result code with which a server answers it (RequestError).
//   - Nothing here is safe for concurrent use; a connection owns its Reader and its Decoder.
//
// Read frame.go and message.go first, then one file per kind: record, batch, scan, info and admin, each with its
// request and its reply.
package wire
