package meta

import (
	"time"

	"github.com/aerolith/aerolith/zerodb/internal/fault"
	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/page"
)

// Meta is what one meta page says: the state of the database at a checkpoint.
type Meta struct {
	// Tx is the checkpoint's transaction.
	Tx ids.TxID
	// PageSize is the size of all pages in bytes.
	PageSize int
	// UUID identifies the database; the log's segments carry it too.
	UUID [16]byte
	// Catalog is the tree of tables.
	Catalog Tree
	// FreeSpace refers to the first page of the free set; zero when nothing was free.
	FreeSpace ids.PageRef
	// HighWater is the number of pages in the file: everything that the checkpoint refers to lies below.
	HighWater ids.PageID
	// Log is where replay begins.
	Log LogPosition
	// Clean says that the database was closed after this checkpoint.
	Clean bool
	// WallTime is when the checkpoint was taken, to the nanosecond, between the years 1678 and 2262.
	WallTime time.Time
}

// Tree refers to a tree.
type Tree struct {
	// Root is the root page; zero for an empty tree.
	Root ids.PageRef
	// Count is the number of entries.
	Count uint64
	// Depth is the number of levels, as the tree's package counts them.
	Depth uint32
}

// LogPosition is a position in the log, with what is needed to begin reading there.
type LogPosition struct {
	// LSN is the position.
	LSN ids.LSN
	// Segment is the sequence number of the segment that holds it.
	Segment uint64
	// Chain is the checksum of the record before it, which seeds that of the first record there.
	Chain uint32
}

// Encode fills b, one whole page of m.PageSize bytes, with meta page slot (0 or 1) and seals it.
func Encode(b []byte, slot int, m Meta) {
	page.Init(b, page.KindMeta, ids.PageRef{ID: ids.PageID(slot), Birth: m.Tx})
	copy(b[offsetMagic:], magic)
	order.PutUint32(b[offsetVersion:], FormatVersion)
	order.PutUint32(b[offsetPageSize:], uint32(m.PageSize))
	order.PutUint64(b[offsetFeatures:], knownFeatures)
	copy(b[offsetUUID:], m.UUID[:])
	putRef(b[offsetCatalog:], m.Catalog.Root)
	order.PutUint64(b[offsetEntries:], m.Catalog.Count)
	order.PutUint32(b[offsetDepth:], m.Catalog.Depth)
	if m.Clean {
		order.PutUint32(b[offsetFlags:], flagClean)
	}
	putRef(b[offsetFree:], m.FreeSpace)
	order.PutUint64(b[offsetHighWater:], uint64(m.HighWater))
	order.PutUint64(b[offsetLSN:], uint64(m.Log.LSN))
	order.PutUint64(b[offsetSegment:], m.Log.Segment)
	order.PutUint32(b[offsetChain:], m.Log.Chain)
	order.PutUint64(b[offsetWallTime:], uint64(m.WallTime.UnixNano()))
	page.Seal(b)
}

// Decode reads meta page slot from b, which is one whole page. It fails with *fault.CorruptionError when the page is
// damaged, and with *VersionError when it is intact but of a form that this code does not know.
func Decode(b []byte, slot int) (Meta, error) {
	id := ids.PageID(slot)
	if !page.ValidSize(len(b)) {
		return Meta{}, fault.New(id, fault.Size, 0, page.MinSize, uint64(len(b)))
	}
	if got := string(b[offsetMagic:offsetVersion]); got != magic {
		return Meta{}, fault.New(id, Magic, offsetMagic, order.Uint64([]byte(magic)), order.Uint64(b[offsetMagic:]))
	}
	if err := page.VerifyChecksum(b, id); err != nil {
		return Meta{}, err
	}
	version, features := order.Uint32(b[offsetVersion:]), order.Uint64(b[offsetFeatures:])
	if version != FormatVersion {
		return Meta{}, &VersionError{Version: version}
	}
	if unknown := features &^ knownFeatures; unknown != 0 {
		return Meta{}, &VersionError{Version: version, Features: unknown}
	}
	if err := checkFixed(b, id); err != nil {
		return Meta{}, err
	}
	m := fields(b)
	return m, check(m, id)
}

