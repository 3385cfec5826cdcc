// Package schema describes configuration options as data: their names, types, ranges, defaults, editions and versions, and the
// contexts that they lie in. A schema is read from a table of text, one line for each option.
//
// Place in the map: the lowest part of config beside conf. It knows no particular option; package registry has the tables.
//
// What always holds: a schema never changes after it was read and may be used from several goroutines. Errors never repeat a
// value, which may be a secret. Read option.go first, then table.go.
package schema
