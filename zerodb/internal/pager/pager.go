package pager

import (
	"errors"
	"math/bits"
	"sync/atomic"
	"unsafe"

	"github.com/aerolith/aerolith/zerodb/internal/checked"
	"github.com/aerolith/aerolith/zerodb/internal/fault"
	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/page"
	"github.com/aerolith/aerolith/zerodb/internal/prefetch"
	"github.com/aerolith/aerolith/zerodb/vfs"
)

// ChecksumMode says how often pages are verified.
type ChecksumMode uint8

const (
	// ChecksumOnce verifies each birth of a page once.
	ChecksumOnce ChecksumMode = iota
	// ChecksumAlways verifies at each read.
	ChecksumAlways
	// ChecksumOff checks only the structure, once for each birth.
	ChecksumOff
)

// Options configures a Pager.
type Options struct {
	// PageSize is a power of two that the caller has checked.
	PageSize int
	// Checksums says how often pages are verified.
	Checksums ChecksumMode
	// GrowthStep is the least number of bytes by which the store grows.
	GrowthStep int64
	// SizeMax limits the store in bytes.
	SizeMax int64
}

// Pager reads verified pages of a store and writes sealed ones.
type Pager struct {
	store  Store
	opts   Options
	shift  uint
	births *births
	// kept are the pages of committed transactions that are not in the file yet.
	kept residents
	// mapped is what is known of the store to lie in one piece; the rest is asked for.
	mapped atomic.Pointer[[]byte]
}

// New returns a pager over the store, which it closes with itself.
func New(store Store, opts Options) *Pager {
	p := &Pager{store: store, opts: opts, shift: uint(bits.TrailingZeros(uint(opts.PageSize))), births: newBirths()}
	p.kept.chunks.Store(&[]*residentChunk{})
	p.births.cover(ids.PageID(store.Size() >> p.shift))
	p.lookAtMap()
	return p
}

// PageSize returns the size of a page in bytes.
func (p *Pager) PageSize() int { return p.opts.PageSize }

// Size returns the size of the store in bytes.
func (p *Pager) Size() int64 { return p.store.Size() }

// Store returns what holds the pages.
func (p *Pager) Store() Store { return p.store }

// Sync makes everything that was written durable.
func (p *Pager) Sync() error { return p.store.Sync() }

// Close closes the store.
func (p *Pager) Close() error {
	p.mapped.Store(&[]byte{})
	return p.store.Close()
}

// Read returns the bytes of a page below limit, in the birth that the reference names, as a state sees them, verified. The error is
// a *fault.CorruptionError when the page is not what the reference promises.
func (p *Pager) Read(ref ids.PageRef, limit ids.PageID, state ids.TxID) ([]byte, error) {
	known := p.births.get(ref.ID)
	if known == uint64(ref.Birth) && known != 0 && p.opts.Checksums != ChecksumAlways && ref.ID >= page.FirstID && ref.ID < limit {
		if b := p.inMap(ref.ID); b != nil {
			return b, nil
		}
	}
	return p.readAny(ref, limit, state, known)
}

// readAny is Read for a page of which the mark is known.
func (p *Pager) readAny(ref ids.PageRef, limit ids.PageID, state ids.TxID, known uint64) ([]byte, error) {
	if known&inMemory != 0 {
		if q := p.kept.find(ref, limit, state); q != nil {
			return p.whole(q) // else it has just been written, or the file has what the state sees
		}
	}
	b, err := p.raw(ref, 1, limit)
	if err != nil {
		return nil, err
	}
	if p.opts.Checksums != ChecksumAlways && known&^inMemory == uint64(ref.Birth) && ref.Birth != 0 {
		return b, nil
	}
	if err := p.verify(b, ref); err != nil {
		return nil, err
	}
	p.births.verified(ref, known)
	return b, nil
}

// verify checks a page's checksum, unless that is off, and its structure. It asks for the whole page at once: the checksum would come to wait for one
// line after the other.
func (p *Pager) verify(b []byte, ref ids.PageRef) error {
	_ = page.KindOf(b) // brings the page in, if it is not there: only then can its lines be asked for
	prefetch.All(b)
	if p.opts.Checksums != ChecksumOff {
		if err := page.VerifyChecksum(b, ref.ID); err != nil {
			return err
		}
	}
	return page.Validate(b, ref, p.opts.PageSize)
}

