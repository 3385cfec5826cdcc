// Package formatdoc reads the test vectors that the pages of docs/format show, so that what they show is what the code
// reads and writes. Only tests import it.
//
// Place in the map: the tests of every package with a format use it; it imports nothing of the engine.
//
// A vector is a fenced block whose first line says hex and a name. Each line has bytes in hexadecimal, with blanks as one
// likes, and perhaps a comment behind a #.
//
// Read vector.go.
package formatdoc
