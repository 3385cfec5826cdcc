package page

import "encoding/binary"

// The page sizes that a database may choose; powers of two between the two.
const (
	// MinSize is the smallest page.
	MinSize = 4 << 10
	// MaxSize is the largest page: offsets inside a page have 16 bits.
	MaxSize = 64 << 10
)

// Offsets of the header's fields, and its size.
const (
	// HeaderSize is the number of bytes that every page begins with.
	HeaderSize = 32

	offsetChecksum = 0
	offsetKind     = 4
	offsetFlags    = 5
	offsetCount    = 6
	offsetNumber   = 8
	offsetBirth    = 16
	// OffsetBody is where a kind's own header fields start; the eight bytes up to HeaderSize are its to use.
	OffsetBody = 24

	offsetUpper   = 24 // leaf, branch: lowest byte that a cell occupies
	offsetPrefix  = 28 // leaf, branch: length of the common prefix
	offsetGarbage = 30 // leaf, branch: dead bytes between upper and the end of the page
	offsetLength  = 24 // large: length of the value
)

// Sizes of the parts of leaf and branch pages.
const (
	slotSize      = 10
	headSize      = 4
	refSize       = 16
	valueWordSize = 2
	runRefSize    = refSize + 8

	slotOffsetShift = 32
	slotLengthShift = 48
	slotFieldMask   = 0xffff
	slotWord        = 8 // offset of the value word in a slot

	valueLargeShift = 15
	valueLargeFlag  = 1 << valueLargeShift
	valueLengthMask = 0x7fff

	// entriesPerPage is how many entries of the greatest size a leaf or branch can hold. Four keep a split balanced
	// within an eighth of the page and bound the depth of a tree of the longest keys.
	entriesPerPage = 4

	// leafPrefixMin is the shortest prefix that a leaf stores once. What shorter ones would save is not worth that
	// readers must then put each key together.
	leafPrefixMin = 3
)

// Limits of what a reference may say, so that arithmetic with it cannot overflow.
const (
	// FirstID is the lowest number of a page that a tree may refer to; the meta pages lie below it.
	FirstID = 2
	// maxID bounds page numbers: the last byte of any page has an offset below 2^63.
	maxID = 1 << 47
	// MaxValueSize is the longest value that the format can describe, in bytes.
	MaxValueSize = 1 << 46
)

// Kind tells the sorts of pages apart.
type Kind uint8

// The kinds of pages. 0 is none, so that a page of zeros is never valid.
const (
	// KindMeta is one of the two root pages of the file.
	KindMeta Kind = 1
	// KindBranch holds separators and references to children.
	KindBranch Kind = 2
	// KindLeaf holds keys and values.
	KindLeaf Kind = 3
	// KindLarge is the first page of a run that holds one large value.
	KindLarge Kind = 4
	// KindFree holds a part of the free-space list.
	KindFree Kind = 5
)

// String names the kind for messages.
func (k Kind) String() string {
	switch k {
	case KindMeta:
		return "meta"
	case KindBranch:
		return "branch"
	case KindLeaf:
		return "leaf"
	case KindLarge:
		return "large"
	case KindFree:
		return "free-space"
	default:
		return "unknown"
	}
}

// order is the byte order of everything on disk.
var order = binary.LittleEndian

// ValidSize reports whether a database may have pages of this many bytes.
func ValidSize(pageSize int) bool {
	return pageSize >= MinSize && pageSize <= MaxSize && pageSize&(pageSize-1) == 0
}

// maxEntrySize returns the greatest size of an entry: its slot, its whole key and its payload.
func maxEntrySize(pageSize int) int {
	return (pageSize - HeaderSize) / entriesPerPage
}

// MaxKeySize returns the length in bytes of the longest key that a tree of this page size can hold: beside it a slot
// and the reference to a large value must fit in a quarter of the page (982 bytes for pages of 4 KiB).
func MaxKeySize(pageSize int) int {
	return maxEntrySize(pageSize) - slotSize - runRefSize
}

// FitsInline reports whether a value lies in the leaf beside its key, rather than in a run of its own.
func FitsInline(pageSize, keySize, valueSize int) bool {
	return slotSize+keySize+valueSize <= maxEntrySize(pageSize)
}
