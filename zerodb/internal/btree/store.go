package btree

import (
	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/page"
)

// Reader gives pages to a tree.
type Reader interface {
	// PageSize returns the size of every page in bytes.
	PageSize() int
	// Read returns the page that ref names. The bytes have passed page.Validate for this very reference, and the
	// checksum if checksums are on; they must not be changed. They stay as they are until the end of the
	// transaction, or in a write transaction until the page is edited or freed.
	Read(ref ids.PageRef) ([]byte, error)
	// ReadRun returns the value of the given length that lies in the run that ref names, checked by
	// page.ValidateRun. It lives as long as a page from Read.
	ReadRun(ref ids.PageRef, valueLength uint64) ([]byte, error)
}

// Writer gives and takes the pages of a write transaction. Whatever it has returned stays readable, and private pages
// writable, at least until the tree operation that called it returns or frees the page: it must not spill or reuse
// them before.
type Writer interface {
	Reader
	// New returns a page that belongs to this transaction, initialised by page.Init for the kind.
	New(kind page.Kind) (ids.PageRef, []byte, error)
	// Edit returns a page with the same content that may be changed, and the reference by which to reach it from
	// now on. It is the same page if that belongs to the transaction already, else a copy, whose original is freed.
	Edit(ref ids.PageRef) (ids.PageRef, []byte, error)
	// Free gives a page back. It fails if the page cannot be one of the file or was freed before in the transaction.
	Free(ref ids.PageRef) error
	// NewRun stores a large value in a run of its own. It keeps no reference to value after it returns.
	NewRun(value []byte) (ids.PageRef, error)
	// FreeRun gives the pages of a run back that holds a value of the given length.
	FreeRun(ref ids.PageRef, valueLength uint64) error
	// Stamp returns a number that is never the same again once pages of this transaction that Edit or New has given may no longer be changed
	// without another Edit, even though no tree has freed them.
	Stamp() uint64
	// LeaveBehind says that a page of this transaction is full and will hardly be read or changed again: keys that ascend have left it behind.
	LeaveBehind(ref ids.PageRef)
	// Regroup says that of two branches that were there already one has given children to the other.
	Regroup()
}
