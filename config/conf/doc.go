// Package conf reads, changes and writes the text of an aerospike.conf without losing any of it.
//
// Parse makes a tree of a file: directives, contexts, comments and blank lines, each with its place. The tree writes itself
// back byte for byte, an edit changes the line that it means and no other, and Tidy lays out a tree that a program built. The
// readers of numbers, sizes, durations and booleans take what the server's own parser takes, and say where that parser would
// silently make something else of a text than its author meant.
//
// Place in the map: the lowest part of config. It knows the shape of the file, which keywords open a context, but no option:
// the registry of options and validation stand on top of it.
//
// What always holds: the bytes of an unchanged tree are the bytes that were parsed. Parsing takes time and memory in
// proportion to the file, whose size is bounded, and never panics. No problem repeats a value: it may be a secret.
//
// How the server reads, and so this package: a line is one directive; # ends it wherever it stands, there is no quoting; a
// name and at most three values count; a keyword opens a context whether or not a { follows; only a } that is the first word
// of its line closes one; lines are cut after 1023 bytes.
//
// Start reading at node.go, then parse.go and edit.go.
package conf