// ReadRun returns the bytes of the value in a run of pages below limit, verified like Read. Its length must be the one
// that the reference's holder knows.
func (p *Pager) ReadRun(ref ids.PageRef, valueLength uint64, limit ids.PageID) ([]byte, error) {
	b, err := p.rawRun(ref, valueLength, limit)
	if err != nil {
		return nil, err
	}
	if p.opts.Checksums == ChecksumAlways || !p.births.has(ref) {
		if err := p.verifyRun(b, ref); err != nil {
			return nil, err
		}
	}
	return page.RunValue(b), nil
}

// rawRun returns the bytes of a run after a look at its header.
func (p *Pager) rawRun(ref ids.PageRef, valueLength uint64, limit ids.PageID) ([]byte, error) {
	if valueLength > page.MaxValueSize {
		return nil, fault.New(ref.ID, fault.ValueSize, 0, page.MaxValueSize, valueLength)
	}
	b, err := p.raw(ref, page.RunPages(p.opts.PageSize, valueLength), limit)
	if err != nil {
		return nil, err
	}
	return b, page.ValidateRun(b, ref, valueLength)
}

// verifyRun checks the checksum of a run, unless that is off, and marks the run as good.
func (p *Pager) verifyRun(b []byte, ref ids.PageRef) error {
	known := p.births.get(ref.ID)
	if p.opts.Checksums != ChecksumOff {
		if err := page.VerifyRunChecksum(b, ref.ID); err != nil {
			return err
		}
	}
	p.births.verified(ref, known)
	return nil
}

// raw returns the bytes of pages that must lie between the meta pages and limit.
func (p *Pager) raw(ref ids.PageRef, pages uint64, limit ids.PageID) ([]byte, error) {
	if ref.ID < page.FirstID || ref.ID >= limit || !checked.Within(uint64(ref.ID), pages, uint64(limit)) {
		return nil, outside(ref.ID, pages, limit)
	}
	return p.store.At(int64(ref.ID)<<p.shift, int(pages)<<p.shift)
}

// outside is the error for pages that do not lie where pages can be.
func outside(id ids.PageID, pages uint64, limit ids.PageID) error {
	return fault.New(id, fault.Reference, 0, uint64(limit), uint64(id)+pages)
}

// Reserve makes room for all pages below limit, so that writing them cannot fail for want of space. It returns the
// bytes by which the store has grown.
func (p *Pager) Reserve(limit ids.PageID) (grown int64, err error) {
	need, size := int64(limit)<<p.shift, p.store.Size()
	if need <= size {
		return 0, nil
	}
	step := max(p.opts.GrowthStep, size/growthFraction)
	target := min(max(need, size+step), max(need, p.opts.SizeMax))
	err = p.store.Grow(target)
	if errors.Is(err, vfs.ErrNoSpace) && target > need {
		err = p.store.Grow(need) // a nearly full disk may still have what is needed
	}
	if err != nil {
		return 0, err
	}
	p.births.cover(ids.PageID(p.store.Size() >> p.shift))
	p.lookAtMap()
	return p.store.Size() - size, nil
}

// growthFraction bounds the number of growths of a large file: each adds at least the size divided by it.
const growthFraction = 16

// ReadMeta returns the bytes of a meta page, unverified, or an error when the store is too short.
func (p *Pager) ReadMeta(id ids.PageID) ([]byte, error) {
	return p.store.At(int64(id)<<p.shift, p.opts.PageSize)
}

// WritePage writes one sealed page at once: a meta page or a page of the free-space list. What lay there was verified for nothing.
func (p *Pager) WritePage(id ids.PageID, b []byte) error {
	p.births.set(id, 0)
	return p.store.WriteAt(b, int64(id)<<p.shift)
}

// PageAt returns the page that lies at an address of the map, for the report of a fault there, or 0 when it cannot be
// told.
func (p *Pager) PageAt(address uintptr) ids.PageID {
	b, err := p.store.At(0, 1)
	if err != nil {
		return 0
	}
	base := uintptr(unsafe.Pointer(unsafe.SliceData(b)))
	if address < base || address-base >= uintptr(p.store.Size()) {
		return 0
	}
	return ids.PageID((address - base) >> p.shift)
}
