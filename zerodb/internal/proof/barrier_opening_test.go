package proof

// recoveryBarriers are the steps of recovery.
func recoveryBarriers() []barrier {
	return []barrier{
		{
			"an unconfirmed meta page is not written again", "recovery_replay.go",
			"if r.confirmed || r.rewritten {", "if r.rewritten || !r.rewritten {",
		},
		{
			"a meta page that is written again is not synced", "recovery_replay.go",
			"\treturn r.db.pager.Sync()\n", "\treturn nil\n",
		},
		{
			"a lost checkpoint passes", "recovery_replay.go",
			"if tx > current {", "if tx > current && current == 0 {",
		},
		{
			"transaction numbers go on without a gap after an unclean end", "recovery_replay.go",
			"return max(r.last, r.floor) + unclean", "return r.last + 1",
		},
		{
			"the note that a process begins is not synced", "recovery.go",
			"err = db.log.WaitDurable(context.Background(), end)", "err = context.Background().Err()\n\t\t_ = end",
		},
		{
			"replay takes pages before it has seen the whole log, though a meta page is damaged", "recovery_replay.go",
			"if r.mayWrite() && r.db.w.work.Bytes() > replayBatch {", "if r.db.w.work.Bytes() > 0 {",
		},
		{
			"pages are not verified", "internal/pager/pager.go",
			"if p.opts.Checksums != ChecksumAlways && known&^inMemory == uint64(ref.Birth) && ref.Birth != 0 {", "if p.opts.Checksums != ChecksumAlways {",
		},
		{
			"births are not compared", "internal/page/header.go",
			"if got.Birth != ref.Birth {", "if got.Birth != ref.Birth && got.Birth == 0 {",
		},
	}
}

// creationBarriers are the steps with which a database is created.
func creationBarriers() []barrier {
	return []barrier{
		{
			"the new database's folder is not synced into its parent", "open_create.go",
			"err := o.opts.FS.SyncDir(filepath.Dir(filepath.Clean(o.path)))", "err := o.opts.FS.SyncDir(filepath.Clean(o.path))",
		},
		{
			"an opening does not sync the database's folder", "recovery.go",
			"err := o.opts.FS.SyncDir(o.path); err != nil", "err := o.checkAccess(dataName); err != nil",
		},
		{
			"the new data file is not synced", "open_create.go",
			"err = file.SyncData()", "_, err = file.Size()",
		},
		{
			"the log's folder is not synced into the database's", "internal/wal/folder.go",
			"err := o.FS.SyncDir(filepath.Dir(o.Dir)); err != nil", "err := o.FS.SyncDir(filepath.Clean(o.Dir)); err != nil",
		},
		{
			"the data file comes under its name at once", "open_create.go",
			"temporary := o.name(newDataName)", "temporary := o.name(dataName)",
		},
	}
}
