package proof

// historyMutations break what features 9 to 11 promise: long readers, compaction, the history and what follows it.
func historyMutations() []mutation {
	return []mutation{
		{barrier{
			"an old reader is told of at each look", "readers.go",
			"db.check.watch.told[key] = true", "db.check.watch.told[key] = false",
		}, "TestReadersAreReported"},
		{barrier{
			"readers do not age", "readers.go",
			"if !known {", "if known || !known {",
		}, "TestReadersAreReported, TestOldReadersEnd"},
		{barrier{
			"a reader that was ended keeps its pages", "readers.go",
			"\t\ttx.db.readers.Release(&tx.lease)\n", "",
		}, "TestOldReadersEnd"},
		{barrier{
			"a reader that was asked to end no longer pins", "internal/mvcc/readers.go",
			"if state := used[i].state.Load(); state != 0 {", "if state := used[i].state.Load(); state != 0 && state&ending == 0 {",
		}, "TestOldReadersEnd"},
		{barrier{
			"checkpoints do not come early beside a long reader", "checkpoint_pressure.go",
			"if !longReader || retired <= live {", "if longReader || retired <= live {",
		}, "TestParkedReaderKeepsTheFileSmall"},
		{barrier{
			"waiting pages are never drained", "tx_commit.go",
			"\t\twake(db.check.drain.due)\n", "\t\t_ = db.check.drain.due\n",
		}, "TestDrainIsDue"},
		{barrier{
			"a drain is due while there is one", "checkpoint_drain.go",
			" && d.state.Load() == 0", "",
		}, "TestDrainIsDue"},
		{barrier{
			"a state stays pinned once it has been drained", "checkpoint_drain.go",
			"\tdb.check.drain.state.Store(0)\n", "",
		}, "TestDrainedStateIsPinned"},
		{barrier{
			"the database goes on when waiting pages cannot be written", "checkpoint_drain.go",
			"return db.stop(fmt.Errorf(\"zerodb: write waiting pages: %w\", err))", "return fmt.Errorf(\"zerodb: write waiting pages: %w\", err)",
		}, "TestWaitingPagesCannotBeWritten"},
		{barrier{
			"the file is not cut", "compact_shrink.go",
			"cut, err := db.pager.Shrink(limit)", "cut, err := db.pager.Shrink(limit + 1<<30)",
		}, "TestCompact, TestCompactBesideOthers"},
		{barrier{
			"a leaf forgets where its large value was moved", "internal/btree/relocate.go",
			"leaf.SetRun(i, moved)", "_ = moved",
		}, "TestCompact, TestCompactBesideOthers"},
		{barrier{
			"compaction leaves ordinary pages where they are", "compact.go",
			"{btree.LargeValues, btree.AllPages}", "{btree.LargeValues}",
		}, "TestCompactMovesOrdinaryPages"},
		{barrier{
			"no database compacts by itself", "compact.go",
			"percent == 0 || free", "percent > 0 || free",
		}, "TestCompactsByItself"},
		{barrier{
			"a commit is delivered twice", "history_watch.go",
			"if !yield(commit, nil) {", "if !yield(commit, nil) || !yield(commit, nil) {",
		}, "TestWatchDelivers, TestHistoryReplaysTheDatabase"},
		{barrier{
			"the end of a context looks like the end of what there is to read", "history_watch.go",
			"\t\tcase err != nil:\n\t\t\treturn err\n\t\tcase db.closed", "\t\tcase err != nil:\n\t\t\treturn io.EOF\n\t\tcase db.closed",
		}, "TestWatchEndsWithItsContext"},
		{barrier{
			"the commit of a position is delivered again", "history_reader.go",
			"identity: r.identity, epoch: epoch, log: at}", "identity: r.identity, epoch: epoch, log: r.reader.Began()}",
		}, "TestHistoryReplaysTheDatabase"},
		{barrier{
			"the position of another database is taken", "history_reader.go",
			"from.identity != options.Identity {", "from.identity != options.Identity && options.FS == nil {",
		}, "TestWatchRefusesPositions"},
		{barrier{
			"a position that the log has left is any error", "history_commits.go",
			"fmt.Errorf(\"%w: %w\", ErrPositionGone, err)", "err",
		}, "TestWatchRefusesPositions"},
		{barrier{
			"restoring stops before its target", "restore.go",
			"c.Tx > r.o.ToTx", "c.Tx >= r.o.ToTx",
		}, "TestRestoreToEveryTransaction"},
		{barrier{
			"a replay forgets that tables were renamed", "recovery_replay.go",
			"return t.rename(string(o.Value))", "return nil",
		}, "TestRestoreToEveryTransaction"},
		{barrier{
			"the log does not hear of renamed tables", "table_create_drop.go",
			"\ttx.write.journal.RenameTable(t.note, to)\n", "",
		}, "TestHistoryReplaysTheDatabase, TestRestoreToEveryTransaction"},
	}
}

