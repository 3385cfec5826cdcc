// Package btree keeps ordered trees of keys and values in copy-on-write pages: search, insert, delete, cursors, and
// the walk by which a checker proves a tree sound.
//
// Place in the map: it imports page (the layout), prefetch, checked, ids and fault. Where pages come from and where they go is the
// business of whoever implements Reader and Writer: the engine's transactions.
//
// Invariants:
//   - A page reached through a Reader is never changed; only pages that Writer.New and Writer.Edit gave are.
//   - A child is never born after the page that refers to it, and never later than the root.
//   - All leaves lie Depth-1 levels below the root. No page of a tree is empty; an empty tree has no page.
//   - Keys below a branch's entry i are not below separator i and are below separator i+1.
//   - When a Reader or Writer fails in the middle, the tree in memory can still be read and dropped without harm, but
//     what the failed call was to do may be done in part: the caller must abort the transaction, or restore the State
//     together with the pages.
//
// There are no locks. A Tree that is read by several goroutines must not be written meanwhile. Read tree.go first.
package btree
