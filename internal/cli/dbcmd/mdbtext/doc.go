// Package mdbtext reads and writes the text format of LMDB's mdb_dump and mdb_load: sections of a header, and then a key and a
// value on a line each, in hexadecimal (bytevalue) or as text with escapes (print).
//
// Place in the map: the commands "db dump" and "db load" use it. It imports the standard library only.
//
// Invariant: a reader takes memory for one line of bounded length; nothing in a file makes it panic. Read reader.go and writer.go.
package mdbtext