// damageMutations break what feature 12 promises: checksums as the mode says, damage as an error.
func damageMutations() []mutation {
	return []mutation{
		{barrier{
			"pages are verified once where they should be always", "open.go",
			"pager.ChecksumMode(opts.Checksums)", "pager.ChecksumMode(opts.Checksums &^ ChecksumAlways)",
		}, "TestChecksumModes"},
		{barrier{
			"pages are verified always where they should be once", "open.go",
			"pager.ChecksumMode(opts.Checksums)", "pager.ChecksumMode(max(opts.Checksums, ChecksumAlways))",
		}, "TestChecksumModes"},
		{barrier{
			"pages are verified though that is off", "internal/pager/pager.go",
			"if p.opts.Checksums != ChecksumOff {\n\t\tif err := page.VerifyChecksum", "if p.opts.Checksums <= ChecksumOff {\n\t\tif err := page.VerifyChecksum",
		}, "TestChecksumModes"},
		{barrier{
			"the checksum of a page is not compared", "internal/pager/pager.go",
			"if err := page.VerifyChecksum(b, ref.ID); err != nil {", "if err := page.VerifyChecksum(b, ref.ID); err != nil && ref.ID == 0 {",
		}, "TestChecksumModes, TestFlippedBits, TestFlippedValueByteIsCaught"},
		{barrier{
			"the checksum of a large value is not compared", "internal/pager/pager.go",
			"if err := page.VerifyRunChecksum(b, ref.ID); err != nil {", "if err := page.VerifyRunChecksum(b, ref.ID); err != nil && ref.ID == 0 {",
		}, "TestChecksumModes, TestFlippedBits"},
		{barrier{
			"an access outside of a changed page ends the process", "map_faults.go",
			"if _, outside := cause.(runtime.Error); outside {", "if _, outside := cause.(runtime.Error); outside && g.pager == nil {",
		}, "TestRubbishUnderTheMap"},
		{barrier{
			"a get is not guarded against faults in the map", "table.go",
			"(value []byte, err error) {\n\tdefer catchFaults(t.tx.db.pager).done(&err)\n\tif t.special {", "(value []byte, err error) {\n\tif t.special {",
		}, "TestFaultsInTheMap"},
		{barrier{
			"reading a copy is not guarded against faults in the map", "table.go",
			"(out []byte, err error) {\n\tdefer catchFaults(t.tx.db.pager).done(&err)\n", "(out []byte, err error) {\n",
		}, "TestFaultsInTheMap, TestTruncationUnderTheMap"},
		{barrier{
			"a defect of the engine is taken for damage", "map_faults.go",
			"\t\tpanic(cause)\n\t}\n\treturn fault", "\t\treturn fault.New(0, mapFault, 0, 0, 0)\n\t}\n\treturn fault",
		}, "TestDefectOfTheEngineIsSeen"},
		{barrier{
			"a fault in the map names no page", "map_faults.go",
			"fault.New(g.pager.PageAt(addressed.Addr()), mapFault", "fault.New(0, mapFault",
		}, "TestFaultsInTheMap"},
	}
}

