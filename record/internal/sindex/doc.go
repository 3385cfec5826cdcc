// Package sindex knows what secondary indexes hold: which values a stored record has under a definition, the keys of an
// index's table, and which entries a query looks at. It is pure: no engine, no clock.
//
// It stands on packages layout and cdt, whose records and values it reads; package record keeps the tables and runs the
// queries. docs/format/index.md draws what is stored.
//
// An index is a table of keys without values. A key is the value in a form of 8 bytes whose order is that of bytes, the
// record's partition, and the digest. Integers stand for themselves; of strings and blobs a hash is kept, so that who
// finds an entry must compare with the record (Query.Holds); points and regions are cells.
//
// What holds:
//   - Values depends on the stored bytes and the definition alone: who knows a record's old and new form knows the whole
//     change of the index.
//   - The form of values and keys never changes within a version of the definition's row.
//
// Read definition.go, then values.go.
package sindex
