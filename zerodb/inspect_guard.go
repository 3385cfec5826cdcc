package zerodb

import (
	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/pager"
)

// guardedAudit is an Audit for which a page that cannot be read at all, since the disk has lost a sector of it, is damaged as any other is: who walks
// a tree is told of the place and goes on, instead of ending with the first of them.
type guardedAudit struct{ pager.Audit }

// Read returns a page as it is in the file.
func (g *guardedAudit) Read(ref ids.PageRef) (b []byte, err error) {
	defer catchFaults(g.Pager).done(&err)
	return g.Audit.Read(ref)
}

// ReadRun returns a large value as it is in the file.
func (g *guardedAudit) ReadRun(ref ids.PageRef, valueLength uint64) (value []byte, err error) {
	defer catchFaults(g.Pager).done(&err)
	return g.Audit.ReadRun(ref, valueLength)
}
