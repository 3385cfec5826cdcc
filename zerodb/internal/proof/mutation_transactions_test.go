package proof

// transactionMutations break what feature 1 promises: savepoints, renewed readers, the ways to begin, commits that do not wait.
func transactionMutations() []mutation {
	return []mutation{
		{barrier{
			"an undone savepoint keeps its pages", "tx_savepoint.go",
			"err = errors.Join(err, w.work.Rollback())", "w.work.Release()",
		}, "TestSavepointsUndoAlone, TestDeepSavepoints, TestModel"},
		{barrier{
			"an undone savepoint stays in the journal", "tx_savepoint.go",
			"w.journal.Truncate(m.journal)", "_ = m.journal",
		}, "TestSavepointsUndoAlone"},
		{barrier{
			"an undone savepoint keeps the catalog", "tx_savepoint.go",
			"\ttx.catalog.Restore(m.catalog)\n", "",
		}, "TestDropAndUndo, TestSavepointsUndoAlone"},
		{barrier{
			"a table stays gone though dropping it was undone", "tx_savepoint.go",
			"t.stored, t.gone = m.tables[i].stored, m.tables[i].gone", "t.stored = m.tables[i].stored",
		}, "TestSavepointBringsDroppedTableBack"},
		{barrier{
			"an undone savepoint forgets the account of page numbers", "internal/pager/savepoint.go",
			"return w.ledger.Rollback(s.numbers)", "w.ledger.Release(s.numbers, nil)\n\treturn nil",
		}, "TestDropAndUndo, TestModel"},
		{barrier{
			"savepoints that are kept leave their images behind", "internal/pager/savepoint.go",
			"u.kind == edited && (u.page.dead || max(u.page.born, u.saved) >= outer)", "u.kind == edited && u.page.dead",
		}, "TestSavepointsCostLittle"},
		{barrier{
			"a renewed reader sees its former state", "tx_renew.go",
			"if err := tx.db.startRead(tx); err != nil {\n\t\treturn err\n\t}",
			"base, catalog := tx.base, tx.catalog\n\tif err := tx.db.startRead(tx); err != nil {\n\t\treturn err\n\t}\n\ttx.base, tx.catalog = base, catalog",
		}, "TestRenew"},
		{barrier{
			"a reader that was reset pins on", "tx_renew.go",
			"\ttx.db.readers.Release(&tx.lease)\n", "",
		}, "TestRenew, TestPanicRollsBack"},
		{barrier{
			"renewing makes new handles", "tx_renew.go",
			"tx.renewable = false", "tx.renewable, tx.tables = false, nil",
		}, "TestRenewAllocatesNothing"},
		{barrier{
			"a read transaction begins though its context has ended", "db.go",
			"if err := ctx.Err(); err != nil {\n\t\treturn nil, fmt.Errorf(", "if err := ctx.Err(); err != nil && ctx.Done() == nil {\n\t\treturn nil, fmt.Errorf(",
		}, "TestBeginWays"},
		{barrier{
			"the error of who waited for the writer hides the context's", "tx_writer.go",
			"waiting for the writer lock: %w", "waiting for the writer lock: %v",
		}, "TestContexts"},
		{barrier{
			"a function may commit the transaction that is managed for it", "tx_commit.go",
			"\tcase tx.managed:\n\t\treturn Pending{}, ErrManaged\n", "",
		}, "TestManagedTransactions"},
		{barrier{
			"a savepoint does not manage its transaction", "tx_savepoint.go",
			"\ttx.managed = true\n", "",
		}, "TestManagedTransactions"},
		{barrier{
			"a panic in Update commits", "db.go",
			"tx.note(db.abandon(tx))\n\t\t\treturn", "_, err := tx.commit()\n\t\t\ttx.note(err)\n\t\t\treturn",
		}, "TestPanicRollsBack"},
		{barrier{
			"a panic in View leaves its reader", "db.go",
			"defer db.endView(tx)\n\tif err := fn(tx); err != nil {\n\t\treturn db.measures.countError(err)\n\t}",
			"if err := fn(tx); err != nil {\n\t\tdb.endView(tx)\n\t\treturn db.measures.countError(err)\n\t}\n\tdb.endView(tx)",
		}, "TestPanicRollsBack"},
		{barrier{
			"a panic in a savepoint keeps its changes", "tx_savepoint.go",
			"if !done { // fn has panicked\n\t\t\ttx.note(tx.rollBackMark())", "if !done {\n\t\t\tw.work.Release()\n\t\t\tw.popMark()",
		}, "TestPanicRollsBack"},
		{barrier{
			"CommitAsync waits for the disk", "tx_commit.go",
			"\t\treturn Pending{}, ErrManaged\n\t}\n\treturn tx.commit()",
			"\t\treturn Pending{}, ErrManaged\n\t}\n\tp, err := tx.commit()\n\tif err == nil {\n\t\terr = p.wait()\n\t}\n\treturn p, err",
		}, "TestCommitAsync, TestGroupCommit"},
		{barrier{
			"readers see commits that are not durable", "tx_commit.go",
			"if db.log == nil || db.opts.Durability != DurabilityAlways {\n\t\tdb.published.publish(v)",
			"if db.log == nil || v != nil {\n\t\tdb.published.publish(v)",
		}, "TestCommitAsync"},
		{barrier{
			"any number of commits waits for the disk", "tx_publish.go",
			"if !full {\n\t\treturn nil", "if !full || lsn > 0 {\n\t\treturn nil",
		}, "TestGroupCommit"},
	}
}

