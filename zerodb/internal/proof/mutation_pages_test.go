package proof

// pageMutations break what packages space, mvcc and pager promise to those above.
func pageMutations() []mutation {
	return []mutation{
		{barrier{
			"a page born in the very transaction that a reader sees counts as unseen", "internal/space/retire.go",
			"t.arena.entries[i].born <= pins[place-1]", "t.arena.entries[i].born < pins[place-1]",
		}, "internal/space.TestManagerAgainstBruteForce"},
		{barrier{
			"pages that a pin has kept do not pass to the one that saw them born", "internal/space/retire.go",
			"t.arena.entries[h.heap].born > pin", "t.arena.entries[h.heap].born >= pin",
		}, "internal/space.TestManagerAgainstBruteForce"},
		{barrier{
			"what only readers see does not count as free on disk", "internal/space/capture.go",
			"c.retired = m.retired.arena.appendRuns(make([]Run, 0, m.retired.arena.live))", "c.retired = nil",
		}, "internal/proof.TestModel"},
		{barrier{
			"room for the free set leaves the run out that single pages come from", "internal/space/capture.go",
			"pagesFor(runs+1, m.highWater", "pagesFor(runs, m.highWater",
		}, "internal/space.TestRoomForCapture"},
		{barrier{
			"a page given up under a savepoint is used again at once", "internal/space/ledger.go",
			"case l.depth == 0:\n\t\tl.FreeNew(r)", "case l.depth >= 0:\n\t\tl.FreeNew(r)",
		}, "TestSavepointKeepsSpilledPages"},
		{barrier{
			"pages allocated under a savepoint join a run before it", "internal/space/ledger.go",
			"last >= l.fence && l.allocated[last]", "last >= 0 && l.allocated[last]",
		}, "internal/pager.TestSavepointsRestoreEverything"},
		{barrier{
			"the file may have one page too many", "internal/space/allocate.go",
			"missing > uint64(m.limit-m.highWater)", "missing > uint64(m.limit-m.highWater)+1",
		}, "internal/space.TestAllocateErrors"},
		{barrier{
			"pages for what is moved lie above the bound", "internal/space/below.go",
			"best.Count == 0 || best.Start+ids.PageID(count) > limit", "best.Count == 0",
		}, "internal/space.TestAllocateBelow"},
		{barrier{
			"a page becomes free twice", "internal/space/stash.go",
			"case m.isAvailable(r.Start):", "case m.stash == nil && m.isAvailable(r.Start):",
		}, "internal/space.TestStashedPageTwice"},
		{barrier{
			"who takes over beside readers uses pages that they see", "internal/space/restamp.go",
			"m.Free(l.run, l.born, freed)", "m.Free(l.run, l.born, l.born)",
		}, "internal/space.TestRestamp"},
		{barrier{
			"a slot is taken though somebody has it", "internal/mvcc/readers.go",
			"return s.state.Load() == 0 && s.state.CompareAndSwap(0, occupied|uint64(tx))", "s.state.Store(occupied | uint64(tx))\n\treturn true",
		}, "internal/mvcc.TestPinsFollowReaders"},
		{barrier{
			"the newest state ages", "internal/mvcc/age.go",
			"tx >= visible", "tx > visible",
		}, "internal/mvcc.TestAges"},
		{barrier{
			"a reader is asked to end that reads something else by now", "internal/mvcc/end.go",
			"slots[h.Slot].state.CompareAndSwap(occupied|uint64(h.Tx), occupied|ending|uint64(h.Tx))", "slots[h.Slot].state.Swap(occupied|ending|uint64(h.Tx)) != 0",
		}, "internal/mvcc.TestEndOfAnother"},
		{barrier{
			"a page changes in the memory that readers have of its overlay", "internal/pager/workspace.go",
			"\tw.separate(p)\n", "",
		}, "internal/pager.TestReaddressedIsChanged"},
		{barrier{
			"pages that were cut off the file count as verified", "internal/pager/shrink.go",
			"\tp.births.clearFrom(limit)\n", "",
		}, "internal/pager.TestCutPagesAreForgotten"},
		{barrier{
			"a large value that is moved drags along what was in its memory", "internal/pager/move.go",
			"\tclear(p.buffer[page.HeaderSize+n:])\n", "",
		}, "internal/pager.TestMovedValueBringsNothingAlong"},
		{barrier{
			"pages below a large value keep their marks", "internal/pager/write.go",
			"\t\tp.births.set(ids.PageID(id), 0)\n", "\t\t_ = id\n",
		}, "internal/pager.TestRunReuseForgetsPages"},
		{barrier{
			"a page that was changed behind the back of the process counts as verified", "internal/pager/changed.go",
			"\t\tp.births.replace(id, known, 0) // it", "\t\t// it",
		}, "internal/pager.TestChangedPagesAreVerifiedAgain"},
		{barrier{
			"a nearly full disk refuses what it has room for", "internal/pager/pager.go",
			"errors.Is(err, vfs.ErrNoSpace) && target > need", "errors.Is(err, vfs.ErrNoSpace) && target < need",
		}, "TestFullDisk"},
		{barrier{
			"pages with overlays are written", "internal/pager/resident.go",
			"case q == nil || q.overlay:", "case q == nil:",
		}, "internal/pager.TestOverlayIsNotWritten"},
		{barrier{
			"any number of contents waits behind a page", "internal/pager/twin.go",
			"if n++; n > formerMax {", "if n++; n < 0 {",
		}, "internal/pager.TestContentsBehindAPageAreBounded"},
		{barrier{
			"any number of contents waits for readers", "internal/pager/twin.go",
			"len(s.formers)-s.first >= s.formersMost", "len(s.formers)-s.first < 0",
		}, "internal/pager.TestFormersAreBounded"},
		{barrier{
			"leaves change in their place in a savepoint", "internal/pager/twin.go",
			"!s.allowed || len(w.saved) > 0 || ", "!s.allowed || ",
		}, "internal/pager.TestNoTwinInSavepoint"},
		{barrier{
			"a content is used again that a checkpoint may have in its list", "internal/pager/twin_spare.go",
			"len(s.spare) < twinsKept && !p.written.Load() && p.patch == nil", "len(s.spare) < twinsKept && p.patch == nil",
		}, "internal/pager.TestWrittenContentServesNoOther"},
		{barrier{
			"room for overlays leaves out branches that were made since", "internal/pager/overlaid.go",
			"\t\to.room += o.branches\n", "",
		}, "TestRoomForOverlaidSpreadOverBranches"},
		{barrier{
			"room for overlays leaves the catalog's depth out", "internal/pager/overlaid.go",
			"o.room += uint64(t.depth) + uint64(catalogDepth)", "o.room += uint64(t.depth)",
		}, "TestRoomForOverlaidSpreadOverBranches"},
		{barrier{
			"errors of writing large values to the data file are passed over", "internal/pager/write.go",
			"return len(parts), store.WriteVectorAt(parts, offset)", "_ = store.WriteVectorAt(parts, offset)\n\treturn len(parts), nil",
		}, "TestFailedVectoredWrites"},
		{barrier{
			"leaves left behind are written where there is no room", "tx_spill.go",
			"if len(w.loaders) > 0 || db.reserveData(w.work.HighWater()) != nil {", "if len(w.loaders) > 0 {",
		}, "TestLeavesLeftBehind"},
		{barrier{
			"a commit leaves no room for the next checkpoint", "tx_twin.go",
			"\treturn db.reserveData(end)\n", "\treturn nil\n",
		}, "internal/proof.TestClosingOnFullDisk"},
	}
}
