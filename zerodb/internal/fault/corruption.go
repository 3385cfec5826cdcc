package fault

import (
	"fmt"
	"strings"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
)

// Kind names what is wrong with the data, in words that a person can act upon. Each part of the engine may define
// further kinds beside the ones here.
type Kind string

// The kinds that concern pages of every sort.
const (
	// Size: the bytes are not as many as a page has.
	Size Kind = "page size"
	// Checksum: the content does not match its CRC.
	Checksum Kind = "checksum"
	// PageKind: the page is of another kind than the place that refers to it needs, or of none that exists.
	PageKind Kind = "page kind"
	// PageNumber: the page says that it belongs elsewhere.
	PageNumber Kind = "page number"
	// Birth: the page was born in another transaction than its reference says, or after the page that refers to it.
	Birth Kind = "birth transaction"
	// Flags: reserved bits are set.
	Flags Kind = "flags"
	// Reference: a page number or length in the page lies outside what a database can have.
	Reference Kind = "reference"
)

// The kinds that concern leaf and branch pages and the trees that they form.
const (
	// Count: a page has fewer or more entries than its kind may have, or a tree other than its counter says.
	Count Kind = "entry count"
	// Prefix: the common prefix is longer than the page or a key may be.
	Prefix Kind = "key prefix length"
	// Bounds: an area of the page begins or ends outside its place.
	Bounds Kind = "bounds"
	// Overlap: two entries claim the same bytes.
	Overlap Kind = "overlapping entries"
	// Space: the bytes in use and the dead ones do not add up.
	Space Kind = "space accounting"
	// KeySize: a key is longer than a page of this size permits, or empty where it must not be.
	KeySize Kind = "key length"
	// ValueSize: a value's length is impossible at its place.
	ValueSize Kind = "value length"
	// Head: the copy of a key's first bytes in the slot is not what the key says.
	Head Kind = "key head"
	// Order: keys do not ascend, within a page or from page to page.
	Order Kind = "key order"
	// Depth: the tree is deeper than the limit, or its depth and its root contradict each other.
	Depth Kind = "tree depth"
	// Shared: a page is referred to from two places.
	Shared Kind = "page referred to twice"
)

// CorruptionError reports data that cannot be what the engine wrote. It carries facts only, never keys or values.
type CorruptionError struct {
	// Page is the page that is damaged, by the number under which it was read; 0 where the log is damaged and no page.
	Page ids.PageID
	// Kind says what is wrong. Kinds of damage of the log begin with "log: ".
	Kind Kind
	// Offset is the place inside the page, or the file of the log, in bytes from its start.
	Offset int64
	// Want is the number that should be there, or the bound that is overstepped.
	Want uint64
	// Got is the number that was found.
	Got uint64
}

// New returns the error for one contradiction found in a page at an offset.
func New(page ids.PageID, kind Kind, offset int, want, got uint64) *CorruptionError {
	return &CorruptionError{Page: page, Kind: kind, Offset: int64(offset), Want: want, Got: got}
}

// ofLog begins the kinds of damage that concern the log and no page.
const ofLog = "log: "

// OfLog reports whether it is the log that is damaged, and no page.
func (e *CorruptionError) OfLog() bool { return strings.HasPrefix(string(e.Kind), ofLog) }

// Error says which page, or that the log, is damaged, how, and what to do about it.
func (e *CorruptionError) Error() string {
	where, what := fmt.Sprintf("page %d", e.Page), string(e.Kind)
	if inLog, ok := strings.CutPrefix(what, ofLog); ok {
		where, what = "the log", inLog
	}
	return fmt.Sprintf("zerodb: %s is damaged: %s at offset %d: want %#x, got %#x; check the database and restore it from a backup",
		where, what, e.Offset, e.Want, e.Got)
}
