package pager

// keptLeast is from how many patches on they are looked through for those that have gone.
const keptLeast = 4096

// keep notes a patch that was put in its place.
func (s *patches) keep(p *private) {
	s.kept = append(s.kept, p)
	if len(s.kept) >= max(s.keptMost, keptLeast) {
		s.due = true
	}
}

// SettlePatches says that what lies behind patches that have been laid out should be let go, as soon as no reader may need it.
func (w *Workspace) SettlePatches() { w.twins.patches.due = true }

// settlePatches lets go of what lies behind patches that have been laid out.
func (w *Workspace) settlePatches() {
	s := &w.twins.patches
	left := s.kept[:0]
	for _, p := range s.kept {
		switch {
		case !w.pager.kept.holds(p):
		case !s.part(p):
			left = append(left, p)
		default:
			w.pager.dropWritten(p)
		}
	}
	clear(s.kept[len(left):])
	s.kept, s.keptMost, s.due = left, 2*len(left), false
}

// part lets go of what lies behind a patch that has been laid out, where no reader of a state before it is or will be, and reports whether it has. Who comes to lay it out when others have done
// so may still look at that: its memory is left to the collector.
func (s *patches) part(p *private) bool {
	if p.patch == nil || p.isPatch() || p.since > s.oldest {
		return false
	}
	p.former.Store(nil)
	p.patch.base = nil
	return true
}

// Patches are patches of pages that the file has, as they were when they were listed.
type Patches struct {
	pager *Pager
	list  []*private
}

// Patches returns the patches of pages that the file has, and the latest state too, which nobody has laid out: what lies under others may be in use anew before they are. The caller holds
// the writer lock.
func (w *Workspace) Patches() Patches {
	var list []*private
	for _, p := range w.twins.patches.kept {
		if p.overlay && p.isPatch() && !p.freed && w.pager.kept.holds(p) {
			list = append(list, p)
		}
	}
	return Patches{pager: w.pager, list: list}
}

// PatchCount says what patches a Workspace keeps note of: Noted are all, with those that have been laid out but not let go of, Freed those not laid out of pages that the latest state no longer has.
type PatchCount struct{ Noted, Freed int }

// CountPatches looks at the patches one after the other, for proofs. The caller holds the writer lock.
func (w *Workspace) CountPatches() PatchCount {
	c := PatchCount{Noted: len(w.twins.patches.kept)}
	for _, p := range w.twins.patches.kept {
		if p.freed && p.isPatch() && w.pager.kept.holds(p) {
			c.Freed++
		}
	}
	return c
}

// Len returns how many there are.
func (p Patches) Len() int { return len(p.list) }

// LayOut lays one of them out. It needs no lock, as long as something pins the state that had them, or an earlier one.
func (p Patches) LayOut(i int) error {
	_, err := p.pager.whole(p.list[i])
	return err
}

// PatchesDue reports, once before pages with overlays are copied, that so many are there that their patches should be laid out.
func (w *Workspace) PatchesDue() bool {
	o := &w.twins.overlaid
	if o.announced || len(w.twins.patches.kept) == 0 || !o.over(1, 2) {
		return false
	}
	o.announced = true
	return true
}

// patchesWorth is how many patches a page must have got, on the average, before it is laid out: else copying it at once costs less.
const patchesWorth = 2

// InVain reports whether pages with overlays have got hardly more than one patch each.
func (w *Workspace) InVain() bool {
	o := &w.twins.overlaid
	return o.patches > 0 && o.patches < patchesWorth*len(o.list)
}
