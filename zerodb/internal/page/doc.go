// Package page lays out leaf, branch and large-value pages in bytes, and nothing more: it reads and writes slices that
// others own, does no I/O, and keeps no state. docs/format/page.md draws the layouts.
//
// Place in the map: it imports ids, checked and fault. btree builds its algorithms upon it; the pager seals, verifies and
// validates through it; meta and space share its header and checksum.
//
// Invariants:
//   - Bytes that passed Validate are safe: no accessor, search or edit can leave the page, whatever the bytes say.
//   - Every edit of a valid page leaves a valid page; only the checksum is then open until Seal.
//   - Dead bytes are zero: what was deleted does not linger in the file.
//
// There are no locks: a page that several goroutines read must not be edited. Read format.go first, then node.go.
package page
