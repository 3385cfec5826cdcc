package zerodb

import (
	"sync/atomic"

	"github.com/aerolith/aerolith/zerodb/internal/btree"
	"github.com/aerolith/aerolith/zerodb/internal/catalog"
	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/mvcc"
	"github.com/aerolith/aerolith/zerodb/internal/pager"
)

// version is one committed state of the database with the transaction that made it.
type version = mvcc.Version[root]

// root is what a version consists of. It never changes, but for its cache.
type root struct {
	// catalog is the tree of tables.
	catalog btree.State
	// highWater bounds the pages that it can refer to.
	highWater ids.PageID
	// end is the log position that makes it durable.
	end ids.LSN
	// commit is the transaction whose result it shows, 0 where that is the one that made it: not if that has only copied pages.
	commit ids.TxID
	// remains says that trees wait to be freed.
	remains bool
	// sequence is the number under which another process has published it, pager reads it where that is not the
	// database's own; both concern processes that only read.
	sequence uint64
	pager    *pager.Pager
	// cache holds tables that were looked up in this state.
	cache atomic.Pointer[[]cachedTable]
	// inherited is the cache that the root began with, few is memory for it.
	inherited []cachedTable
	few       [2]cachedTable
}

// commitOf returns the logged transaction whose result a version shows.
func commitOf(v *version) ids.TxID {
	if v.State.commit != 0 {
		return v.State.commit
	}
	return v.Tx
}

// cachedTable is the entry of a table in one root.
type cachedTable struct {
	name  string
	entry catalog.Entry
}

// cachedTables is how many tables a root remembers; further ones are looked up in the catalog each time.
const cachedTables = 64

// cached returns a table that was looked up in this state before, or nil.
func (r *root) cached(name string) *cachedTable {
	list := r.cache.Load()
	if list == nil {
		return nil
	}
	for i := range *list {
		if t := &(*list)[i]; t.name == name {
			return t
		}
	}
	return nil
}

// remember adds a table to the cache. When two readers do so at once, one entry may be lost, which only costs time.
func (r *root) remember(name string, entry catalog.Entry) {
	old := r.cache.Load()
	var list []cachedTable
	if old != nil {
		list = *old
	}
	if len(list) >= cachedTables {
		return
	}
	list = append(list[:len(list):len(list)], cachedTable{name: name, entry: entry})
	r.cache.CompareAndSwap(old, &list)
}

// inherit fills a new root's cache from its predecessor's, with the states that the transaction between them left.
func (r *root) inherit(from *root, tx *Tx) {
	kept := r.few[:0]
	if old := from.cache.Load(); old != nil {
		for i := range *old {
			t := &(*old)[i]
			if at := tx.live(t.name); at != nil {
				kept = append(kept, cachedTable{name: t.name, entry: at.entry()})
			} else if !tx.reshaped {
				kept = append(kept, *t)
			}
		}
	}
	for _, t := range tx.tables[:tx.openTables] {
		if !t.gone && len(kept) < cachedTables && from.cached(t.name) == nil {
			kept = append(kept, cachedTable{name: t.name, entry: t.entry()})
		}
	}
	if len(kept) > 0 {
		r.inherited = kept
		r.cache.Store(&r.inherited)
	}
}
