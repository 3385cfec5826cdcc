package proof

// logBarriers are the steps of the log.
func logBarriers() []barrier {
	return []barrier{
		{
			"the log is not synced", "internal/wal/durable.go",
			"err := file.SyncData()\n", "err := l.Err()\n\t_ = file\n",
		},
		{
			"a full segment is not synced before its successor", "internal/wal/change.go",
			"err := l.active.SyncData(); err != nil", "err := l.failure; err != nil",
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
			"return fillZeros(file, 0, l.opts.SegmentSize)", "return file.Truncate(l.opts.SegmentSize)",
		},
		{
			"a filled segment is not synced", "internal/wal/reserve.go",
			"err = file.SyncData()", "err = nil",
		},
		{
			"released segments' names are not synced", "internal/wal/release.go",
			"syncErr := l.opts.FS.SyncDir(l.opts.Dir); syncErr != nil", "syncErr := l.Err(); syncErr != nil",
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
			"lives of the log bear the same number", "internal/wal/create.go",
			"epoch, err := o.NewEpoch()", "epoch, err := uint64(7), error(nil)\n\t\tused = nil",
		},
		{
			"frames state no durable position", "internal/wal/append.go",
			"Durable:  l.Durable(),", "Durable:  0,",
		},
		{
			"a position counts as durable before its sync", "internal/wal/durable.go",
			"\terr := file.SyncData()\n", "\tl.raise(target)\n\terr := file.SyncData()\n",
		},
	}
}

// logRecoveryBarriers are the steps with which the log is opened.
func logRecoveryBarriers() []barrier {
	return []barrier{
		{
			"the tail is not copied", "internal/wal/recover.go",
			"if l.tip.LSN > from.LSN && r.tail.offset > segment.HeaderSize {", "if l.tip.LSN > from.LSN && r.tail.offset < 0 {",
		},
		{
			"the tail's copy is not synced", "internal/wal/rescue.go",
			"\treturn target.SyncData()\n", "\treturn nil\n",
		},
		{
			"the name of the tail's copy is not synced", "internal/wal/rescue.go",
			"\treturn size, l.opts.FS.SyncDir(l.opts.Dir)\n", "\treturn size, nil\n",
		},
		{
			"the old tail is synced in place of a copy", "internal/wal/recover.go",
			"size, err := l.rescue(r.tail)\n",
			"size := r.tail.head.Size\n\t\tf, err := l.opts.FS.Open(l.opts.path(segment.Live, r.tail.head.Sequence))\n\t\tif err == nil {\n\t\t\terr = errors.Join(f.SyncData(), f.Close())\n\t\t}\n",
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
