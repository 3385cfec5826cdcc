package zerodb

import (
	"github.com/aerolith/aerolith/zerodb/internal/btree"
	"github.com/aerolith/aerolith/zerodb/internal/catalog"
	"github.com/aerolith/aerolith/zerodb/internal/meta"
	"github.com/aerolith/aerolith/zerodb/internal/pager"
)

// view reads the pages of a checkpoint, each verified once.
func (i *Inspection) view(m meta.Meta) *pager.View {
	return &pager.View{Pager: i.pager, Limit: i.limit(m)}
}

// get returns a copy of one value as the checkpoint has it.
func (i *Inspection) get(table string, key []byte) (value []byte, err error) {
	m, err := i.current()
	if err != nil {
		return nil, err
	}
	defer catchFaults(i.pager).done(&err)
	top := btree.Tree{State: btree.State(m.Catalog)}
	entry, err := top.Get(i.view(m), []byte(table))
	if err != nil {
		return nil, err
	}
	state, err := catalog.Decode(entry, top.Root)
	if err != nil {
		return nil, err
	}
	tree := btree.Tree{State: state.State}
	found, err := tree.Get(i.view(m), key)
	return append([]byte(nil), found...), err
}
