// Package aerolith keeps records in a file inside of your process, in memory, or in an Aerospike cluster: what changes is one
// text, the DSN that Open takes.
//
//	memory:                                       nothing is kept, for tests
//	file:/var/lib/app                             a folder with a store in this process, without a network
//	aerospike://app@db1:3000,db2/orders?tls=on    a cluster, or `aerolith serve`
//
// A record has a key and bins, which are values with names; keys lie in sets, and sets in the namespace that the DSN names.
// Commands are those of Aerospike: Get, Put, Operate with lists, maps, bits and HyperLogLog, batches, scans, queries on
// secondary indexes, expressions as filters, functions in Lua, transactions over many records, lives that end, generations.
// They behave alike wherever they are carried out, and fail with the same errors: compare with errors.Is and the codes of
// package aero, or look into Error. What only some backends can is told by DB.Capabilities.
//
// In the map: aerolith is package client over either a cluster or a record.Store in the same process, which it calls
// directly. Policies, records and errors are those of package client under shorter names.
//
// What always holds: no password is part of a DSN, and no error repeats a DSN; those of an open file name its path.
//
// Start reading at example_test.go, then db.go, dsn.go and embedded.go.
package aerolith
