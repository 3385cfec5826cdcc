package proof

// processMutations break what feature 6 promises: several processes, dead readers, dead writers.
func processMutations() []mutation {
	return []mutation{
		{barrier{
			"readers of other processes do not pin", "db.go",
			"dst = db.peers.appendPins(dst); len(dst) > own {", "len(dst) > own+1<<20 {",
		}, "TestForeignReaderPinsPages, TestWriterAndReadersAreKilled"},
		{barrier{
			"a reading process stays at the state that it found", "process_follow.go",
			"if v.State.sequence == db.peers.memory.Current() {", "if v.State.sequence <= db.peers.memory.Current() {",
		}, "TestReaderFollowsWriter, TestReaderAfterKill"},
		{barrier{
			"a second writer comes in though the lock is taken", "process_takeover.go",
			"if errors.Is(err, vfs.ErrLocked) {\n\t\treturn fmt.Errorf(\"%w: %w\", ErrLocked, err)", "if errors.Is(err, vfs.ErrLocked) {\n\t\treturn nil",
		}, "TestSecondWriterProcess, TestSecondOpenerIsRefused"},
		{barrier{
			"a dead reader is taken for alive", "process_neighbours.go",
			"\tn.memory.GiveBack(block)\n\treturn false, lock.Close()", "\treturn true, lock.Close()",
		}, "TestDeadReaderWhoseNumberLives, TestAttentionEndsWithKilledReader"},
		{barrier{
			"a living reader is taken for dead", "process_neighbours.go",
			"\tcase errors.Is(err, vfs.ErrLocked):\n\t\treturn true, nil", "\tcase errors.Is(err, vfs.ErrLocked):\n\t\tn.memory.GiveBack(block)\n\t\treturn false, nil",
		}, "TestDeadReaderWhoseNumberLives, TestReadersAreReported"},
		{barrier{
			"a block has the same generation for all who claim it", "internal/peers/block.go",
			"m.word(head + offsetGeneration).Add(1)", "m.word(head + offsetGeneration).Store(1)",
		}, "internal/peers.TestBlocks, TestDeadReaderWhoseNumberLives"},
		{barrier{
			"who reads after a kill looks into the file for pages of its memory", "recovery_replay_in_memory.go",
			"if r.transactions > 0 {\n\t\tv.State.pager", "if r.transactions > 1<<40 {\n\t\tv.State.pager",
		}, "TestReaderAfterKill"},
		{barrier{
			"what a killed writer left may take any memory", "recovery_replay_in_memory.go",
			"bytesMax := max(o.opts.MaxOverlayBytes, 0)", "bytesMax := int64(math.MaxInt64)",
		}, "TestReaderAfterKill"},
		{barrier{
			"a takeover uses pages that its predecessor has published", "process_takeover.go",
			"return max(current.HighWater, o.peers.memory.Highest())", "return current.HighWater",
		}, "internal/proof.TestTakeoverLeavesWhatReadersSee"},
		{barrier{
			"a takeover loses the pages behind the checkpoint", "process_takeover.go",
			"floor > current.HighWater {", "floor > maxFloor {",
		}, "internal/proof.TestSpaceOfTheKilledComesBack"},
		{barrier{
			"a takeover begins behind the end of the file", "process_takeover.go",
			"return max(current.HighWater, o.peers.memory.Highest())",
			"return max(current.HighWater, o.peers.memory.Highest(), ids.PageID(o.db.pager.Size()/int64(current.PageSize)))",
		}, "internal/proof.TestTakeoversKeepTheFileSmall"},
		{barrier{
			"who may not write to a folder is taken for who reads a disk that is mounted for reading only", "open_reader.go",
			"if errors.Is(err, vfs.ErrReadOnlyDisk) && o.peers == nil {", "if err != nil && o.peers == nil {",
		}, "TestReadOnlyFolder, TestReadOnlyFolderOfTheSystem"},
		{barrier{
			"the account of pages is checked in a process that has none", "check.go",
			"if db.follow != nil {", "if db.follow != nil && db.log != nil {",
		}, "TestCallsOnReadOnlyDatabase"},
		{barrier{
			"a reader that was taken for dead gives back the block of the next one", "process_neighbours.go",
			"if n.memory.Owner(n.own) == n.token {", "if n.memory.Owner(n.own) != 0 {",
		}, "TestReaderTakenForDeadLeaves"},
		{barrier{
			"a reader is refused while a dead one's place is taken back", "process_claim.go",
			"range claimTries {",
			"range claimTries / claimTries {",
		}, "TestReaderComesWhileAPlaceIsTakenBack"},
		{barrier{
			"a closing that waits for its readers keeps those of other processes away", "close.go",
			"\t\tdb.tellPeers()\n",
			"",
		}, "TestReaderComesAfterCloseRanOutOfTime"},
		{barrier{
			"a backup waits for who shares the lock of the writer", "history_durable.go",
			"lock, err := o.lockAlone()",
			"lock, err := db.opts.FS.Lock(o.name(lockName), filePermission)",
		}, "TestBackupOfTheKilledBesideSharedLock"},
	}
}

