package zerodb

import (
	"math/rand/v2"
	"path/filepath"

	"github.com/aerolith/aerolith/zerodb/internal/pager"
	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// oneOf chooses one of some things.
func oneOf[T any](r *rand.Rand, all ...T) T { return all[r.IntN(len(all))] }

// stressPlace says where the database of a stress is.
type stressPlace int

// The places.
const (
	stressInFiles  stressPlace = iota // files in memory, which can be left as a crash leaves them
	stressOnDisk                      // files of the system
	stressInMemory                    // no files at all
)

// choose chooses where the database is, and what stays as it is for all of its lives.
func (s *stress) choose() {
	r := s.random
	s.place = oneOf(r, stressInFiles, stressInFiles, stressInFiles, stressInFiles, stressOnDisk, stressInMemory)
	s.pageSize = oneOf(r, 4096, 4096, 4096, 8192, 65536)
	s.keys = map[int]int{4096: 500, 8192: 300, 65536: 100}[s.pageSize]
	s.prefix = oneOf(r, "key ", "key ", "a longer prefix, which all keys of a page have in common, so that it stands there once ", "")
	s.eager, s.crowded, s.slow = r.IntN(2) == 0, r.IntN(3) == 0, r.IntN(3) == 0
	s.files = memfs.New(memfs.Options{CrashImages: true})
	s.path = "/d/db"
	if s.place == stressOnDisk {
		s.path = filepath.Join(s.t.TempDir(), "db")
	}
	must(s.t, s.files.Mkdir("/d", 0o700))
	must(s.t, s.files.SyncDir("/"))
}

// options returns options for the next life.
func (s *stress) options() Options {
	r := s.random
	o := smallOptions(s.files)
	if s.place != stressInFiles {
		o.FS = nil
	}
	page := int64(s.pageSize)
	o.PageSize, o.Durability = s.pageSize, oneOf(r, DurabilityAlways, DurabilityInterval, DurabilityNone)
	o.MaxKeySize = pageKeyMax(s.pageSize)
	o.MaxValueSize = 4 * s.pageSize
	o.Checksums = oneOf(r, ChecksumOnce, ChecksumOnce, ChecksumOnce, ChecksumOnce, ChecksumOnce, ChecksumOff, ChecksumOff, oneOf(r, ChecksumOnce, ChecksumAlways))
	o.Access = oneOf(r, AccessDirect, AccessDirect, AccessDirect, AccessCopy, AccessPoisoned)
	o.MaxTxBytes = oneOf(r, 0, 0, 4*int64(o.MaxValueSize), 8*int64(o.MaxValueSize))
	o.MaxDirtyPages = oneOf(r, 0, 0, -1, 1+r.IntN(40))
	o.MaxUnwrittenBytes = oneOf(r, 0, 0, 0, page*int64(20+r.IntN(200)), page*int64(20+r.IntN(200)), page*int64(1+r.IntN(10)), oneOf[int64](r, 0, 0, -1))
	o.CheckpointLogBytes = oneOf(r, 64*kibibyte, 256*kibibyte, int64(gibibyte))
	o.MaxPendingCommits = oneOf(r, 0, 0, 1, 5)
	o.CompactFreePercent = oneOf(r, 0, 0, 30)
	if s.slow {
		o.CheckpointHeldPercent = -1 // else the writer waits for checkpoints, which wait for who lays out
	}
	return o
}

// pageKeyMax is the longest key for a page size.
func pageKeyMax(pageSize int) int { return pageSize/4 - 42 }

// open opens the database for a life.
func (s *stress) open() {
	r := s.random
	pager.PatchBesideReaders.Store(s.beside)
	s.opts = s.options()
	var err error
	if s.place == stressInMemory {
		s.opts.MaxDirtyPages = -1
		s.db, err = OpenMemory(s.opts)
		s.latest = stressState{}
	} else {
		s.db, err = Open(s.path, s.opts)
	}
	must(s.t, err)
	s.versions = newStressVersions(s.latest)
	must(s.t, s.db.View(s.latest.agrees))
	must(s.t, s.db.lockWriter(s.t.Context()))
	defer s.db.unlockWriter()
	s.db.w.work.LimitOverlays(oneOf(r, 64<<20, 64<<20, 64<<20, int64(1+r.IntN(60))*int64(s.pageSize)))
	s.freed, s.unshown, s.pending = 0, 0, Pending{}
}

// leave ends a life: in order, or as a kill or a power failure would where everything is durable.
func (s *stress) leave() {
	must(s.t, s.db.View(s.latest.agrees))
	if s.place != stressInFiles || s.random.IntN(2) == 0 {
		closeTest(s.t, s.db)
		return
	}
	kind := memfs.Everything
	if s.opts.Durability == DurabilityAlways {
		kind = oneOf(s.random, memfs.Everything, memfs.OnlySynced)
	}
	image := leftBy(s.t, s.files, kind)
	closeTest(s.t, s.db)
	s.files = image
	s.counts.count(stressImages, 1)
}
