// Package aero describes Aerospike's data model as plain data: keys, values, bins, operations, commands, results
// and result codes. It does no I/O and knows neither the wire format nor the store.
//
// Read command.go first.
package aero