// limitMutations break what features 7 and 8 promise: recovery mode, limits, large transactions, bounds against hostile bytes.
func limitMutations() []mutation {
	return []mutation{
		{barrier{
			"free space is rebuilt though a table is damaged", "recovery_mode.go",
			"if len(actions) == 0 {", "if len(actions) >= 0 {",
		}, "TestRecoveryMode"},
		{barrier{
			"a damaged free set opens strictly", "recovery.go",
			"return space.Decode(m.FreeSpace, m.HighWater, m.PageSize, o.db.pager.ReadMeta)",
			"set, _ = space.Decode(m.FreeSpace, m.HighWater, m.PageSize, o.db.pager.ReadMeta)\n\treturn set, nil",
		}, "TestRecoveryMode"},
		{barrier{
			"recovery mode does not tell what is in quarantine", "recovery_mode.go",
			"\t\tactions = append(actions, RecoveryAction{Kind: Quarantined, Finding: f})\n", "",
		}, "TestRecoveryMode"},
		{barrier{
			"mending frees a page too many", "mend.go",
			"space.Run{Start: f.Page, Count: f.Pages}", "space.Run{Start: f.Page - 1, Count: f.Pages + 1}",
		}, "TestMendInterrupted"},
		{barrier{
			"mending writes over the free set that it replaces", "mend.go",
			"i.unreferred(ctx, m, old.Chain)", "i.unreferred(ctx, m, old.Chain[:0])",
		}, "TestMendSparesTheOldFreeSet"},
		{barrier{
			"what a later release has written is taken for damaged", "inspect.go",
			"if errors.As(i.unreadable, new(*VersionError)) {", "if errors.As(i.unreadable, new(*VersionError)) && i.lock == nil {",
		}, "TestLaterReleaseIsNoDamage"},
		{barrier{
			"a note of numbers for which there is no room counts as made", "open_awaken.go",
			"\t\tdb.w.noted = 0\n", "",
		}, "TestNumbersOnFullDisk, TestNumbersThatCannotBeNoted"},
		{barrier{
			"a note of numbers for which there is no room stops the database", "open_awaken.go",
			"if db.log.Err() == nil {", "if db.log.Err() == nil && db.w.asleep {",
		}, "TestNumbersOnFullDisk"},
		{barrier{
			"a key may be longer than MaxKeySize", "table.go",
			"case len(key) > db.opts.MaxKeySize:", "case len(key) > db.opts.MaxKeySize+1:",
		}, "TestLimits, TestEachLimitNamesItsOption"},
		{barrier{
			"a value may be longer than MaxValueSize", "table.go",
			"case len(value) > db.opts.MaxValueSize:", "case len(value) > db.opts.MaxValueSize+1:",
		}, "TestLimits, TestEachLimitNamesItsOption"},
		{barrier{
			"there may be a table more than MaxTables", "table_create_drop.go",
			"if tables >= int64(tx.db.opts.MaxTables) {", "if tables > int64(tx.db.opts.MaxTables) {",
		}, "TestLimits"},
		{barrier{
			"savepoints nest one deeper than MaxSavepoints", "tx_savepoint.go",
			"depth >= int64(tx.db.opts.MaxSavepoints) {", "depth > int64(tx.db.opts.MaxSavepoints) {",
		}, "TestLimits"},
		{barrier{
			"the limit of readers names another option", "db.go",
			"Option: \"MaxReaders\"", "Option: \"MaxReaderProcesses\"",
		}, "TestLimits, TestReaderLimits, TestEachLimitNamesItsOption"},
		{barrier{
			"the limit of reading processes tells another number", "process_claim.go",
			"Max: limit, Option: \"MaxReaderProcesses\"", "Max: limit + 1, Option: \"MaxReaderProcesses\"",
		}, "TestReaderLimits"},
		{barrier{
			"a file larger than MaxDatabaseSize opens", "open_outgrown.go",
			"if pages <= pageLimit(o.opts) {", "if pages <= maxFloor {",
		}, "TestSmallerLimitsAtOpen"},
		{barrier{
			"a record that is too large for the options is damage", "recovery.go",
			"if errors.Is(err, wal.ErrRecordTooLarge) {", "if errors.Is(err, wal.ErrStopped) {",
		}, "TestSmallerLimitsAtOpen"},
		{barrier{
			"Close gives the files back under an open reader", "close.go",
			"open > 0 {\n\t\tlimit", "open > 1 {\n\t\tlimit",
		}, "TestCloseGivesUp"},
		{barrier{
			"no transaction spills", "tx_spill.go",
			"db.w.work.SpillAbove(bytes)", "db.w.work.SpillAbove(1 << 40)",
		}, "TestTransactionLargerThanMemory, TestMetricsOfSpilling"},
		{barrier{
			"a replay keeps the pieces of a transaction that was given up", "recovery_replay_pieces.go",
			"\tif err := r.tx.rollBackMark(); err != nil {\n\t\treturn err\n\t}\n\tif r.tx.id != tx {\n\t\treturn nil\n\t}",
			"\tr.keepPieces()\n\tif r.tx.id != tx || r.last < tx {\n\t\treturn nil\n\t}",
		}, "TestReplayOfLargeTransactions, TestLargeTransactionGivenUp"},
		{barrier{
			"the log of a transaction that was given up stays", "tx_writer.go",
			"\tdb.w.abandoned = db.w.abandoned || db.w.pieces.logged > 0\n", "",
		}, "TestLargeTransactionGivenUp"},
		{barrier{
			"a savepoint that is undone forgets pieces of the journal", "tx_spill.go",
			"w.pieces.held = w.pieces.held[:i]\n\t\treturn nil", "w.pieces.held = w.pieces.held[:0*i]\n\t\treturn nil",
		}, "TestTransactionLargerThanMemory"},
		{barrier{
			"a tree may become deeper than a path is long", "internal/btree/split.go",
			"if depth == 0 && t.Depth == MaxDepth {", "if depth == 0 && t.Depth > MaxDepth {",
		}, "internal/btree.TestDepthLimit"},
		{barrier{
			"a page that is referred to twice is freed twice", "internal/btree/drop.go",
			"if !d.seen.add(ref.ID) {", "if !d.seen.add(ref.ID) && level > MaxDepth {",
		}, "internal/btree.TestDropOfSharedPage"},
		{barrier{
			"a walk follows each way to a page", "internal/btree/walk.go",
			"if !w.seen.add(ref.ID) {\n\t\treturn nil, fault", "if !w.seen.add(ref.ID) && level > MaxDepth {\n\t\treturn nil, fault",
		}, "internal/btree.TestWalkShowsDamage"},
		{barrier{
			"a leaf is taken for a branch", "internal/btree/tree.go",
			"if page.KindOf(b) != kindAt(level) {", "if page.KindOf(b) == page.KindFree {",
		}, "internal/btree.FuzzHostileTree"},
		{barrier{
			"a sum of sizes may wrap around", "internal/checked/checked.go",
			"return start <= end && count <= end-start", "return start+count <= end",
		}, "internal/checked.FuzzChecked"},
		{barrier{
			"rounding up may wrap around", "internal/checked/checked.go",
			"units := n / size\n\tif n%size != 0 {\n\t\tunits++\n\t}\n\treturn units", "return (n + size - 1) / size",
		}, "internal/checked.FuzzChecked"},
		{barrier{
			"a free run may leave the file", "internal/space/decode.go",
			"uint64(gap)+uint64(count) > uint64(left) {", "uint64(gap) > uint64(left) {",
		}, "internal/space.TestDecodeRefusesContradictions"},
		{barrier{
			"lint overlooks the right side of a sum", "../internal/lint/sizes.go",
			"(decodes(binary.X) || decodes(binary.Y))", "decodes(binary.X)",
		}, "../internal/lint.TestRulesFindOffences"},
		{barrier{
			"lint does not follow variables", "../internal/lint/sizes_flow.go",
			"u.numbers[name+field] = true", "u.numbers[name+field] = false",
		}, "../internal/lint.TestSizesFollowsVariables"},
		{barrier{
			"lint does not follow fields", "../internal/lint/sizes_fields.go",
			"{ s.escape(f, function) }", "{ _ = function }",
		}, "../internal/lint.TestSizesInFields"},
	}
}
