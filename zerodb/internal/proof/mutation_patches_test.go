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
			"patches are not charged", "internal/pager/patch_put.go",
			"if w.charge(p.own.memory()) != nil {", "if w.charge(0) != nil {",
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
	}
}
