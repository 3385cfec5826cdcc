package zerodb

import (
	"encoding/hex"
	"fmt"
	"time"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/meta"
	"github.com/aerolith/aerolith/zerodb/internal/page"
)

// PageInfo is one page as it lies in the file.
type PageInfo struct {
	// Number is where it was read, ClaimedNumber what it says itself, Birth the transaction that wrote it.
	Number, ClaimedNumber, Birth uint64
	// Kind is "meta", "branch", "leaf", "large", "free-space" or "unknown".
	Kind string
	// UsedBytes is how much of the page is in use.
	UsedBytes int
	// Err says what is wrong with it; nil if nothing is. The other fields are then what the bytes say.
	Err error
	// Entries are those of a leaf or branch without damage.
	Entries []PageEntry
	// Fields are what a meta page without damage says, in the order of the format.
	Fields []PageField
	// Bytes are a copy of the page.
	Bytes []byte
}

// PageEntry is an entry of a leaf or branch.
type PageEntry struct {
	// Key is the whole key.
	Key []byte
	// ValueBytes is the length of a leaf's value.
	ValueBytes uint64
	// Page and Birth refer to the child of a branch, or to the first page of a large value; 0 for a value inside the leaf.
	Page, Birth uint64
}

// PageField is a field of a meta page: what it is, in words, and its value as text.
type PageField struct{ Name, Value string }

// Page reads one page, damaged or not, by its number, which begins with 0. Errors: *CorruptionError where the file has no such page, and the file system's.
func (i *Inspection) Page(number uint64) (info PageInfo, err error) {
	defer catchFaults(i.pager).done(&err)
	id := ids.PageID(number)
	raw, err := i.readPage(id)
	if err != nil {
		return PageInfo{}, fmt.Errorf("zerodb: page %d of %s: %w", number, i.path, err)
	}
	b := append([]byte(nil), raw...)
	ref := page.RefOf(b)
	info = PageInfo{Number: number, ClaimedNumber: uint64(ref.ID), Birth: uint64(ref.Birth), Kind: page.KindOf(b).String(), Bytes: b}
	switch kind := page.KindOf(b); {
	case id < page.FirstID:
		info.Fields, info.Err = metaFields(b, int(id))
	case kind == page.KindLarge:
		info.Err = i.largeValue(&info, ids.PageRef{ID: id, Birth: ref.Birth})
	default:
		info.Err = page.VerifyChecksum(b, id)
		if info.Err == nil && (kind == page.KindLeaf || kind == page.KindBranch) {
			info.Err = page.Validate(b, ids.PageRef{ID: id, Birth: ref.Birth}, len(b))
		}
		if info.Err == nil && (kind == page.KindLeaf || kind == page.KindBranch) {
			info.entries(page.Node(b))
		}
	}
	return info, nil
}

// largeValue checks the run that begins with the page.
func (i *Inspection) largeValue(info *PageInfo, ref ids.PageRef) error {
	length := page.RunLength(info.Bytes)
	value, err := i.auditAll().ReadRun(ref, length)
	if err != nil {
		return err
	}
	info.UsedBytes = page.HeaderSize + len(value)
	info.Entries = []PageEntry{{ValueBytes: length}}
	return nil
}

// entries lists the entries of a sound leaf or branch.
func (p *PageInfo) entries(n page.Node) {
	p.UsedBytes = n.Used()
	for at := range n.Count() {
		e := PageEntry{Key: n.AppendKey(nil, at)}
		if n.Kind() == page.KindBranch {
			child := n.Child(at)
			e.Page, e.Birth = uint64(child.ID), uint64(child.Birth)
		} else if value, inline := n.Inline(at); inline {
			e.ValueBytes = uint64(len(value))
		} else {
			run, length := n.Run(at)
			e.Page, e.Birth, e.ValueBytes = uint64(run.ID), uint64(run.Birth), length
		}
		p.Entries = append(p.Entries, e)
	}
}

// metaFields lists what a meta page says.
func metaFields(b []byte, slot int) ([]PageField, error) {
	m, err := meta.Decode(b, slot)
	if err != nil {
		return nil, err
	}
	ref := func(r ids.PageRef) string { return fmt.Sprintf("page %d, born in %d", r.ID, r.Birth) }
	return []PageField{
		{"transaction", fmt.Sprint(m.Tx)},
		{"page size", fmt.Sprint(m.PageSize)},
		{"UUID", hex.EncodeToString(m.UUID[:])},
		{"catalog root", ref(m.Catalog.Root)},
		{"tables", fmt.Sprint(m.Catalog.Count)},
		{"free set", ref(m.FreeSpace)},
		{"pages", fmt.Sprint(m.HighWater)},
		{"log position", fmt.Sprint(m.Log.LSN)},
		{"log segment", fmt.Sprintf("%016x", m.Log.Segment)},
		{"closed in order", fmt.Sprint(m.Clean)},
		{"written", m.WallTime.UTC().Format(time.RFC3339Nano)},
	}, nil
}
