package proof

// wakingBarriers are the steps between an opening that changes nothing and the first write.
func wakingBarriers() []barrier {
	return []barrier{
		{
			"an opening sleeps on a checkpoint that the log does not confirm", "open_awaken.go",
			"if !r.clean() || !r.confirmed && !o.created ||", "if !r.clean() ||",
		},
		{
			"an opening sleeps although the log holds more than the checkpoint", "open_awaken.go",
			"if !r.clean() || !r.confirmed && !o.created ||", "if !r.confirmed && !o.created ||",
		},
		{
			"the first writer does not wait for the note that it begins", "open_awaken.go",
			"err = db.log.WaitDurable(context.Background(), end)", "err = context.Background().Err()\n\t\t_ = end",
		},
		{
			"the first writer does not begin a life of the log", "open_awaken.go",
			"err := db.log.Wake(); err != nil", "err := db.log.Err(); err != nil",
		},
	}
}

// copyBarriers are the steps with which backups, watchers and the archive keep behind the log.
func copyBarriers() []barrier {
	return []barrier{
		{
			"a backup does not wait for the log", "backup.go",
			"err := db.log.WaitDurable(ctx, at.log.LSN); err != nil", "err := ctx.Err(); err != nil",
		},
		{
			"a backup by a reading process does not wait until its writer has synced", "history_durable.go",
			"for polls := 0; !reached(); polls++ {", "for polls := 0; end == 0; polls++ {",
		},
		{
			"a position is told before it is durable", "history_watch.go",
			"err := db.log.WaitDurable(ctx, at.LSN); err != nil", "err := ctx.Err(); err != nil",
		},
		{
			"the archive's folder is not synced into its parent", "history_archive.go",
			"err := o.opts.FS.SyncDir(filepath.Dir(folder)); err != nil &&", "err := error(nil); err != nil &&",
		},
		{
			"a segment is pruned before the pruning of the one before it is durable", "internal/wal/prune.go",
			"\treturn o.FS.SyncDir(o.Archive)\n", "\treturn nil\n",
		},
		{
			"an opening does not sync the name of a database that a killed restore has made", "open_create.go",
			"\treturn o.settleFolder()\n", "\treturn nil\n",
		},
		{
			"the name of an archived segment is not synced", "internal/wal/archive.go",
			"return l.opts.FS.SyncDir(l.opts.Archive)", "return l.Err()",
		},
		{
			"a segment is given up before its copy has its name in the archive", "internal/wal/archive.go",
			"\tif err := l.opts.FS.Rename(name, l.opts.archived(segment.Live, sequence)); err != nil {",
			"\tif err := l.opts.FS.Remove(l.opts.path(segment.Live, sequence)); err != nil {\n\t\treturn err\n\t}\n" +
				"\tif err := l.opts.FS.Rename(name, l.opts.archived(segment.Live, sequence)); err != nil {",
		},
	}
}
