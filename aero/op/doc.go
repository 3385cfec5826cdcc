// Package op builds the steps of commands on one record: reads and writes of bins, arithmetic, text, bits and
// HyperLogLog. Package cdt builds those on lists and maps. A step that cannot be encoded carries its error until All, or
// the client, looks at it, so that commands read as one expression.
//
// Read op.go first, then bits.go and hll.go.
package op
