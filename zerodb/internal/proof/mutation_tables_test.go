package proof

// tableMutations break what features 2 and 3 promise: tables that are renamed, dropped and cleared, the ways to write, loads, changes at a cursor.
func tableMutations() []mutation {
	return []mutation{
		{barrier{
			"a table is renamed over another", "table_create_drop.go",
			"if _, err := tx.Table(to); err == nil {\n\t\treturn", "if _, err := tx.Table(to); err == nil && name == to {\n\t\treturn",
		}, "TestRename"},
		{barrier{
			"handles of a renamed table are good", "table_create_drop.go",
			"t.gone, tx.reshaped = true, true\n\tt.tree.Moved()", "tx.reshaped = true\n\tt.tree.Moved()",
		}, "TestRename"},
		{barrier{
			"dropping does not free", "table_create_drop.go",
			"return t.tx.giveUp(s)", "_ = s\n\treturn nil",
		}, "TestDropTakesConstantTime, TestCompact"},
		{barrier{
			"dropping frees everything at once", "table_remains.go",
			"m.Free(tx.write.work, dropNow)", "m.Free(tx.write.work, 1<<30)",
		}, "TestDropTakesConstantTime"},
		{barrier{
			"commits free less than they use", "table_remains.go",
			"max(remainsStep, remainsShare*tx.write.work.Len())", "1",
		}, "TestDropTakesConstantTime"},
		{barrier{
			"an index of many tables loses the first ones", "tx_handles.go",
			"range tx.tables[:tx.openTables] {\n\t\ttx.chain(", "range tx.tables[1:tx.openTables] {\n\t\ttx.chain(",
		}, "TestThousandsOfTables"},
		{barrier{
			"PutIfAbsent overwrites", "table_write.go",
			"t.store(\"put if absent\", key, value, btree.NewOnly)", "t.store(\"put if absent\", key, value, btree.Upsert)",
		}, "TestSpecialWrites, typed.TestTableModel"},
		{barrier{
			"Update inserts", "table_write.go",
			"btree.ExistingOnly", "btree.Upsert",
		}, "TestSpecialWrites"},
		{barrier{
			"Append accepts disorder", "internal/btree/append.go",
			"if bytes.Compare(ws.separator, key) >= 0 {", "if bytes.Equal(ws.separator, key) {",
		}, "TestSpecialWrites"},
		{barrier{
			"Replace forgets what the former value is appended to", "table_write.go",
			"old, err = t.AppendValue(dst, key)", "old, err = t.AppendValue(nil, key)",
		}, "TestSpecialWrites"},
		{barrier{
			"Take does not delete", "table_delete.go",
			"if err := t.Delete(key); err != nil {\n\t\treturn dst, false, err", "if err := t.writable(); err != nil {\n\t\treturn dst, false, err",
		}, "TestSpecialWrites"},
		{barrier{
			"a read transaction may write", "tx.go",
			"\tif tx.write == nil {\n\t\treturn ErrReadOnly\n\t}\n", "",
		}, "TestWritesRefused"},
		{barrier{
			"Clear is allowed in a transaction that has ended", "table_create_drop.go",
			"func (t *Table) Clear() error {\n\tif err := t.writable(); err != nil {",
			"func (t *Table) Clear() error {\n\tif err := t.writable(); err != nil && t.tx.write == nil {",
		}, "TestWritesRefused"},
		{barrier{
			"a range delete loses large values", "internal/btree/delete_range.go",
			"for _, r := range c.runs {", "for _, r := range c.runs[:0] {",
		}, "internal/btree.TestDeleteRangeModel"},
		{barrier{
			"a range delete loses emptied pages", "internal/btree/delete_range.go",
			"for _, ref := range c.pages {", "for _, ref := range c.pages[:0] {",
		}, "internal/btree.TestDeleteRangeModel"},
		{barrier{
			"a range delete takes its upper end", "table_forms.go",
			"\tlow, high := t.bounds(from, to)\n\treturn t.tree.DeleteRange(t.tx.write.work, low, high)",
			"\tlow, high := t.bounds(from, to)\n\tif high != nil {\n\t\thigh = append(bytes.Clone(high), 0)\n\t}\n\treturn t.tree.DeleteRange(t.tx.write.work, low, high)",
		}, "TestOrders, TestHistoryReplaysTheDatabase"},
		{barrier{
			"PutFunc lends its memory twice", "table_write.go",
			"\tw.fill = nil\n", "",
		}, "TestPutFunc"},
		{barrier{
			"PutFunc stores what could not be filled", "table_write.go",
			"\terr := fill(value)\n\tif err == nil {\n\t\terr = t.Put(key, value)\n\t}", "\terr := fill(value)\n\tif failed := t.Put(key, value); err == nil {\n\t\terr = failed\n\t}",
		}, "TestPutFunc"},
		{barrier{
			"a load is not logged", "table_load.go",
			"\tw.journal.Put(t.note, key, value)\n", "",
		}, "TestLoadTwice"},
		{barrier{
			"a load forgets where the table ends", "internal/btree/load.go",
			"l.last = leaf.AppendKey(l.last[:0], leaf.Count()-1)", "l.last = leaf.AppendKey(l.last[:0], 0)",
		}, "TestLoadStops"},
		{barrier{
			"a load accepts a key twice", "internal/btree/load.go",
			"bytes.Compare(key, l.last) <= 0", "bytes.Compare(key, l.last) < 0",
		}, "TestLoadStops"},
		{barrier{
			"a load goes on though its table was changed", "internal/btree/load.go",
			"if l.changes != l.t.changes {\n\t\treturn ErrBusy", "if l.changes > l.t.changes {\n\t\treturn ErrBusy",
		}, "TestLoadStops"},
		{barrier{
			"a load that panics is taken for done", "table_load.go",
			"err = fmt.Errorf(\"zerodb: load of table %q did not end\", t.name)", "_ = fmt.Sprint()",
		}, "TestLoadStops"},
		{barrier{
			"a load keeps keys that are not its own", "internal/btree/load.go",
			"v.arena = append(append(v.arena, key...), payload...)\n\tmiddle := start + len(key)\n\tv.list.Insert(v.list.Count(), v.arena[start:middle:middle], v.arena[middle:])",
			"v.arena = append(v.arena, payload...)\n\tv.list.Insert(v.list.Count(), key, v.arena[start:])",
		}, "TestLoadFromTable"},
		{barrier{
			"a cursor skips the key behind one that was deleted", "internal/btree/cursor_move.go",
			"switch order := bytes.Compare(c.Key(), c.former); {\n\tcase order == 0:", "switch order := bytes.Compare(c.Key(), c.former); {\n\tcase order >= 0:",
		}, "TestLoopsThatChangeTheTable, TestDuplicatesUnderCursor"},
	}
}