// measureMutations break what feature 13 promises: what is counted is told, and costs nothing.
func measureMutations() []mutation {
	return []mutation{
		{barrier{
			"transactions that change nothing are not counted", "observer.go",
			"db.measures.unchanged.Add(1)", "db.measures.unchanged.Add(0)",
		}, "TestMetrics"},
		{barrier{
			"write transactions are not counted when they begin", "tx_writer.go",
			"db.measures.begun.Add(1)", "db.measures.begun.Add(0)",
		}, "TestMetrics"},
		{barrier{
			"transactions that are rolled back are not counted", "observer.go",
			"db.measures.rolledBack.Add(1)", "db.measures.rolledBack.Add(0)",
		}, "TestMetrics, TestMeasures"},
		{barrier{
			"read transactions of View and Renew are not counted", "metrics.go",
			"tx.reads == readsCounted {\n\t\tdb.countReads(tx)", "tx.reads == readsCounted {\n\t\ttx.reads = 0",
		}, "TestMetrics"},
		{barrier{
			"pages that are taken are not counted", "stats.go",
			"db.measures.allocated.Store(allocated)", "db.measures.allocated.Store(min(allocated, 1))",
		}, "TestMetrics"},
		{barrier{
			"pages that are given up are not counted", "stats.go",
			"db.measures.freed.Store(freed)", "db.measures.freed.Store(min(freed, 0))",
		}, "TestMetrics"},
		{barrier{
			"syncs of the log are not timed", "metrics.go",
			"\tdb.measures.logSyncTime.Observe(took)\n", "",
		}, "TestMetrics"},
		{barrier{
			"syncs of the data file are not timed", "metrics.go",
			"\tdb.measures.dataSyncTime.Observe(took)\n", "",
		}, "TestMetrics"},
		{barrier{
			"checkpoints are not timed", "checkpoint.go",
			"\tdb.measures.checkpointTime.Observe(took)\n", "",
		}, "TestMetrics, TestMeasures"},
		{barrier{
			"the oldest reader does not age", "metrics.go",
			"if known.tx.Load() != uint64(first) {", "if known.tx.Load() <= uint64(first) {",
		}, "TestMetrics"},
		{barrier{
			"an observer is told of the wrong file", "metrics.go",
			"Sync{File: SyncedLog", "Sync{File: SyncedData",
		}, "TestMetrics"},
		{barrier{
			"an observer is not told of what was rolled back", "observer.go",
			"Outcome: outcome})", "Outcome: min(outcome, WriteUnchanged)})",
		}, "TestMetrics"},
		{barrier{
			"an observer is told of the last piece of a journal only", "tx_commit.go",
			"db.observeCommit(tx, logged+w.pieces.logged)", "db.observeCommit(tx, logged)",
		}, "TestMetricsOfSpilling"},
		{barrier{
			"pages that are left behind and leave the memory are not counted", "tx_spill.go",
			"\tdb.counters.spilled.Store(w.work.Spilled())\n", "",
		}, "TestMetricsOfSpilling"},
		{barrier{
			"pages that leave the memory are not counted", "tx_spill.go",
			"\tdb.counters.spilled.Store(db.w.work.Spilled())\n", "",
		}, "TestMetricsOfSpilling"},
		{barrier{
			"a duration is counted in the bucket before its own", "metrics.go",
			"bucket := bits.Len64(upper) - leastBits", "bucket := bits.Len64(upper) - leastBits - 1",
		}, "TestTimes"},
		{barrier{
			"a read transaction allocates", "db.go",
			"\ttx.pages = &tx.view\n", "\tview := tx.view\n\ttx.pages = &view\n",
		}, "TestMetricsCostNoMemory, TestRenewAllocatesNothing, TestAllocations"},
		{barrier{
			"a get copies its value", "table.go",
			"return t.tree.Get(t.tx.pages, key)", "value, err = t.tree.Get(t.tx.pages, key)\n\treturn append([]byte(nil), value...), err",
		}, "TestAllocations, typed.TestAllocations"},
		{barrier{
			"a lookup copies its key", "internal/btree/tree.go",
			"i, found := leaf.Search(key)\n\tif !found {\n\t\treturn nil, ErrNotFound", "i, found := leaf.Search(append([]byte(nil), key...))\n\tif !found {\n\t\treturn nil, ErrNotFound",
		}, "TestAllocations, internal/btree.TestGetAllocatesNothing"},
		{barrier{
			"a step of a cursor allocates", "cursor.go",
			"func (c *Cursor) Next() bool { return", "func (c *Cursor) Next() bool { c.user = make([]byte, 1, 100); return",
		}, "TestAllocations"},
		{barrier{
			"an iterated pair allocates", "iterator.go",
			"key := c.tree.Key()\n", "key := append([]byte(nil), c.tree.Key()...)\n",
		}, "TestAllocations, typed.TestAllocations"},
		{barrier{
			"a cursor that sees changes has new memory for each key", "internal/btree/cursor_move.go",
			"c.keys = c.leaf.AppendKeys(c.keys[:0], entries)", "c.keys = c.leaf.AppendKeys(nil, entries)",
		}, "internal/btree.TestCursorAllocatesNothing"},
		{barrier{
			"a typed key has new memory", "typed/table.go",
			"t.key = t.keys.AppendKey(t.key[:0], key)", "t.key = t.keys.AppendKey(nil, key)",
		}, "typed.TestAllocations"},
		{barrier{
			"an open database keeps 24 MB", "db.go",
			"\tdb.noTx = Tx{db: db, ended: true}\n", "\tdb.noTx = Tx{db: db, ended: true}\n\tdb.w.fill = slices.Repeat([]byte{1}, 24<<20)\n",
		}, "TestIdleMemory"},
		{barrier{
			"limits are counted as other errors", "stats_measures.go",
			"m.limits.Add(1)", "m.other.Add(1)",
		}, "TestMeasures"},
		{barrier{
			"updates are not timed", "stats_measures.go",
			"if err == nil && !began.IsZero() {", "if err != nil && !began.IsZero() {",
		}, "TestMeasures"},
	}
}

