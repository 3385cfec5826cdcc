package proof

// rescueMutations break what salvaging, restoring, pruning and checking promise where the disk fails meanwhile, or what is there fits nowhere.
func rescueMutations() []mutation {
	return []mutation{
		{barrier{
			"salvage copies entries from pages that the disk may lose meanwhile", "salvage_steady.go",
			"s.page = ref, bytes.Clone(b)", "s.page = ref, b",
		}, "TestSalvageFromAVanishingDisk"},
		{barrier{
			"salvage leaves out what a lost catalog listed", "salvage_catalog.go",
			"\tif top == nil {\n\t\ts.note(", "\tif top == nil && s.o.Guess && s.tx == 0 {\n\t\ts.note(",
		}, "TestSalvageWithoutMetaAndCatalog"},
		{barrier{
			"salvage repeats a commit of which a part is damaged", "salvage_log.go",
			"return err, s.load.takeBack()", "return err, s.load.endCommit(ids.TxID(c.Tx))",
		}, "TestSalvageRepeatsNoHalfCommit"},
		{barrier{
			"salvage goes on behind a commit that could not be repeated", "salvage_log.go",
			"\t\tif broken != nil {", "\t\tif broken != nil && s.o.Guess {",
		}, "TestSalvageOfPiecesThatVanish"},
		{barrier{
			"salvage ends at a change that fits nowhere", "salvage_log.go",
			"if err := misfit(table, o); err != nil {", "if err := misfit(table, o); err != nil && s.o.Guess {",
		}, "TestSalvageSkipsWhatFitsNot"},
		{barrier{
			"restoring takes a time before its backup", "restore_backup.go",
			"target.Before(taken) {", "taken.IsZero() {",
		}, "TestRestoreToATimeBeforeTheBackup"},
		{barrier{
			"an open database is checked up to the first page that cannot be read", "check.go",
			"&guardedAudit{pager.Audit{View: tx.view}},", "&pager.Audit{View: tx.view},",
		}, "TestCheckPassesUnreadablePages"},
		{barrier{
			"tables that the catalog lists behind a damaged place are not checked", "internal/checker/checker.go",
			"\t\tc.table = name\n\t\tswitch {\n", "\t\tc.table = name\n\t\tswitch {\n\t\tcase c.hidden:\n\t\t\treturn nil\n",
		}, "TestDamageBehindDamageOfTheCatalog"},
		{barrier{
			"closing without a checkpoint cuts the room for the next one", "close.go",
			"> limit || behind {", "> limit || behind && limit == 0 {",
		}, "TestCloseWithoutCheckpointSyncsLog"},
		{barrier{
			"a step of compaction moves more than a transaction may", "compact.go",
			"min(cmp.Or(opts.PagesPerStep, pagesPerStepDefault), db.movesAtOnce())", "cmp.Or(opts.PagesPerStep, pagesPerStepDefault)",
		}, "TestCompactWithSmallTransactions"},
		{barrier{
			"a step of compaction moves what it is asked for, whatever a transaction may", "compact.go",
			"min(cmp.Or(opts.PagesPerStep, pagesPerStepDefault), db.movesAtOnce())", "cmp.Or(opts.PagesPerStep, min(pagesPerStepDefault, db.movesAtOnce()))",
		}, "TestCompactStepAboveTheLargestTransaction"},
		{barrier{
			"a table that is dropped and taken back has the form of one that took its place", "tx_savepoint.go",
			"if t.gone = t.made; !t.gone {", "if t.gone = false; !t.gone {",
		}, "TestSavepointTakesAnotherFormBack"},
		{barrier{
			"a pair that a cursor replaces is lost where the new one finds no room", "cursor_write.go",
			"\t\tt.tx.failed = cmp.Or(t.tx.failed, err) // half-done", "\t\t_ = cmp.Or(t.tx.failed, err) // half-done",
		}, "TestCursorPutAtTheLimit"},
		{barrier{
			"salvage and checks pass over an entry of the catalog with pages of its own", "internal/catalog/walk.go",
			"\t\te, err := EntryAt(", "\t\tif _, inline := leaf.Inline(i); !inline {\n\t\t\tcontinue\n\t\t}\n\t\te, err := EntryAt(",
		}, "TestSalvageOfAnEntryWithPagesOfItsOwn"},
		{barrier{
			"keys are held against the form of their table up to its first damaged leaf", "internal/checker/forms.go",
			"if !fit {", "if !fit || c.hidden {",
		}, "internal/checker.TestKeysWithoutTheirForm"},
		{barrier{
			"salvage says nothing of transactions between an older catalog and the log", "salvage_log.go",
			"if later > s.tx {", "if later > s.tx+1<<40 {",
		}, "TestSalvageFromAnOlderCatalogTells"},
		{barrier{
			"salvage says nothing of transactions behind an older catalog when the log is empty", "salvage_log.go",
			"s.tellMissing(s.newest)", "s.tellMissing(0)",
		}, "TestSalvageFromAnOlderCatalogTells"},
		{barrier{
			"a step of compaction moves all large values of a leaf", "internal/btree/relocate.go",
			"if some && r.Moved >= r.MovesMax {", "if some && r.Moved < 0 {",
		}, "TestCompactManyLargeValuesOfALeaf"},
		{barrier{
			"keys are read in a page that may have been cut off since", "internal/btree/cursor_move.go",
			"c.watch == changing || c.copies ||", "c.watch == changing ||",
		}, "TestKeysOfLostPage"},
		{barrier{
			"pruning takes a position of another history whose records lie elsewhere", "internal/wal/prune.go",
			"\tif found {", "\tif found && keep.LSN == 0 {",
		}, "TestPruneRefusesALostHistory"},
		{barrier{
			"pruning takes a position of another history whose records lie at the same places", "internal/wal/prune.go",
			"is.Chain != keep.Chain", "is.LSN != keep.LSN",
		}, "TestPruneRefusesALostHistory"},
		{barrier{
			"salvage says nothing of what other leaves of a catalog without its root listed", "salvage_catalog_leaves.go",
			"\t\ts.tellLeaf(ref, rangeOf(tables))\n", "",
		}, "TestSalvageWithoutTheRootOfTheCatalog"},
		{barrier{
			"salvage that may guess leaves out what other leaves of a catalog without its root listed", "salvage_catalog_leaves.go",
			"if !s.o.Guess {", "if s.o.Guess || s.lostTables {",
		}, "TestSalvageWithoutTheRootOfTheCatalog"},
		{barrier{
			"salvage tells of gaps that a commit has which it takes back", "salvage_log.go",
			"\t\t\ts.report.Gaps, s.report.PlainTables = s.report.Gaps[:gaps], s.report.PlainTables[:plain]\n", "\t\t\t_, _ = gaps, plain\n",
		}, "TestSalvageRepeatsNoHalfCommit"},
		{barrier{
			"verifying a backup passes keys that their table cannot have", "backup.go",
			"return c.rules.entry(key)", "return nil",
		}, "TestRestoreOfCraftedBackups"},
		{barrier{
			"verifying a backup passes tables that no database can have", "backup.go",
			"return c.rules.table(t)", "_ = c.rules.table(t); return nil",
		}, "TestRestoreOfCraftedBackups"},
		{barrier{
			"what is opened by a relative path follows the working directory", "open.go",
			"\treturn absolute\n", "\t_ = absolute\n\treturn name\n",
		}, "TestChangedWorkingDirectory"},
		{barrier{
			"the log of a folder that was moved away changes what bears its name", "open_moved.go",
			"\tif err == nil && !is {", "\tif err != nil && !is {",
		}, "TestAnotherDatabaseUnderItsName"},
		{barrier{
			"who reads is taken for dead where its lock is looked for in another folder", "process_attention.go",
			"\tif err := checkNamed(db.lock, db.path); err != nil {\n\t\treturn err\n\t}\n", "",
		}, "TestAnotherDatabaseUnderItsName"},
		{barrier{
			"a transaction has memory for less than the pages that a change takes", "defaults.go",
			"\to.MaxTxBytes = max(o.MaxTxBytes, leastTxPages*int64(size))\n", "\to.MaxTxBytes = max(o.MaxTxBytes, int64(size))\n",
		}, "TestLeastTransactions"},
		{barrier{
			"a segment that is damaged in the log is looked for in the archive", "internal/wal/head.go",
			"!isMissing(err) || o.Archive == \"\"", "err == nil || o.Archive == \"\"",
		}, "TestArchiveBesideALostHistoryAndDamage"},
		{barrier{
			"who opens a pipe waits for who writes to it", "vfs/os.go",
			"info.Mode()&fs.ModeNamedPipe != 0", "info.Mode()&fs.ModeSocket != 0",
		}, "vfs.TestPipesAreRefused"},
		{barrier{
			"who reads is taken for dead where the file of its lock was removed", "process_neighbours.go",
			"if n.current && n.lockIsRemoved(block) {", "if !n.current && n.lockIsRemoved(block) {",
		}, "TestReaderWhoseLockFileIsRemoved"},
		{barrier{
			"the place of a process is given away where the file of its lock was removed", "process_claim.go",
			"if n.memory.Owner(i) != 0 && n.lockIsRemoved(i) {", "if n.own != noBlock && n.lockIsRemoved(i) {",
		}, "TestReaderWhoseLockFileIsRemoved"},
	}
}
