package proof

// barrier is one step that keeps an order, and the same place without it. The text must occur once in the file.
type barrier struct {
	// name says what is taken away; file is relative to package zerodb.
	name, file string
	with       string
	without    string
}

// barriers returns every sync, wait and pin that an order on disk hangs on.
func barriers() []barrier {
	var all []barrier
	for _, part := range [][]barrier{commitBarriers(), checkpointBarriers(), recoveryBarriers(), logBarriers(), logRecoveryBarriers(), aheadBarriers(), creationBarriers(), wakingBarriers(), copyBarriers(), twinBarriers()} {
		all = append(all, part...)
	}
	return all
}

// commitBarriers are the steps of a commit.
func commitBarriers() []barrier {
	return []barrier{
		{
			"a commit does not wait for the log", "tx_commit.go",
			"err := p.db.log.WaitDurable(ctx, p.end); err != nil", "err := ctx.Err(); err != nil",
		},
		{
			"readers see a version at once", "tx_commit.go",
			"if db.log == nil || db.opts.Durability != DurabilityAlways {\n\t\tdb.published.publish(v)",
			"if db.log == nil || v != nil {\n\t\tdb.published.publish(v)",
		},
		{
			"space in the log is not reserved", "tx_commit.go",
			"err := db.log.Reserve(int64(w.journal.Len())); err != nil", "err := db.stoppedError(); err != nil",
		},
		{
			"space in the data file is not reserved", "tx_commit.go",
			"err := db.reserveData(w.free.HighWater()); err != nil", "err := db.stoppedError(); err != nil",
		},
		{
			"a failure does not stop the database", "db.go",
			"if db.stopped.CompareAndSwap(nil, &stopCause{err: cause}) {", "if db.stopped.Load() != nil {",
		},
		{
			"pages are reused as soon as the next commit has freed them", "tx_writer.go",
			"visible := db.readers.Visible().Tx", "visible := db.w.latest.Tx",
		},
		{
			"readers do not pin", "db.go",
			"dst, _ = db.readers.Pins(dst)\n", "",
		},
	}
}

// checkpointBarriers are the steps of a checkpoint.
func checkpointBarriers() []barrier {
	return []barrier{
		{
			"a checkpoint does not wait for the log", "checkpoint.go",
			"err := db.log.WaitDurable(context.Background(), c.position.LSN); err != nil", "err := db.stoppedError(); err != nil",
		},
		{
			"pages and free set are not synced before the meta page is written", "checkpoint.go",
			"if err := db.syncData(); err != nil {\n\t\treturn err\n\t}\n\tif err := db.writeMeta", "if err := db.writeMeta",
		},
		{
			"a checkpoint leaves pages in memory", "checkpoint.go",
			"err := db.storeWaiting(c.pages.Write); err != nil", "err := db.stoppedError(); err != nil",
		},
		{
			"pages in memory outlive the reuse of their numbers", "checkpoint.go",
			"db.pager.Forget(run)", "_ = run",
		},
		{
			"the meta page is not synced", "checkpoint.go",
			"\treturn db.syncData()\n}\n\n// appendNote", "\treturn nil\n}\n\n// appendNote",
		},
		{
			"the meta page goes over the newest one", "checkpoint.go",
			"db.writeMeta(1-db.check.slot, c, written.Head)", "db.writeMeta(db.check.slot, c, written.Head)",
		},
		{
			"the note of a checkpoint is not synced", "checkpoint.go",
			"err = db.log.WaitDurable(context.Background(), end)\n\t}\n\tif err != nil {\n\t\treturn db.stop(fmt.Errorf(\"zerodb: conclude",
			"err = db.stoppedError()\n\t}\n\t_ = end\n\tif err != nil {\n\t\treturn db.stop(fmt.Errorf(\"zerodb: conclude",
		},
		{
			"a checkpoint in progress does not pin", "checkpoint.go",
			"db.check.current.Store(uint64(c.tx))\n", "",
		},
		{
			"the last checkpoint does not pin", "checkpoint_turn.go",
			"[...]uint64{c.current.Load(), c.last.Load(), c.laid.Load(), c.drain.state.Load()}", "[...]uint64{c.current.Load()}",
		},
		{
			"the log is given up before the meta page is written", "checkpoint.go",
			"if err := db.writeMeta(1-db.check.slot, c, written.Head); err != nil {",
			"if err := db.log.Release(c.position.LSN); err != nil {\n\t\treturn err\n\t}\n\tif err := db.writeMeta(1-db.check.slot, c, written.Head); err != nil {",
		},
		{
			"the former free set's pages can be used at once", "checkpoint.go",
			"db.w.free.Free(run, db.check.chainBorn, freed); err", "db.w.free.Return(run); err",
		},
	}
}
