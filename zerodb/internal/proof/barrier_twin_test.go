package proof

// twinBarriers are what keeps changes of pages in their place from readers and checkpoints.
func twinBarriers() []barrier {
	return []barrier{
		{
			"pages with overlays are not copied before a checkpoint", "checkpoint.go",
			"err := db.copyOverlaid(); err != nil", "err := db.stoppedError(); err != nil",
		},
		{
			"former contents of pages go while readers see them", "internal/pager/twin.go",
			"s.formers[s.first].until <= oldest", "oldest > 0",
		},
		{
			"a page changes that a checkpoint is going to write", "internal/pager/twin.go",
			"case ref.Birth <= s.above:", "case ref.Birth <= s.above && !s.allowed:",
		},
		{
			"other pages of a transaction that has twins are not stored", "tx_commit.go",
			"if !twins || !w.work.HasOnlyTwins() {", "if !twins {",
		},
		{
			"what lies behind a patch goes while readers see it", "internal/pager/patch_settle.go",
			"p.isPatch() || p.since > s.oldest {", "p.isPatch() {",
		},
		{
			"a patch is put where there may be no room", "internal/pager/patch_put.go",
			"ok && takes <= room", "ok",
		},
		{
			"a patch is laid out without those below it", "internal/pager/patch.go",
			"copy(b, from)\n\tpage.SetRef(b, q.ref)\n\tfor n--; n >= 0; n-- {", "copy(b, from)\n\tpage.SetRef(b, q.ref)\n\tfor n = min(n, 1) - 1; n >= 0; n-- {",
		},
		{
			"room comes from another look at a patch than the rest", "internal/pager/patch_put.go",
			"if over != nil {\n\t\troom, ok =", "if over = head.unlaid(); over != nil {\n\t\troom, ok =",
		},
		{
			"patches of freed pages are laid out", "internal/pager/patch_settle.go",
			"p.isPatch() && !p.freed &&", "p.isPatch() &&",
		},
		{
			"the file does not keep what lies under patches that are laid out", "checkpoint_turn.go",
			"c.last.Load(), c.laid.Load(), ", "c.last.Load(), ",
		},
		{
			"a state that is drained is not pinned", "checkpoint_turn.go",
			"c.laid.Load(), c.drain.state.Load()}", "c.laid.Load()}",
		},
		{
			"a page changes that is being drained", "tx_twin.go",
			"ids.TxID(max(current, last, drained))", "ids.TxID(max(current, last, drained*0))",
		},
		{
			"other processes are shown the file while it has more than the visible state", "tx_commit.go",
			"if db.watched() && !twins && ", "if db.watched() && ",
		},
		{
			"overlaid pages do not follow the names of their tables", "internal/pager/overlaid.go",
			"slices.Backward(o.renamed) {", "slices.Backward(o.renamed[:0]) {",
		},
		{
			"the path of ascending puts outlives other changes of its tree", "internal/btree/edge.go",
			"e.owner == t && e.changes == t.changes", "e.owner == t",
		},
		{
			"a reader's mark goes over that of content in memory", "internal/pager/births.go",
			"if known&inMemory == 0 {\n\t\tb.replace(ref.ID, known, uint64(ref.Birth))", "{\n\t\tb.set(ref.ID, ref.Birth)",
		},
		{
			"other processes are shown a state before it is durable", "process_attention.go",
			"if !attended {\n", "if false {\n",
		},
		{
			"memory is used again that an overlay has too", "internal/pager/resident.go",
			"if p.chained || p.shares != nil {", "if p.chained {",
		},
		{
			"freeing a dropped table ends within a leaf", "internal/btree/remains.go",
			"f.left--\n\treturn true, r.free(f.w)", "if f.left <= 0 {\n\t\treturn false, nil\n\t}\n\tf.left--\n\treturn true, r.free(f.w)",
		},
		{
			"the cut of the file takes the room that commits have kept for the next checkpoint", "compact_shrink.go",
			"if db.isBehind() {", "if false {",
		},
	}
}
