// Package msgpack is the part of MessagePack that clients and stores of Aerospike share: the heads of values, and the
// encoding of numbers and lengths. It knows no values: packages aero and record make those of it.
//
// Read format.go first.
package msgpack
