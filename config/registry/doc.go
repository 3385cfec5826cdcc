// Package registry has the tables of all options: of an Aerospike server, of Aerolith's own server, of its client, and of the
// dynamic configuration of Aerospike clients. They are the one source of typed models, validation, explanations, reference pages
// and completion.
//
// Place in the map: config/schema below it says what a table is. The tables lie in tables, one option a line.
//
// What always holds: the options of an Aerospike server agree cell by cell with testdata/aerospike-8.1.csv, and the defaults of
// Aerolith's options with the code; tests compare them. Read registry.go first.
package registry
