package proof

// backupMutations take back what a reading of backups, restores, archives and histories has repaired (docs/proof/readings.md).
func backupMutations() []mutation {
	return []mutation{
		{barrier{
			"a backup whose writer panics keeps its snapshot", "backup.go",
			"\tdefer func() { _ = tx.end() }() // also", "\tdefer func() { _ = tx.Err() }() // also",
		}, "TestBackupGivesItsSnapshotBack"},
		{barrier{
			"a fault of a backup's writer is taken for damage", "backup.go",
			"\tb.place = inBody\n\tn, err", "\tn, err",
		}, "TestBackupGivesItsSnapshotBack"},
		{barrier{
			"a backup of large values outlives its context", "backup.go",
			"errors.Join(b.ctx.Err(), b.tx.readable())", "b.tx.readable()",
		}, "TestBackupEndsWithItsContext"},
		{barrier{
			"a backup of one table pins whatever its age", "backup.go",
			"errors.Join(b.ctx.Err(), b.tx.readable())", "b.ctx.Err()",
		}, "TestBackupOfItsAgeEnds"},
		{barrier{
			"a backup is complete whose writer has taken less", "backup.go",
			"err == nil && n != len(block) {", "err == nil && n < 0 {",
		}, "TestBackupTellsOfShortWrites"},
		{barrier{
			"a backup is complete that its own trailer contradicts", "backup.go",
			"if b.done-before != t.tree.Count {", "if b.done < before {",
		}, "TestBackupOfWrongCount"},
		{barrier{
			"a restore takes keys in any order", "internal/backup/reader.go",
			"r.some && bytes.Compare(r.last, key) >= 0 {", "r.some && bytes.Compare(r.last, key) > 1 {",
		}, "TestRestoreOfCraftedBackups"},
		{barrier{
			"a restore takes keys that a table cannot have", "backup_rules.go",
			"!b.form.Sound(b.scratch, key) {", "key == nil {",
		}, "TestRestoreOfCraftedBackups"},
		{barrier{
			"a restore leaves the half of a damaged commit", "restore_loader.go",
			"return errors.Join(err, l.takeBack())", "return errors.Join(err, l.db.stoppedError())",
		}, "TestRestoreRepeatsNoHalfCommit"},
		{barrier{
			"a restore keeps a batch that was begun for a damaged commit alone", "restore_loader.go",
			"if l.replay.tx.id > l.replay.last {", "if l.replay.tx == nil {",
		}, "TestDamagedCommitLeavesNoNumber"},
		{barrier{
			"a restore flushes a batch that has the last number", "restore_loader.go",
			"l.reach(born); born >= tx {", "l.reach(born); born > tx {",
		}, "TestRestoreLargerThanABatch"},
		{barrier{
			"all batches of a restore are born in one transaction", "restore_loader.go",
			"l.db.newWriteTx(min(l.replay.last+1, tx))", "l.db.newWriteTx(tx)",
		}, "TestRestoreLargerThanABatch"},
		{barrier{
			"a restore without a target fails at a commit that is damaged in spite of its checksum", "restore.go",
			"\t\t\treturn r.damaged(err)\n\t\t}\n\t\tif r.report", "\t\t\treturn err\n\t\t}\n\t\tif r.report",
		}, "TestRestoreRepeatsNoHalfCommit"},
		{barrier{
			"a restore reads on behind its target", "restore.go",
			"if r.report.Tx == r.o.ToTx {", "if r.report.Tx == r.o.ToTx && r.o.LogPath == \"\" {",
		}, "TestRestoreBeforeDamage"},
		{barrier{
			"a restore to the backup's transaction needs the log", "restore.go",
			"&& r.report.Tx != r.o.ToTx {", "&& r.report.Tx != 0 {",
		}, "TestRestoreBeforeDamage"},
		{barrier{
			"a restore that panics keeps its locks", "restore.go",
			"\t\tif r.load != nil {\n\t\t\terr = errors.Join(err, r.load.close(err))", "\t\tif r.load != nil && err != errBroken {\n\t\t\terr = errors.Join(err, r.load.close(err))",
		}, "TestRestoreAfterAPanic"},
		{barrier{
			"History leaves out a durable commit that is damaged", "history_watch.go",
			"errors.Is(err, io.EOF) && at < durable:", "errors.Is(err, io.EOF) && at < durable && at == 0:",
		}, "TestHistoryTellsOfADamagedEnd"},
		{barrier{
			"the archive's segments of a lost history are damage of the present one", "internal/wal/reader.go",
			"\t\tcase r.strays():", "\t\tcase r.strays() && head.First == 0:",
		}, "TestHistoryBesideALostOne"},
		{barrier{
			"a position is looked up in segments of a lost history", "internal/wal/reader_open.go",
			"if last != 0 && sequence > last {", "if last != 0 && sequence == 0 {",
		}, "TestHistoryBesideALostOne"},
		{barrier{
			"a mark of a closed database covers what comes later", "history_durable.go",
			"\t\tmark.tx = seen\n", "\t\tmark.tx = txMax\n",
		}, "TestMarkIsOfItsMoment"},
		{barrier{
			"a closing that has failed counts as one in order", "close.go",
			"db.w.latest.State.end <= db.log.Durable()", "db.w.latest.State.end >= 0",
		}, "TestMarkOfAFailedClosing"},
		{barrier{
			"an opening that has failed counts as a closing in order", "process_neighbours.go",
			"\t\terr = n.lock.Close()\n\t}\n", "\t\terr = n.lock.Close()\n\t} else {\n\t\tn.memory.EndLife()\n\t}\n",
		}, "TestMarkOfAFailedClosing"},
		{barrier{
			"a name that nothing can be added to keeps a database shut", "open_create.go",
			"settleElsewhere()\n\t}\n\treturn o.settleFolder()\n", "settleElsewhere()\n\t}\n\treturn errors.Join(err, o.settleFolder())\n",
		}, "TestLongestName"},
		{barrier{
			"a second restore takes away by what the next opening would know that a name is not durable", "restore_assemble.go",
			"settled := syncParent(files, to)", "var settled error",
		}, "TestSecondAssemblingKeepsTheName"},
		{barrier{
			"a database is restored that has no transaction numbers left", "backup_rules.go",
			"h.Tx > uint64(txLoaded):", "h.Tx >= uint64(txMax):",
		}, "TestRestoreOfCraftedBackups"},
		{barrier{
			"a reader takes the next segment for damaged that begins while it looks at a lost one of its number", "internal/wal/reader.go",
			"\t\tcase r.begunSince(head):\n\t\t\treturn nil\n", "\t\tcase r.begunSince(head):\n\t\t\treturn err\n",
		}, "TestHistoryMeetsTheNextSegment"},
		{barrier{
			"the folder of a database that is opened by a link has no other name", "open_create.go",
			"name + restoringSuffix + turnSuffix", "o.path + restoringSuffix + turnSuffix",
		}, "TestAssembledIsSettledByAnyName"},
		{barrier{
			"a reader that stood still takes a segment that was filled meanwhile for damaged", "internal/wal/reader.go",
			"\t\treturn r.confirm(err)\n\t}\n\tr.replay.retired", "\t\treturn err\n\t}\n\tr.replay.retired",
		}, "internal/wal.TestReaderPausedAtTheEnd"},
	}
}