// readingMutations break what features 4 and 5 promise: reads, counts, the life of slices, typed tables.
func readingMutations() []mutation {
	return []mutation{
		{barrier{
			"a key that is a separator is looked for on its left", "internal/page/search.go",
			"\tif found {\n\t\treturn i\n\t}\n\treturn i - 1", "\tif found {\n\t\treturn i - 1\n\t}\n\treturn i - 1",
		}, "internal/page.TestBranch, internal/page.TestSearchByPrefix"},
		{barrier{
			"a prefix goes on to the end", "iterator.go",
			"return bytes.HasPrefix(key, prefix) && yield(key, value)", "return yield(key, value)",
		}, "TestIterators"},
		{barrier{
			"a range holds its upper end", "iterator.go",
			"(to == nil || bytes.Compare(key, to) < 0)", "(to == nil || bytes.Compare(key, to) <= 0)",
		}, "TestIterators"},
		{barrier{
			"a range backward leaves its lower end out", "iterator_ranges.go",
			"bytes.Compare(stored, low) >= 0", "bytes.Compare(stored, low) > 0",
		}, "TestIterators, TestOrders"},
		{barrier{
			"a cursor before the first entry does not come back", "internal/btree/cursor_path.go",
			"if e == lowest {\n\t\treturn afterLast\n\t}\n\treturn beforeFirst", "return afterLast",
		}, "TestCursorMoves"},
		{barrier{
			"a seek stops before the next leaf", "internal/btree/cursor_path.go",
			"\t\tc.look(index, c.sought(index), 0)\n\t\treturn true\n\t}\n\treturn c.across(lowest)",
			"\t\tc.look(index, c.sought(index), 0)\n\t\treturn true\n\t}\n\tc.at, c.pos, c.last = afterLast, 0, -1\n\treturn false",
		}, "TestOrders, internal/proof.TestModel"},
		{barrier{
			"counting takes the upper end in", "internal/btree/count_range.go",
			"high, _ = n.Search(s.to)", "high, _ = n.Search(append(s.to[:len(s.to):len(s.to)], 0))",
		}, "internal/btree.TestCountRange, TestOrders"},
		{barrier{
			"values are lent from the page", "tx_access.go",
			"c := bytes.Clone(b)\n\tif tx.db.opts.Access == AccessPoisoned {", "c := b\n\tif tx.db.opts.Access == AccessPoisoned {\n\t\tc = bytes.Clone(b)",
		}, "TestAccessCopy"},
		{barrier{
			"keys are lent from the cursor", "tx_access.go",
			"if t.tx.db.opts.Access != AccessDirect {\n\t\treturn c.lendKey(key)", "if t.tx.db.opts.Access == AccessPoisoned {\n\t\treturn c.lendKey(key)",
		}, "TestAccessCopy"},
		{barrier{
			"values stay good after their transaction", "tx_access.go",
			"tx.stale, tx.lent = poison(tx.stale), poison(tx.lent)", "clear(tx.lent)",
		}, "TestAccessPoisoned"},
		{barrier{
			"keys stay good after the cursor's next move", "cursor.go",
			"if len(c.lent) > 0 {\n\t\tc.lent = poison(c.lent)", "if len(c.lent) > 1<<20 {\n\t\tc.lent = poison(c.lent)",
		}, "TestAccessPoisoned"},
		{barrier{
			"a transaction that has ended can be read", "tx.go",
			"\tif tx.ended {\n\t\treturn ErrTxClosed\n\t}\n\tif tx.failed != nil {", "\tif tx.failed != nil {",
		}, "TestUseAfterEnd, TestRenew"},
		{barrier{
			"a cursor goes on after its transaction", "tx.go",
			"\t\tc.detach()\n", "\t\tc.lent = poison(c.lent)\n",
		}, "TestUseAfterEnd"},
		{barrier{
			"negative numbers come after positive ones", "typed/numbers.go",
			"return binary.BigEndian.AppendUint64(dst, uint64(key)^1<<63)", "return binary.BigEndian.AppendUint64(dst, uint64(key))",
		}, "typed.TestOrderOfCodecs, typed.TestTableModel, typed.TestDocumentedVectors"},
		{barrier{
			"parts of a tuple run into each other", "typed/strings.go",
			"func (String[T]) AppendPart(dst []byte, key T) []byte { return marked().AppendKey(dst, []byte(key)) }",
			"func (String[T]) AppendPart(dst []byte, key T) []byte { return append(append(dst, key...), 0, 1) }",
		}, "typed.TestOrderOfTuples, typed.TestOrderOfCodecs, typed.TestDocumentedVectors"},
		{barrier{
			"typed Replace returns the new value", "typed/table.go",
			"old, err = t.values.DecodeValue(former)", "old, err = t.values.DecodeValue(append(former[:0], b...))",
		}, "typed.TestTableModel"},
		{barrier{
			"a codec appends its value twice", "typed/values.go",
			"func (Copied) AppendValue(dst, value []byte) ([]byte, error) { return append(dst, value...), nil }",
			"func (Copied) AppendValue(dst, value []byte) ([]byte, error) {\n\treturn append(append(dst, value...), value...), nil\n}",
		}, "typed.TestValueCodecs"},
		{barrier{
			"a marshaled value overwrites what it is appended to", "typed/values.go",
			"out, err = appender.AppendBinary(dst)", "out, err = appender.AppendBinary(append(dst, 0))",
		}, "typed.TestValueCodecs"},
	}
}
