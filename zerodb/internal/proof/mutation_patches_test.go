package proof

// patchMutations break what docs/decisions/patches.md promises.
func patchMutations() []mutation {
	return []mutation{
		{barrier{
			"a patch counts a key that is there as new", "internal/btree/patch.go",
			"if !existed {\n\t\tt.Count++\n\t}\n\tt.tookPatch()", "_ = existed\n\tt.Count++\n\tt.tookPatch()",
		}, "TestPatchesBesideOtherChanges"},
		{barrier{
			"a leaf that is laid out for an entry counts its key as new", "internal/btree/patch.go",
			"\t\t\tif !found {\n\t\t\t\tt.Count++\n\t\t\t}\n", "\t\t\tt.Count++\n",
		}, "TestPatchesBesideOtherChanges"},
		{barrier{
			"a large value stays when it is replaced in a leaf with patches", "internal/btree/patch.go",
			"\treturn old.free(w)\n", "\t_ = old\n\treturn nil\n",
		}, "TestPatchesOverLargeValues"},
		{barrier{
			"a value that takes pages of its own is left in a patch", "internal/btree/patch.go",
			" || !page.FitsInline(w.PageSize(), len(key), len(value)) {", " {",
		}, "TestPatchesOverLargeValues"},
		{barrier{
			"a patch has a key without the prefix of its page", "internal/page/put.go",
			"bytes.HasPrefix(key, n.Prefix())", "bytes.HasPrefix(key, n.Prefix()) || true",
		}, "TestPatchesOfAnyKey"},
		{barrier{
			"patches lie over more than eight others", "internal/pager/patch_put.go",
			"ok && over.depth < patchesMost", "ok",
		}, "internal/pager.TestPatchIsRefused, internal/pager.TestPatchesAgainstPages"},
		{barrier{
			"a longer value takes no more room than the one that it replaces", "internal/pager/patch_put.go",
			"if old >= len(payload) {", "if old >= 0 {",
		}, "internal/pager.TestPatchesAgainstPages"},
		{barrier{
			"a patch is put over a page that was not verified", "internal/pager/patch_put.go",
			"n, err = w.pager.Read(ref, w.limit, w.birth)", "n, err = w.pager.raw(ref, 1, w.limit)",
		}, "TestPatchesOverDamage"},
		{barrier{
			"patches are not charged", "internal/pager/patch_put.go",
			"if w.charge(patchMemory(len(key)+len(payload))) != nil {", "if w.charge(0) != nil {",
		}, "internal/pager.TestPatchesAreCharged"},
		{barrier{
			"the patches of a page may take more memory than the page", "internal/pager/patch_put.go",
			"if t.patches+patchMemory(len(key)+len(payload)) > int64(w.PageSize()) {", "if t.patches < 0 {",
		}, "internal/pager.TestPatchesAreCharged"},
		{barrier{
			"there are patches though each read is verified", "internal/pager/patch_put.go",
			"w.twins.allowed && w.pager.opts.Checksums != ChecksumAlways", "w.twins.allowed",
		}, "internal/pager.TestPatchIsRefused, TestPatchesAreExcluded"},
		{barrier{
			"there are patches in savepoints", "internal/pager/patch_put.go",
			"t.Work.MayPatch() && !t.Catalog && len(t.Work.saved) == 0", "t.Work.MayPatch() && !t.Catalog",
		}, "TestNoPatchesAfterReshaping"},
		{barrier{
			"each who lays a page out gets bytes of his own", "internal/pager/patch.go",
			"\tq.patch.laid.CompareAndSwap(nil, &b)\n\treturn *q.patch.laid.Load(), nil // of several", "\tq.patch.laid.Store(&b)\n\treturn b, nil // of several",
		}, "internal/pager.TestPatchIsLaidOutByMany"},
		{barrier{
			"a page is laid out for each who reads it", "internal/pager/patch.go",
			"\tq.patch.laid.CompareAndSwap(nil, &b)\n\treturn *q.patch.laid.Load(), nil // of several", "\treturn b, nil // of several",
		}, "TestPatchIsLaidOutOnce"},
		{barrier{
			"of several patches of a transaction only the last is of that", "internal/pager/twin.go",
			"\t\tif q == t.bottom {\n\t\t\tbreak\n\t\t}\n\t}\n\tplace", "\t\tbreak\n\t}\n\tplace",
		}, "TestTwinsModel"},
		{barrier{
			"memory behind a patch is used again", "internal/pager/patch_settle.go",
			"\t\tcase !s.part(p):\n", "\t\tcase p.former.Load() != nil && !p.isPatch() && p.since <= s.oldest && func() bool { w.recycle(p.former.Load().buffer); return false }():\n\t\tcase !s.part(p):\n",
		}, "internal/pager.TestMemoryBehindPatchesIsLeft"},
		{barrier{
			"a checkpoint writes what lies under patches", "internal/pager/write.go",
			"\t\tcontent, err := p.whole(list[n])\n",
			"\t\tunder := list[n]\n\t\tfor under.isPatch() && under.former.Load() != nil {\n\t\t\tunder = under.former.Load()\n\t\t}\n\t\tcontent, err := p.whole(under)\n",
		}, "TestPatchesOverMemory"},
		{barrier{
			"a transaction goes on with patches after it has reshaped a tree", "tx_patches.go",
			"\ttx.write.work.ForbidPatches()\n", "",
		}, "TestNoPatchesAfterReshaping"},
		{barrier{
			"patches stay while their transaction reshapes a tree", "tx_patches.go",
			"\terr := tx.settleTwins()\n", "\tvar err error\n",
		}, "TestNoPatchesAfterReshaping"},
		{barrier{
			"patches stay when a table is cleared", "table_create_drop.go",
			"\tif err := t.tx.endTwins(); err != nil {\n\t\treturn tableError(\"clear\", t.name, err)\n\t}\n", "",
		}, "TestNoPatchesAfterReshaping"},
		{barrier{
			"patches stay when a table is dropped", "table_create_drop.go",
			"\tif err := tx.endTwins(); err != nil {\n\t\treturn tableError(\"drop\", name, err)\n\t}\n", "",
		}, "TestNoPatchesAfterReshaping"},
		{barrier{
			"patches stay when a table is renamed", "table_create_drop.go",
			"\tif err := tx.endTwins(); err != nil {\n\t\treturn tableError(\"rename\", name, err)\n\t}\n", "",
		}, "TestNoPatchesAfterReshaping"},
		{barrier{
			"patches stay when a range is deleted", "table_delete.go",
			"\tif err := t.tx.endTwins(); err != nil {\n\t\treturn 0, tableError(\"delete range\", t.name, err)\n\t}\n", "",
		}, "TestNoPatchesAfterReshaping"},
		{barrier{
			"patches stay while sorted input is loaded", "table_load.go",
			"\tif err := t.tx.endTwins(); err != nil {\n\t\treturn 0, tableError(\"load\", t.name, err)\n\t}\n", "",
		}, "TestNoPatchesAfterReshaping"},
		{barrier{
			"patches stay when a savepoint begins", "tx_savepoint.go",
			"\tif err := tx.settleTwins(); err != nil {\n\t\ttx.failed = err\n\t\treturn err\n\t}\n", "",
		}, "TestNoPatchesAfterReshaping"},
		{barrier{
			"there are patches while parts of a dropped table are freed", "tx_twin.go",
			"db.opts.MaxUnwrittenBytes < 0 || tx.remains {", "db.opts.MaxUnwrittenBytes < 0 {",
		}, "TestPatchesAreExcluded"},
		{barrier{
			"there are patches where no page waits", "tx_twin.go",
			"db.opts.MaxUnwrittenBytes < 0 || tx.remains {", "tx.remains {",
		}, "TestPatchesAreExcluded"},
		{barrier{
			"there are patches beside other processes", "tx_twin.go",
			"(db.peers.memory.Joined() || db.peers.memory.Attended()) {", "(db.peers.memory.Joined() && !db.peers.memory.Attended()) {",
		}, "TestPatchesAreExcluded"},
		{barrier{
			"memory of patches is not counted among that of overlays", "internal/pager/overlaid.go",
			"\t\to.bytes += p.patch.memory()\n", "",
		}, "internal/pager.TestPatchesCountAsOverlays"},
		{barrier{
			"patches count as what they are now, not as what they are laid out", "internal/pager/overlaid.go",
			"(int64(len(o.list))*o.pageSize+o.unwritten.Load())", "(o.bytes+o.unwritten.Load())",
		}, "TestPatchesInVain"},
		{barrier{
			"pages that wait do not count beside those with overlays", "internal/pager/overlaid.go",
			"(int64(len(o.list))*o.pageSize+o.unwritten.Load())", "(int64(len(o.list))*o.pageSize)",
		}, "internal/pager.TestPatchesCountAsOverlays"},
		{barrier{
			"patches given up count on", "internal/pager/twin.go",
			"\tw.bytes -= s.open[i].patches\n", "",
		}, "internal/pager.TestPatchesAreCharged"},
		{barrier{
			"patches are due when there may be no more", "internal/pager/patch_settle.go",
			"!o.over(1, 2)", "!o.over(1, 1)",
		}, "internal/pager.TestPatchesCountAsOverlays, TestPatchesAreLaidOutAtHalf"},
		{barrier{
			"nobody is told that patches are due", "tx_commit.go",
			"\tif w.work.PatchesDue() {\n\t\twake(db.check.patches)\n\t}\n", "",
		}, "TestPatchesAreLaidOutAtHalf"},
		{barrier{
			"a checkpoint leaves patches to the writer", "checkpoint.go",
			"if err := db.layOut(ctx); err != nil {", "if err := ctx.Err(); err != nil {",
		}, "TestCheckpointLaysPatchesOut"},
		{barrier{
			"patches go on that are in vain", "tx_writer.go",
			"\t\tdb.w.patchless = db.w.patchless || db.w.work.InVain()\n", "",
		}, "TestPatchesInVain"},
		{barrier{
			"patches that are of use count as in vain", "internal/pager/patch_settle.go",
			"o.patches < patchesWorth*len(o.list)", "o.patches <= patchesMost*len(o.list)",
		}, "TestPatchesOfUse"},
		{barrier{
			"a checkpoint does not let patches be tried again", "checkpoint.go",
			"\tdb.w.patchless = false\n", "",
		}, "TestPatchesInVain"},
		{barrier{
			"a reader that stays is not heard", "tx_patches.go",
			"if w.oldestReader != 0 || reads != w.readsSeen {", "if reads != w.readsSeen {",
		}, "TestPatchesNeedFourQuietWrites"},
		{barrier{
			"readers that come and go are not heard", "tx_patches.go",
			"if w.oldestReader != 0 || reads != w.readsSeen {", "if w.oldestReader != 0 {",
		}, "TestPatchesNeedFourQuietWrites"},
		{barrier{
			"three transactions after a reader are enough", "tx_patches.go",
			"const quietWrites = 4", "const quietWrites = 3",
		}, "TestPatchesNeedFourQuietWrites"},
		{barrier{
			"patches are made only every fifth transaction", "tx_patches.go",
			"\tif w.loud == 0 {\n\t\treturn true\n\t}\n\tw.loud--\n", "\tif w.loud == 0 {\n\t\tw.loud = quietWrites\n\t\treturn true\n\t}\n\tw.loud--\n",
		}, "TestPatchesNeedFourQuietWrites"},
		{barrier{
			"patches have their memory together", "internal/pager/supply.go",
			"\tfor i := range lot {\n\t\tlot[i] = newPatched()\n", "\tall := make([]patched, len(lot))\n\tfor i := range lot {\n\t\tlot[i] = &all[i]\n\t\tlot[i].own.depth = 1\n",
		}, "TestHeapOfALongLife"},
		{barrier{
			"a key is looked for below the patches only", "internal/pager/patch_put.go",
			"case over == nil || over.mayHave(sum):", "case over == nil:",
		}, "internal/pager.TestPatchesAgainstPages"},
	}
}