// orderMutations break what feature 2 promises of orders of keys and of duplicates.
func orderMutations() []mutation {
	return []mutation{
		{barrier{
			"numbers are compared as bytes", "internal/keyform/form.go",
			"if f.Order != Bytes {\n\t\tslices.Reverse(b[start:])", "if f.Order == Reverse {\n\t\tslices.Reverse(b[start:])",
		}, "TestOrders, TestDuplicatesModel, internal/keyform.TestStoredForms, internal/keyform.TestStoredOrder"},
		{barrier{
			"the reverse order compares plainly", "internal/keyform/form.go",
			"if f.Order != Bytes {\n\t\tslices.Reverse(b[start:])", "if f.Order > Reverse {\n\t\tslices.Reverse(b[start:])",
		}, "TestOrders, TestReversePrefix, internal/keyform.TestStoredForms, internal/keyform.TestStoredOrder"},
		{barrier{
			"the prefix of a reverse table ends as that of a plain one", "table_forms.go",
			"\t\tslices.Reverse(end)\n\t\tend = after(end)\n\t\tslices.Reverse(end)\n\t\treturn end, nil", "\t\treturn after(end), nil",
		}, "TestReversePrefix"},
		{barrier{
			"a table opens in another order than its own", "table_create_drop.go",
			"if t.form != options.form() {", "if t.form.Duplicates != options.Duplicates {",
		}, "TestOrdersRefuse"},
		{barrier{
			"keys of any length go into a table of numbers", "internal/keyform/form.go",
			"want != 0 && len(key) != want {", "want != 0 && len(key) > want {",
		}, "TestOrdersRefuse"},
		{barrier{
			"the file forgets the order of a table", "internal/catalog/entry.go",
			"copy(b[offsetOrder:], EncodeForm(e.Form))", "copy(b[offsetOrder+1:], EncodeForm(e.Form)[1:])",
		}, "TestOrders, internal/catalog.TestRoundTrip"},
		{barrier{
			"the pairs of a number reach to the next number", "internal/keyform/form.go",
			"if stored[i]++; stored[i] != 0 {", "if stored[i] += 2; stored[i] != 0 {",
		}, "TestDuplicatesModel"},
		{barrier{
			"a move among duplicates that finds none moves all the same", "cursor_duplicates.go",
			"\t\tc.move(back)\n", "",
		}, "TestDuplicatesModel"},
		{barrier{
			"putting at a cursor leaves the former pair", "cursor_write.go",
			"if _, err := t.DeleteDup(key, old); err != nil {", "if _, err := t.HasDup(key, old); err != nil {",
		}, "TestDuplicatesUnderCursor"},
		{barrier{
			"deleting a key takes all that follow", "table_forms.go",
			"from, to := t.pairBounds(key)\n\t\treturn t.tree.DeleteRange(t.tx.write.work, from, to)",
			"from, _ := t.pairBounds(key)\n\t\treturn t.tree.DeleteRange(t.tx.write.work, from, nil)",
		}, "TestManyDuplicatesReturnAll, TestDuplicatesModel"},
		{barrier{
			"counting duplicates leaves the last out", "table_duplicates.go",
			"\tif err != nil {\n\t\treturn 0, tableError(\"count duplicates\", t.name, err)\n\t}\n\treturn count, nil",
			"\tif err != nil || count == 0 {\n\t\treturn 0, err\n\t}\n\treturn count - 1, nil",
		}, "TestManyDuplicatesReturnAll"},
		{barrier{
			"the only value of a key is sought behind longer keys", "cursor_duplicates.go",
			"\t\tif !c.table.form.Duplicates {\n\t\t\treturn c.seekStored(prefix)\n\t\t}\n", "",
		}, "TestLastDupOfSingleValue"},
		{barrier{
			"a move among duplicates leads to another key", "cursor_duplicates.go",
			"if move(prefix) && c.onKey(prefix) {", "if move(prefix) {",
		}, "TestDupMovesAfterDeleting"},
		{barrier{
			"who finds no other duplicate leaves his place", "cursor_duplicates.go",
			"\t\tc.tree.Return(c.kept)\n", "\t\t_ = c.kept\n",
		}, "TestDupMovesAfterDeleting"},
		{barrier{
			"looking for a value stays below it", "cursor_duplicates.go",
			"\t\tc.Next()\n\t\treturn false", "\t\treturn false",
		}, "TestSeekDupBehindSingleValue"},
		{barrier{
			"a value that cannot be read is found as the empty one", "cursor_duplicates.go",
			"\treturn c.err == nil\n", "\treturn true\n",
		}, "TestUnreadableValueIsNone"},
		{barrier{
			"a loop over duplicates gives what cannot be read", "iterator_ranges.go",
			"if c.err != nil || !yield(value) || !t.form.Duplicates {", "if !yield(value) || !t.form.Duplicates {",
		}, "TestUnreadableValueIsNone"},
		{barrier{
			"a pair of which nothing can be told is there", "tx_access.go",
			"if err != nil || !there {", "if err == nil && !there {",
		}, "TestPairBehindDamage"},
		{barrier{
			"the cursor of a loop that outlives its transaction serves others", "tx.go",
			"\t\tif c.loop {\n", "\t\tif c.loop && tx.db == nil {\n",
		}, "TestLoopThatOutlivesItsView, TestLoopThatRenewsItsTransaction"},
		{barrier{
			"the ends of a range change with the table", "iterator.go",
			"\treturn bytes.Clone(end)\n", "\treturn end\n",
		}, "TestBoundsInsideTheTable"},
		{barrier{
			"the clock of checkpoints may keep a processor busy", "options_validate.go",
			"\treturn time.Millisecond\n", "\treturn 1\n",
		}, "TestCheckpointClockIsBounded"},
		{barrier{
			"loops go on over pages that no longer belong to their reader", "readers.go",
			"\t\t\tc.fail(ErrReaderEnded)\n", "\t\t\t_ = c\n",
		}, "TestLoopThatMeetsTheEndOfItsReader"},
		{barrier{
			"handles of tables that have gone stay until the transaction ends", "tx_handles.go",
			"if t.at < tx.marked() || ", "if t.at < tx.marked() || t.gone || ",
		}, "TestTablesThatHaveGone"},
		{barrier{
			"a table that was dropped is opened as it was known before", "tx.go",
			"if tx.write == nil || !tx.reshaped {", "{",
		}, "TestHandlesOfTablesThatHaveGone"},
		{barrier{
			"who has a table that was dropped where it had come back has lost it", "tx_savepoint.go",
			"if t.gone = t.made; !t.gone {", "if t.gone = t.gone || t.made; !t.gone {",
		}, "TestHandlesOfTablesThatHaveGone"},
		{barrier{
			"large values that a transaction replaces are not used again in it", "internal/space/ledger.go",
			"\tif count > 1 {\n", "\tif count < 1 {\n",
		}, "TestLargeValuesOfATransactionAreUsedAgain"},
		{barrier{
			"what a savepoint has taken of those around it is lost with it", "internal/space/spare.go",
			"for _, t := range back {", "for _, t := range back[:0] {",
		}, "TestLargeValuesOfATransactionAreUsedAgain"},
		{barrier{
			"what a savepoint has taken stays its own with the one around it", "internal/space/spare.go",
			"if t.level < depth-1 {", "if t.level < 0 {",
		}, "TestLargeValuesOfATransactionAreUsedAgain"},
		{barrier{
			"what was given up in a savepoint waits for those around it", "internal/pager/savepoint.go",
			"w.ledger.Release(s.numbers, again)", "w.ledger.Release(s.numbers, again[:0])",
		}, "TestLargeValuesOfATransactionAreUsedAgain"},
		{barrier{
			"the journal of changes in savepoints waits in pages until the end", "tx_spill.go",
			"case len(w.saved) > 0:\n\t\treturn nil", "case w != nil:\n\t\treturn nil",
		}, "TestLargeValuesOfATransactionAreUsedAgain"},
	}
}
