package space

import (
	"encoding/binary"
	"math"

	"github.com/aerolith/aerolith/zerodb/internal/fault"
	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/page"
)

// Offsets in a free-space page, behind the header that all pages share. docs/format/free-space.md draws them.
const (
	offsetKind    = 4 // u8 kind; the flags and the count behind it are 0
	offsetNumber  = 8
	offsetBirth   = 16
	offsetEntries = page.OffsetBody // u32: number of entries in the page
	offsetIndex   = offsetEntries + 4
	offsetNextID  = page.HeaderSize
	offsetNextTx  = offsetNextID + 8
	offsetBase    = offsetNextTx + 8 // u64: page number from which the first gap counts
	offsetRuns    = offsetBase + 8
	entrySize     = 8
)

// maxEntryNumber is the greatest gap or length that one entry holds.
const maxEntryNumber = math.MaxUint32

// Kinds of damage that only free-space pages have.
const (
	// Sequence says that a page stands at another place of its chain than it should.
	Sequence fault.Kind = "place in the free-space chain"
	// FreeRun says that a run is empty, overlaps another or leaves the file, or that an entry is not in its shortest form.
	FreeRun fault.Kind = "run of free pages"
	// FreeChain says that a page that holds the free set is listed as free.
	FreeChain fault.Kind = "free-space page listed as free"
)

// order is the byte order of everything on disk.
var order = binary.LittleEndian

// entriesPerPage returns how many entries a free-space page has room for.
func entriesPerPage(pageSize int) uint64 { return uint64(pageSize-offsetRuns) / entrySize }

// pagesFor returns how many pages always suffice for so many runs below highWater: one entry for each run, and one
// for each time that a gap or a length exceeds what an entry holds.
func pagesFor(runs uint64, highWater ids.PageID, pageSize int) uint64 {
	if runs == 0 {
		return 0
	}
	perPage := entriesPerPage(pageSize)
	return (runs + uint64(highWater)/maxEntryNumber + 1 + perPage - 1) / perPage
}
