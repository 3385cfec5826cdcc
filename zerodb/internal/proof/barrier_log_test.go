package proof

// logBarriers are the steps of the log.
func logBarriers() []barrier {
	return []barrier{
		{
			"the log is not synced", "internal/wal/durable.go",
			"err := l.syncMeasured(active.file); err != nil", "err := l.Err(); err != nil",
		},
		{
			"a full segment is not synced before its successor", "internal/wal/change.go",
			"err := old.file.SyncData(); err != nil", "err := l.failure; err != nil",
		},
		{
			"a segment's header is not synced", "internal/wal/change.go",
			"err := s.file.SyncData(); err != nil", "err := l.Err(); err != nil",
		},
		{
			"a segment's name is not synced", "internal/wal/change.go",
			"err := l.opts.FS.SyncDir(l.opts.Dir); err != nil", "err := l.Err(); err != nil",
		},
		{
			"a segment is not filled before its use", "internal/wal/reserve.go",
			"return fillZeros(s.file, 0, s.size)", "return s.file.Truncate(s.size)",
		},
		{
			"a filled segment is not synced", "internal/wal/reserve.go",
			"err := s.file.SyncData()\n", "err := l.Err()\n",
		},
		{
			"released segments' names are not synced", "internal/wal/release.go",
			"syncErr := l.opts.FS.SyncDir(l.opts.Dir); syncErr != nil", "syncErr := l.Err(); syncErr != nil",
		},
		{
			"a segment is released before the release of the one before it is durable", "internal/wal/release.go",
			"syncErr := l.opts.FS.SyncDir(l.opts.Dir); syncErr != nil", "syncErr := l.Err(); i == len(victims)-1 && l.opts.FS.SyncDir(l.opts.Dir) != syncErr",
		},
		{
			"an earlier process's released names are not synced before a file is reused", "internal/wal/folder.go",
			"err := l.opts.FS.SyncDir(l.opts.Dir); err != nil", "err := l.Err(); err != nil",
		},
		{
			"a segment is released though a checkpoint begins in it", "internal/wal/release.go",
			"l.retired[count].end < upTo", "l.retired[count].end < upTo+ids.LSN(l.opts.SegmentSize)",
		},
		{
			"the last segment is cut before the mark that says so is synced", "internal/wal/trim.go",
			"err := l.active.file.SyncData(); err != nil", "err := l.Err(); err != nil",
		},
		{
			"lives of the log bear the same number", "internal/wal/create.go",
			"epoch, err := o.NewEpoch()", "epoch, err := uint64(7), error(nil)\n\t\tused = nil",
		},
		{
			"frames state no durable position", "internal/wal/append.go",
			"Durable:  l.Durable(),", "Durable:  0,",
		},
		{
			"a position counts as durable before its sync", "internal/wal/durable.go",
			"\terr := l.settleUpTo(active)\n", "\tl.raise(target)\n\terr := l.settleUpTo(active)\n",
		},
	}
}

// logRecoveryBarriers are the steps with which the log is opened.
func logRecoveryBarriers() []barrier {
	return []barrier{
		{
			"the tail is not copied", "internal/wal/recover.go",
			"if l.tip.LSN > from.LSN {", "if l.tip.LSN > from.LSN && r.tail.offset < 0 {",
		},
		{
			"the tail's copy is not synced", "internal/wal/rescue.go",
			"\treturn target.SyncData()\n", "\treturn nil\n",
		},
		{
			"the name of the tail's copy is not synced", "internal/wal/rescue.go",
			"err := l.opts.FS.SyncDir(l.opts.Dir); err != nil", "err := l.Err(); err != nil",
		},
		{
			"the old tail is synced in place of a copy", "internal/wal/rescue.go",
			"size, err := l.rescue(*t)\n",
			"size := t.head.Size\n\tf, err := l.opts.FS.Open(l.opts.path(segment.Live, t.head.Sequence))\n\tif err == nil {\n\t\terr = errors.Join(f.SyncData(), f.Close())\n\t}\n",
		},
		{
			"the note that ends a life is not written again", "internal/wal/rescue.go",
			"_, err = file.WriteAt(note, at)\n", "err = l.Err()\n",
		},
		{
			"the new life goes on in the old segment's place", "internal/wal/recover.go",
			"\treturn t.head.Sequence + 1\n", "\treturn t.head.Sequence\n",
		},
		{
			"a bad frame always ends the log", "internal/wal/judge.go",
			"if ok && durable > t.at.LSN {", "if ok && durable > t.at.LSN && t.offset < 0 {",
		},
		{
			"a bad frame before a good one is always damage", "internal/wal/judge.go",
			"if ok && durable > t.at.LSN {", "if ok {\n\t\t\t\t_ = durable",
		},
		{
			"a frame need not continue the one before it", "internal/wal/replay.go",
			"case f.Prev != t.at.Chain:", "case f.Prev != t.at.Chain && t.offset < 0:",
		},
		{
			"a gap between segments passes", "internal/wal/judge.go",
			"if t.bad != nil && (next.First > t.at.LSN || next.Epoch == t.head.Epoch) {", "if t.bad != nil && t.offset < 0 {",
		},
	}
}

// aheadBarriers are the steps of a log whose writer runs ahead of the syncs.
func aheadBarriers() []barrier {
	return []barrier{
		{
			"a full segment is not synced before its successor gets its name", "internal/wal/ahead.go",
			"err := l.syncMeasured(s.file); err != nil", "err := l.Err(); err != nil",
		},
		{
			"the name of a segment that was ahead is not synced", "internal/wal/ahead.go",
			"err := l.opts.FS.SyncDir(l.opts.Dir); err != nil", "err := l.Err(); err != nil",
		},
		{
			"recovery passes over files ahead", "internal/wal/replay.go",
			"err := r.goAhead(); err != nil", "err := r.opts.check(); err != nil",
		},
		{
			"files ahead are not copied", "internal/wal/rescue.go",
			"for i := range r.loose {", "for i := range r.loose[:0] {",
		},
	}
}
