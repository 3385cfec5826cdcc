package proof

import (
	"github.com/aerolith/aerolith/zerodb"
	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// workload is what a database does while it is crashed.
type workload struct {
	name string
	// commits is how many commits each life makes in the full form.
	commits int
	life    func(r *crashRun, commits int)
	// change sets the options; nil leaves those of the proofs.
	change func(*zerodb.Options)
	// before is done under crashes before the first opening; nil for nothing.
	before func(r *crashRun)
	// end says how lives end; nil in turn.
	end func(life int) ending
	// inLockstep says that it makes the steps of TestLockstep; life is not used.
	inLockstep bool
	// loose says that it is about commits that do not wait for the disk.
	loose bool
	// reached fails the test unless it came to what the workload is for; nil where every run does.
	reached func(r *crashRun)
}

// ending is how a life of a database ends.
type ending int

// The endings.
const (
	killed ending = iota
	closed
	powerless
)

// inTurn ends lives in every way.
func inTurn(life int) ending { return ending(life % 3) }

// always ends every life in the same way.
func always(e ending) func(int) ending { return func(int) ending { return e } }

// workloads returns the workloads: those of every form first.
func workloads() []workload {
	all := append(append(append(basicWorkloads(), changingWorkloads()...), surroundedWorkloads()...), looseWorkloads()...)
	return append(all, workload{
		name: "changed in place, dropped, split", commits: 8, life: (*crashRun).changedAndDropped,
		change: func(o *zerodb.Options) { o.PageSize = 8 << 10 },
	}, workload{name: "everything, in lockstep", commits: 60, inLockstep: true})
}

// basicWorkloads cover most of the engine with few operations.
func basicWorkloads() []workload {
	return []workload{
		{name: "puts and deletes, rotating log", commits: 12, life: (*crashRun).mixed},
		{name: "tables, large values, growth", commits: 10, life: (*crashRun).tables},
		{name: "concurrent committers", commits: 24, life: (*crashRun).committers},
		{name: "compaction", commits: 8, life: (*crashRun).compacting},
		{name: "ranges, clears, renames, duplicates", commits: 8, life: (*crashRun).shapes},
	}
}

// changingWorkloads concentrate on one kind of change.
func changingWorkloads() []workload {
	return []workload{
		{name: "first creation", commits: 2, life: (*crashRun).mixed},
		{name: "nested savepoints", commits: 8, life: (*crashRun).savepoints},
		{name: "duplicates", commits: 8, life: (*crashRun).duplicates},
		{name: "bulk loads", commits: 6, life: (*crashRun).loads},
		{name: "large values", commits: 8, life: (*crashRun).large},
		{name: "dropped tables", commits: 8, life: (*crashRun).drops},
		{name: "integer keys and cursors", commits: 8, life: (*crashRun).integers},
		{name: "commits in flight", commits: 12, life: (*crashRun).inFlight},
		{name: "several readers", commits: 10, life: (*crashRun).severalReaders},
		{name: "a reader in another process", commits: 8, life: (*crashRun).readBeside, before: (*crashRun).shareMemory},
		{name: "backups beside commits", commits: 8, life: (*crashRun).backups},
		{name: "restore", commits: 4, life: (*crashRun).mixed, before: (*crashRun).restored},
	}
}

// surroundedWorkloads are ordinary changes under options that change what the engine does around them.
func surroundedWorkloads() []workload {
	return []workload{
		{name: "archive", commits: 10, life: (*crashRun).mixed, change: func(o *zerodb.Options) { o.ArchivePath = archivePath }},
		{name: "kept log", commits: 10, life: (*crashRun).mixed, change: func(o *zerodb.Options) { o.LogKeepBytes = 4 * logSegment }},
		{name: "checkpoints in the background", commits: 12, life: (*crashRun).mixed, change: func(o *zerodb.Options) { o.CheckpointLogBytes = logSegment }},
		{name: "every page written at once", commits: 10, life: (*crashRun).mixed, change: func(o *zerodb.Options) { o.MaxUnwrittenBytes = -1 }},
		{name: "growth page by page", commits: 8, life: (*crashRun).tables, change: func(o *zerodb.Options) { o.GrowthStep = 4096 }},
		{name: "large pages", commits: 6, life: (*crashRun).tables, change: func(o *zerodb.Options) { o.PageSize, o.GrowthStep = 16<<10, 256<<10 }},
		{name: "compaction in the background", commits: 8, life: (*crashRun).compacting, change: func(o *zerodb.Options) { o.CompactFreePercent = 10 }},
		{name: "one pending commit", commits: 12, life: (*crashRun).committers, change: func(o *zerodb.Options) { o.MaxPendingCommits = 1 }},
		{name: "spill", commits: 6, life: (*crashRun).spills, change: spillAtOnce},
		{name: "spill, killed again and again", commits: 3, life: (*crashRun).spills, change: spillAtOnce, end: always(killed)},
		{name: "killed again and again", commits: 4, life: (*crashRun).mixed, end: always(killed)},
		{name: "power failures again and again", commits: 4, life: (*crashRun).shapes, end: always(powerless)},
	}
}

// looseWorkloads are about what the engine does only where commits do not wait for the disk.
func looseWorkloads() []workload {
	large := func(o *zerodb.Options) { o.PageSize, o.GrowthStep = 32<<10, 256<<10 }
	return []workload{
		{name: "single values replaced", commits: 80, life: (*crashRun).replacing, loose: true, reached: (*crashRun).replacedInPlace},
		{name: "single values replaced, each durability", commits: 80, life: (*crashRun).replacing},
		{name: "log ahead of its syncs", commits: 6, life: (*crashRun).runningAhead, loose: true, reached: (*crashRun).ranAhead},
		{
			name: "log ahead, archived", commits: 4, life: (*crashRun).runningAhead, loose: true, reached: (*crashRun).ranAhead,
			change: func(o *zerodb.Options) { o.ArchivePath = archivePath },
		},
		{name: "log ahead, killed again and again", commits: 4, life: (*crashRun).runningAhead, loose: true, reached: (*crashRun).ranAhead, end: always(killed)},
		{
			name: "single values replaced, log ahead", commits: 4, life: (*crashRun).replacingAhead, loose: true, change: large,
			reached: func(r *crashRun) { r.replacedInPlace(); r.ranAhead() },
		},
	}
}

// archivePath is the folder of the archived log, beside the database.
const archivePath = "/home/archive"

// allKinds returns every kind of image, beginning with another one each time.
func allKinds(n int) []memfs.Kind {
	kinds := memfs.Kinds()
	at := n % len(kinds)
	return append(kinds[at:len(kinds):len(kinds)], kinds[:at]...)
}