// earlierMutations repeat what an earlier engine got wrong.
func earlierMutations() []mutation {
	return []mutation{
		{barrier{
			"readers do not pin", "db.go",
			"dst, _ = db.readers.Pins(dst)\n", "",
		}, "TestReaderSeesOldValueAfterOverwrite, TestCompactBesideOthers"},
		{barrier{
			"a page that splits loses its last entry", "internal/btree/split.go",
			"ws.list.Build(right, at, ws.list.Count())", "ws.list.Build(right, at, ws.list.Count()-1)",
		}, "TestManyRandomInserts"},
		{barrier{
			"large values that are replaced stay", "internal/btree/put.go",
			"\treturn old.free(w)\n", "\tif old.length > 0 {\n\t\treturn nil\n\t}\n\treturn old.free(w)\n",
		}, "TestOverwritingKeepsTheFileBounded"},
		{barrier{
			"a commit forgets the table that was opened last", "tx_writer.go",
			"range tx.tables[:tx.openTables] {", "range tx.tables[:max(tx.openTables-1, 0)] {",
		}, "TestTablesKeepTheirKeysAcrossReopening"},
		{barrier{
			"pages of an aborted transaction lengthen the file", "tx_writer.go",
			"\tdb.w.free.Trim() // what the transaction had added at the end of the file was never used\n", "",
		}, "TestAbortedTransactionsUseNoPage"},
		{barrier{
			"the last page of a tree is not freed", "internal/btree/delete.go",
			"t.State = State{}\n\t\treturn w.Free(root.ref)", "t.State = State{}\n\t\treturn nil",
		}, "TestDeleteAllAndInsertAgain"},
	}
}
