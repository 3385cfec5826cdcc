// Package meta lays out the two meta pages, the roots from which a database is opened, and decides which of them counts.
//
// Place in the map: the engine's checkpoint writes them in turn and its recovery begins with them. The package imports
// ids, fault and page and does no I/O but through the io.ReaderAt that it is given.
//
// Invariants: meta page n is page n of the file. A page that decodes without an error was written by a checkpoint as a
// whole. All fields lie in the first 512 bytes, so that no disk tears them apart; the rest is zero. The newest valid page
// counts; whether falling back to it from a damaged one loses anything is for the log to say (R11), therefore Choice
// tells what each page claims to be.
//
// Read meta.go first, then choose.go.
package meta
