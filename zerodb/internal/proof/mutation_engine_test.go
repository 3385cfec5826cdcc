package proof

// engineMutations break what the log, the trees and what stands around them promise.
func engineMutations() []mutation {
	return []mutation{
		{barrier{
			"a reader of the log keeps any amount of it", "internal/wal/hold.go",
			"end-min(h.from, end) > ids.LSN(l.opts.HoldBytes)", "end < h.from",
		}, "internal/wal.TestHolds"},
		{barrier{
			"pruning takes the segment that a reader goes on from", "internal/wal/prune.go",
			"sequence >= keep.Segment || err != nil", "sequence > keep.Segment || err != nil",
		}, "TestPrunedArchiveStillRestores"},
		{barrier{
			"segments in front of a gap are archived", "internal/wal/release.go",
			"l.opts.Archive != \"\" && !v.severed", "l.opts.Archive != \"\"",
		}, "internal/wal.TestReleaseBehindAGap"},
		{barrier{
			"errors of writing long records are passed over", "internal/wal/long.go",
			"err = file.WriteVectorAt(g.parts, start)", "_ = file.WriteVectorAt(g.parts, start)",
		}, "TestFailedVectoredWrites"},
		{barrier{
			"a log is cut though something of it is not durable", "internal/wal/trim.go",
			" && l.position.LSN <= l.Durable()\n", "\n",
		}, "internal/wal.TestTrimLeavesWhatIsNotDurable"},
		{barrier{
			"a frame may promise what comes behind it", "internal/wal/replay.go",
			"\tcase f.Durable > t.at.LSN:\n", "\tcase f.Durable > t.at.LSN+1<<40:\n",
		}, "internal/wal.TestImpossibleFrames"},
		{barrier{
			"a reader of the log sees records beyond what is durable", "internal/wal/reader.go",
			"r.replay.tail.at.LSN >= limit", "r.replay.tail.at.LSN > limit",
		}, "internal/wal.TestReaderFollows"},
		{barrier{
			"a position whose segment was released is gone though all behind it is kept", "internal/wal/reader_open.go",
			"\tif head.First != from.LSN {\n", "\tif head.First != 0 {\n",
		}, "internal/wal.TestReadFromTheEndOfAReleasedSegment"},
		{barrier{
			"the log of another database is read", "internal/wal/replay.go",
			"head.Identity != r.opts.Identity", "head.Identity == [16]byte{}",
		}, "internal/wal.TestDamagedFolder"},
		{barrier{
			"there is room in the log for records of any size", "internal/wal/reserve.go",
			"n < 0 || n > l.opts.MaxRecordBytes", "n < 0",
		}, "internal/wal.TestRecordLimit"},
		{barrier{
			"pages are joined though they do not fit", "internal/btree/join.go",
			"if list.Fits(0, list.Count()) {", "if list.Fits(0, list.Count()-1) {",
		}, "internal/btree.TestModel"},
		{barrier{
			"a page that was joined is not freed", "internal/btree/join.go",
			"return w.Free(p.right.ref)", "return nil",
		}, "internal/btree.TestModel"},
		{barrier{
			"evening out leaves the old separator", "internal/btree/join.go",
			"if !p.above.Rekey(p.at+1, ws.separator) {\n\t\tt.compact", "if false {\n\t\tt.compact",
		}, "internal/btree.TestModel"},
		{barrier{
			"evening out does not say that pages stand under another branch", "internal/btree/join.go",
			"\tif p.left.node.Kind() == page.KindBranch {\n\t\tw.Regroup()\n\t}\n", "",
		}, "TestRoomForOverlaidSpreadOverBranches"},
		{barrier{
			"leaves below another branch get the reference of one below this", "internal/btree/readdress.go",
			"return above.node.Child(above.index) == ref", "return true",
		}, "internal/btree.TestReaddressing"},
		{barrier{
			"a large value is replaced in the leaf's place", "internal/btree/twin.go",
			"t.Twins == nil || page.IsRun(payload) || !runAt(leaf.node, leaf.index).ref.IsZero() {\n\t\treturn false\n\t}\n\tn, ok := t.twin()\n\tif !ok || !n.ReplacePayload", "t.Twins == nil || page.IsRun(payload) {\n\t\treturn false\n\t}\n\tn, ok := t.twin()\n\tif !ok || !n.ReplacePayload",
		}, "internal/proof.TestModel"},
		{barrier{
			"a reference to a younger large value stands in a leaf's twin", "internal/btree/twin.go",
			"t.Twins == nil || page.IsRun(payload) || !leaf.node.Holds(key, payload)", "t.Twins == nil || !leaf.node.Holds(key, payload)",
		}, "TestTwinThatGoesOn"},
		{barrier{
			"the last entry of a leaf is deleted in its place", "internal/btree/twin.go",
			"leaf.node.Count() == 1 || ", "",
		}, "internal/proof.TestModel"},
		{barrier{
			"a path is copied for a leaf that is another one", "internal/btree/twin.go",
			"err != nil || t.leaf().ref != ref {", "err != nil {",
		}, "internal/proof.TestLockstep"},
		{barrier{
			"a table that was changed keeps its former root in the cache", "tx_version.go",
			"kept = append(kept, cachedTable{name: t.name, entry: at.entry()})", "kept = append(kept, *t)",
		}, "TestModel"},
		{barrier{
			"a dropped table stays in the cache", "tx_version.go",
			"} else if !tx.reshaped {", "} else {",
		}, "TestModel"},
		{barrier{
			"a version that only copies pages shows another number", "tx_version.go",
			"if v.State.commit != 0 {", "if v.State.commit == 1<<60 {",
		}, "TestTwin"},
		{barrier{
			"readers of other processes are not listed", "readers.go",
			"if db.follow != nil && b.Index == db.peers.own {", "if b.Index == db.peers.own || true {",
		}, "TestReadersAreReported"},
		{barrier{
			"a restored database begins anew with its numbers", "restore_loader.go",
			"\tl.db.w.nextTx = max(l.db.w.nextTx, tx+1)\n", "",
		}, "TestRestoreToEveryTransaction"},
		{barrier{
			"two meta pages that contradict each other pass", "internal/meta/choose.go",
			"\tif !same {\n", "\tif !same && a.Tx == 0 {\n",
		}, "internal/meta.TestChooseRefuses"},
		{barrier{
			"an older meta page counts beside one of a later form", "internal/meta/choose.go",
			"\t\t\treturn c, unknown\n", "\t\t\tcontinue\n",
		}, "internal/meta.TestChooseRefuses"},
		{barrier{
			"pages without an owner pass", "internal/checker/checker.go",
			"return c.seen, c.orphans()", "return c.seen, nil",
		}, "internal/checker.TestLostPages"},
		{barrier{
			"free pages that are in use pass", "internal/checker/owners.go",
			"if *word&bit != 0 && ok {", "if *word&bit != 0 && !ok {",
		}, "internal/checker.TestPagesWithTwoOwners"},
		{barrier{
			"the file is cut below what the last checkpoint states", "compact_shrink.go",
			"limit := max(db.w.free.HighWater(), db.check.highWater)", "limit := db.w.free.HighWater()",
		}, "TestShrinkKeepsWhatCheckpointStates"},
		{barrier{
			"the file is cut while a checkpoint is not concluded", "compact_shrink.go",
			"db.check.unconcluded != nil || db.check.highWater == 0", "db.check.highWater == 0",
		}, "TestShrinkKeepsWhatCheckpointStates"},
		{barrier{
			"closing moves more than it may", "close_compact.go",
			"if live > budget {", "if live > budget+1<<40 {",
		}, "TestCloseShortens"},
		{barrier{
			"a mark covers positions of other databases", "history_durable.go",
			"p.identity == m.identity && (p.log", "(p.log",
		}, "TestDurableMark"},
		{barrier{
			"a leaf that is younger than the page above gets another reference", "internal/btree/readdress.go",
			"if ref.Birth > birth {", "if ref.Birth > birth+1<<40 {",
		}, "internal/btree.TestChildBornLater"},
		{barrier{
			"keys that a table cannot have pass", "internal/checker/forms.go",
			"if !form.Sound(scratch, stored) {", "if scratch == nil {",
		}, "internal/checker.TestKeysWithoutTheirForm"},
	}
}
