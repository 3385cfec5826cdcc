package proof

// repairMutations take back what readings of the code have repaired (docs/proof/readings.md).
func repairMutations() []mutation {
	return []mutation{
		{barrier{
			"calls after Close look at memory that is no longer mapped", "process_neighbours.go",
			"\tif n.gone {\n",
			"\tif n.gone && n == nil {\n",
		}, "TestCallsAfterClose"},
		{barrier{
			"a panic of the observer of a transaction that is rolled back keeps the writer lock", "tx_writer.go",
			"\tdefer db.unlockWriter() // also when a callback of the program's panics\n",
			"\tdefer func() {\n\t\tif cause := recover(); cause != nil {\n\t\t\tpanic(cause)\n\t\t}\n\t\tdb.unlockWriter()\n\t}()\n",
		}, "TestCallbackPanics"},
		{barrier{
			"a panic of the observer of a commit keeps the writer lock", "tx_commit.go",
			"\tdefer tx.db.unlockWriter()\n",
			"\tdefer func() {\n\t\tif cause := recover(); cause != nil {\n\t\t\tpanic(cause)\n\t\t}\n\t\ttx.db.unlockWriter()\n\t}()\n",
		}, "TestCallbackPanics"},
		{barrier{
			"a sync counts as done when its observer panics", "observer.go",
			"\t\treturn errors.Join(s.Err, err)\n",
			"\t\treturn errors.Join(nil)\n",
		}, "TestSyncedPanics"},
		{barrier{
			"a listener that panics while a database is opened leaves it locked", "open.go",
			"\topened := false\n",
			"\topened := true\n",
		}, "TestCallbackPanicsAtOpening"},
		{barrier{
			"a lock is given back by closing its file alone", "vfs/os.go",
			"errors.Join(unlock(l.file), l.file.Close())",
			"errors.Join(nil, l.file.Close())",
		}, "vfs.TestLockBesideForks"},
		{barrier{
			"who shares the lock of the writer is taken for a writer", "open_reader.go",
			"\tif !shares || !errors.Is(err, vfs.ErrLocked) {\n",
			"\tif !shares || err != nil {\n",
		}, "TestReaderBesideSharedLock"},
		{barrier{
			"a tool that cannot say that it only looks is taken for a writer", "process_takeover.go",
			"\t\tlock, err = shareLock(opts, path(lockName), lock)\n",
			"\t\terr = nil\n",
		}, "TestReaderBesideSharedLock"},
		{barrier{
			"a change under a cursor lets the value that it is given go bad", "cursor_write.go",
			"\tif err := c.table.changeable(); err != nil {\n",
			"\tif err := c.table.writable(); err != nil {\n",
		}, "TestPoisonSparesArguments"},
		{barrier{
			"address space of 32 bits is set aside as if there were plenty", "vfs/map_plan.go",
			"\tif bits <= narrow {\n",
			"\tif bits < narrow {\n",
		}, "vfs.TestMayReserve"},
		{barrier{
			"the reader of a check whose caller panics at a meta page stays", "check.go",
			"\tdefer c.end()\n\tstate, err := c.take(ctx)\n",
			"\tstate, err := c.take(ctx)\n\tdefer c.end()\n",
		}, "TestCallbackPanicsKeepNoReader"},
		{barrier{
			"a checkpoint follows the last one of a closing", "checkpoint_turn.go",
			"\tc.over = true\n",
			"",
		}, "TestNothingFollowsTheLastCheckpoint"},
		{barrier{
			"a loop over a table that is gone looks like one over an empty table", "cursor.go",
			"\tc.fail(t.readable()) // a loop",
			"\tc.err = t.readable() // a loop",
		}, "TestLoopsOfDroppedTable, TestLoopsOfEndedReader"},
		{barrier{
			"a loop of a reader that was ended is one of a transaction that has ended", "cursor.go",
			"if tx.ended && !tx.dismissed {",
			"if tx.ended {",
		}, "TestLoopsOfEndedReader"},
		{barrier{
			"failures of cursors outlive the savepoint that is taken back", "tx_savepoint.go",
			"\ttx.err, tx.failed = m.err, m.failed\n",
			"\ttx.failed = m.failed\n",
		}, "TestSavepointTakesCursorFailureBack"},
		{barrier{
			"a savepoint does not say what its cursors have met", "tx_savepoint.go",
			"errors.Join(err, tx.unreported(err), tx.rollBackMark())",
			"errors.Join(err, tx.rollBackMark())",
		}, "TestSavepointTakesCursorFailureBack"},
		{barrier{
			"a rebuilt free set is used for another checkpoint", "mend.go",
			"s.database == m.UUID && s.checkpoint == m.Tx }",
			"s.database == m.UUID }",
		}, "TestRebuiltFreeSetIsOfOneCheckpoint"},
		{barrier{
			"waiting for who lays patches out does not end with the context", "tx_patches.go",
			"db.check.laying.lock(ctx, \"until",
			"db.check.laying.lock(context.WithoutCancel(ctx), \"until",
		}, "TestWaitingForLayingOutEndsWithContext"},
		{barrier{
			"pages of a free set leave the mark of what lay there before", "internal/pager/pager.go",
			"\tp.births.set(id, 0)\n\treturn p.store.WriteAt(",
			"\treturn p.store.WriteAt(",
		}, "internal/pager.TestFreeSetForgetsPages"},
		{barrier{
			"verifying a large value hides a page in memory", "internal/pager/pager.go",
			"\tp.births.verified(ref, known)\n\treturn nil\n",
			"\t_ = known\n\tp.births.set(ref.ID, ref.Birth)\n\treturn nil\n",
		}, "internal/pager.TestStaleRunDoesNotHidePage"},
		{barrier{
			"the first page that cannot be read ends a look from outside", "inspect_guard.go",
			"func (g *guardedAudit) Read(ref ids.PageRef) (b []byte, err error) {\n\tdefer catchFaults(g.Pager).done(&err)\n",
			"func (g *guardedAudit) Read(ref ids.PageRef) (b []byte, err error) {\n",
		}, "TestBadSectors"},
		{barrier{
			"the first large value that cannot be read ends a look from outside", "inspect_guard.go",
			"(value []byte, err error) {\n\tdefer catchFaults(g.Pager).done(&err)\n",
			"(value []byte, err error) {\n",
		}, "TestBadSectors"},
		{barrier{
			"a bulk load goes on after its table was renamed", "table_create_drop.go",
			"\tt.tree.Moved() // a bulk load that is under way must not go on\n",
			"",
		}, "TestLoadRenamedTable"},
		{barrier{
			"the sequence of a bulk load may end its transaction", "table_load.go",
			"\tt.tx.managed = true // the sequence must",
			"\t// the sequence must",
		}, "TestLoadEndedTransaction"},
		{barrier{
			"who opens a file while it is cut takes it for damaged", "open_reader.go",
			"if err != nil || again.Current().Tx == current.Tx {",
			"if err != nil || again.Current().Tx >= current.Tx {",
		}, "TestFileIsCutWhileAReaderOpens"},
		{barrier{
			"a file that is cut while it is mapped cannot be followed", "internal/pager/follow.go",
			"if sizeErr != nil || present == size {",
			"if sizeErr != nil || present <= size {",
		}, "internal/pager.TestFileIsCutWhileItIsMapped"},
		{barrier{
			"what lies in the file below contents in memory is not looked at for changes", "internal/pager/changed.go",
			"known&inMemory != 0 && !p.kept.inFile(id) ||", "known&inMemory != 0 ||",
		}, "TestRubbishUnderContentInMemory"},
		{barrier{
			"damage that has come into waiting pages ends the process", "checkpoint_drain.go",
			"\tdefer catchFaults(db.pager).done(&err)\n\treturn write()\n", "\treturn write()\n",
		}, "TestRubbishInWaitingPages"},
		{barrier{
			"a reader keeps a version that was replaced while it came", "internal/mvcc/readers.go",
			"if again == v {", "if again != nil {",
		}, "internal/mvcc.TestSupersededVersionIsNotPinned"},
		{barrier{
			"a write transaction begins although its context has ended", "tx_writer.go",
			"if err := ctx.Err(); err != nil {", "if err := ctx.Err(); err == context.DeadlineExceeded {",
		}, "TestUpdateWithEndedContext"},
		{barrier{
			"an observer that ends its goroutine keeps the turn of syncs", "internal/wal/durable.go",
			"\t\tif !told {\n",
			"\t\tif !told && err != nil && l == nil {\n",
		}, "TestGoexitInCallbacks"},
		{barrier{
			"the database goes on where a callback has ended its goroutine", "observer.go",
			"\t\tcase !returned:\n",
			"\t\tcase !returned && name == \"\":\n",
		}, "TestGoexitInCallbacks"},
		{barrier{
			"a listener that ends the goroutine of a commit keeps the writer lock", "tx_commit.go",
			"\t\tif !tx.ended { // a callback",
			"\t\tif !tx.ended && tx.managed { // a callback",
		}, "TestGoexitInCallbacks"},
		{barrier{
			"a savepoint that is taken back leaves word of what waits to be freed", "tx_savepoint.go",
			"\ttx.remains = m.remains\n", "",
		}, "TestSavepointTakesRemainsBack"},
		{barrier{
			"the size of a transaction that changes many tables is limited by memory", "tx_writer.go",
			"\t\tif err := tx.keepHalf(); err != nil {", "\t\tif err := error(nil); err != nil {",
		}, "TestManyTablesOfASmallTransaction"},
		{barrier{
			"pages of twins are all made before one is spilled", "tx_twin.go",
			"\t\tif err := tx.keepHalf(); err != nil {", "\t\tif err := error(nil); err != nil {",
		}, "TestTwinsOfADeepTree"},
		{barrier{
			"compaction ends at a value that no transaction may hold", "internal/pager/move.go",
			"\tif w.charge(size) != nil {\n\t\treturn ids.PageRef{}, false, nil", "\tif err := w.charge(size); err != nil {\n\t\treturn ids.PageRef{}, false, err",
		}, "TestCompactValuesAboveTheLargestTransaction"},
		{barrier{
			"typed Replace stores although it cannot tell what was there", "typed/table.go",
			"return old, true, err", "return old, true, fmt.Errorf(\"%w, %v\", err, t.table.Put(t.key, b))",
		}, "typed.TestWrongCodec"},
		{barrier{
			"Take passes over an empty key", "table_delete.go",
			"return dst, false, tableError(\"take\", t.name, err)", "return dst, false, nil",
		}, "TestSpecialWrites"},
		{barrier{
			"loops that begin after their transaction tell nobody", "cursor.go",
			"\t\t\ttx.note(ErrTxClosed)\n", "\t\t\t_ = tx\n",
		}, "TestUseAfterEnd"},
		{barrier{
			"an entry of the catalog with pages of its own is damage", "internal/catalog/walk.go",
			"if length != Size {", "if length != Size+1 {",
		}, "TestLongestNames"},
		{barrier{
			"pages made since a savepoint are not used again while it is open", "internal/pager/workspace.go",
			"w.ledger.FreeNew(run)", "w.ledger.Free(run, ref.Birth)",
		}, "TestReplayTakesNoMoreRoom"},
		{barrier{
			"a replay frees nothing of what waits to be freed", "recovery_replay.go",
			"\tif err := r.freeRemains(); err != nil {", "\tif err := error(nil); err != nil {",
		}, "TestReplayFreesWhatWasDropped"},
		{barrier{
			"a batch of a replay holds back all that its transactions give up", "recovery_replay.go",
			"\t\tif err := r.makeRoom(len(record.Payload)); err != nil {", "\t\tif err := error(nil); err != nil {",
		}, "TestReplayUsesLargeValuesAgain"},
		{barrier{
			"pages made before a savepoint are used again inside", "internal/space/ledger.go",
			"count == 1 && last >= l.base {", "count == 1 && last >= 0 {",
		}, "internal/space.TestManagerAgainstBruteForce"},
		{barrier{
			"who looks for the identity of a log that moves on takes it for damaged", "internal/wal/examine.go",
			"if err != nil && slices.Equal(f.live, before) {",
			"if err != nil && (before != nil || slices.Equal(f.live, before)) {",
		}, "TestHistoryIsReadWhileTheLogMovesOn"},
		{barrier{
			"a restore frees nothing of what waits to be freed", "restore_loader.go",
			"\tif err := l.replay.freeRemains(); err != nil {", "\tif err := error(nil); err != nil {",
		}, "TestRestoreTakesNoMoreRoom"},
		{barrier{
			"a batch of a restore holds back all that its transactions give up", "restore_loader.go",
			" && !l.holdsBack() {", " {",
		}, "TestRestoreTakesNoMoreRoom"},
		{barrier{
			"a call of Close behind one in which a listener has panicked leaves the log open", "close.go",
			"\t\terr = db.endWriting()\n", "\t\tdb.written = true\n\t\terr = db.endWriting()\n",
		}, "TestCloseAfterAPanic"},
		{barrier{
			"a replay that needs more than the file may become is refused", "open_outgrown.go",
			"\t\treturn ofLimit\n", "\t\treturn ofNothing\n",
		}, "TestReplayOutgrowsTheLimit"},
		{barrier{
			"what was left of a replay that needed more than the file may become is refused", "open_outgrown.go",
			"(o.replaying || o.loose)", "o.replaying",
		}, "TestPowerFailsWhileReplayOutgrows"},
		{barrier{
			"a replay beside readers makes the file longer than it may become", "open_outgrown.go",
			"case !o.foreign && ", "case ",
		}, "TestReplayOutgrowsBesideReader"},
		{barrier{
			"a file that a replay has made longer than it may become is compacted with room to spare", "compact.go",
			"c.bound = min(c.most, ids.PageID(used+used/compactSlack+compactRoom))", "c.bound = ids.PageID(used + used/compactSlack + compactRoom)",
		}, "TestReplayOutgrowsTheLimit"},
		{barrier{
			"a replay on a full disk holds back as much as elsewhere", "recovery_replay_room.go",
			"if r.how == sparingly || ", "if ",
		}, "TestReplayOnFullDisk"},
		{barrier{
			"damage in what nobody reads any more refuses commits", "table_remains.go",
			"return tx.skipRemains(c.Err())", "return c.Err()",
		}, "TestDamagedRemainsRefuseNothing"},
		{barrier{
			"damage beside what is freed refuses commits", "table_remains.go",
			"if tree.Count < before {", "if tree.Count > before {",
		}, "TestDamagedRemainsRefuseNothing"},
		{barrier{
			"the checker counts the pages of a checkpoint twice that has stopped the database", "check.go",
			" && c.chainBorn != c.unconcluded.written.Head.Birth {", " {",
		}, "TestCheckAfterAFailedCheckpoint"},
		{barrier{
			"a position that a power failure has lost is damage", "internal/wal/reader.go",
			"case r.replay.tail.at == r.from && head.First < r.from.LSN:", "case false:",
		}, "TestPositionThatAPowerFailureHasLost"},
	}
}