// fields reads all fields as they are.
func fields(b []byte) Meta {
	return Meta{
		Tx:       page.RefOf(b).Birth,
		PageSize: len(b),
		UUID:     [16]byte(b[offsetUUID:offsetCatalog]),
		Catalog: Tree{
			Root:  ref(b[offsetCatalog:]),
			Count: order.Uint64(b[offsetEntries:]),
			Depth: order.Uint32(b[offsetDepth:]),
		},
		FreeSpace: ref(b[offsetFree:]),
		HighWater: ids.PageID(order.Uint64(b[offsetHighWater:])),
		Log: LogPosition{
			LSN:     ids.LSN(order.Uint64(b[offsetLSN:])),
			Segment: order.Uint64(b[offsetSegment:]),
			Chain:   order.Uint32(b[offsetChain:]),
		},
		Clean:    order.Uint32(b[offsetFlags:])&flagClean != 0,
		WallTime: time.Unix(0, int64(order.Uint64(b[offsetWallTime:]))),
	}
}

// checkFixed checks the fields of which only one value is right.
func checkFixed(b []byte, id ids.PageID) error {
	if got := uint64(order.Uint32(b[offsetKind:])); got != uint64(page.KindMeta) {
		return fault.New(id, fault.PageKind, offsetKind, uint64(page.KindMeta), got)
	}
	if got := page.RefOf(b).ID; got != id {
		return fault.New(id, fault.PageNumber, offsetNumber, uint64(id), uint64(got))
	}
	if got := uint64(order.Uint32(b[offsetPageSize:])); got != uint64(len(b)) {
		return fault.New(id, fault.Size, offsetPageSize, uint64(len(b)), got)
	}
	if got := order.Uint32(b[offsetFlags:]); got&^flagClean != 0 {
		return fault.New(id, fault.Flags, offsetFlags, flagClean, uint64(got))
	}
	if got := order.Uint32(b[offsetReserved:]); got != 0 {
		return fault.New(id, fault.Flags, offsetReserved, 0, uint64(got))
	}
	return nil
}

// check checks the numbers and references against each other.
func check(m Meta, id ids.PageID) error {
	if m.Tx == 0 {
		return fault.New(id, fault.Birth, offsetBirth, 1, 0)
	}
	if m.HighWater < page.FirstID || m.HighWater > maxPages {
		return fault.New(id, fault.Bounds, offsetHighWater, maxPages, uint64(m.HighWater))
	}
	if !validRef(m.Catalog.Root, m) {
		return fault.New(id, fault.Reference, offsetCatalog, uint64(m.HighWater), uint64(m.Catalog.Root.ID))
	}
	if m.Catalog.Root.IsZero() && m.Catalog.Count != 0 {
		return fault.New(id, fault.Count, offsetEntries, 0, m.Catalog.Count)
	}
	if !validRef(m.FreeSpace, m) {
		return fault.New(id, fault.Reference, offsetFree, uint64(m.HighWater), uint64(m.FreeSpace.ID))
	}
	return nil
}

// validRef reports whether a reference is zero, or leads to a page of the checkpoint's file.
func validRef(r ids.PageRef, m Meta) bool {
	return r.IsZero() || r.ID >= page.FirstID && r.ID < m.HighWater && r.Birth != 0 && r.Birth <= m.Tx
}

// ref reads a reference.
func ref(b []byte) ids.PageRef {
	return ids.PageRef{ID: ids.PageID(order.Uint64(b)), Birth: ids.TxID(order.Uint64(b[8:]))}
}

// putRef writes a reference.
func putRef(b []byte, r ids.PageRef) {
	order.PutUint64(b, uint64(r.ID))
	order.PutUint64(b[8:], uint64(r.Birth))
}
