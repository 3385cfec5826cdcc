package zerodb

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// choose chooses what stays as it is for all openings: sizes, names of tables, how long the file may become.
func (o *odd) choose() {
	r := o.random
	o.files = memfs.New(memfs.Options{CrashImages: true})
	must(o.t, o.files.Mkdir("/d", 0o700))
	must(o.t, o.files.SyncDir("/"))
	o.opts.PageSize = oneOf(r, 4096, 4096, 4096, 8192, 65536)
	o.opts.MaxKeySize = pageKeyMax(o.opts.PageSize)
	o.opts.MaxValueSize = oneOf(r, 16*kibibyte, 3*o.opts.PageSize, 1000)
	o.opts.MaxDatabaseSize = oneOf[int64](r, 0, 0, 3*mebibyte, 8*mebibyte, 2*mebibyte+4711)
	for i := range oneOf(r, 5, 20, 300) { // most are filled up to some length, which oddFiller shortens again
		name := fmt.Sprintf("n%d", i)
		size := o.opts.MaxKeySize - len(name)
		o.names = append(o.names, name+strings.Repeat("n", oneOf(r, 0, 0, r.IntN(size), size)))
	}
}

// oddFiller is what most of a long name consists of.
var oddFiller = regexp.MustCompile("n{9,}")

// options returns options for the next opening: each as small as it may be, out of use, or ordinary.
func (o *odd) options() Options {
	r := o.random
	opts := smallOptions(o.files)
	opts.PageSize, opts.MaxKeySize, opts.MaxValueSize, opts.MaxDatabaseSize = o.opts.PageSize, o.opts.MaxKeySize, o.opts.MaxValueSize, o.opts.MaxDatabaseSize
	page := int64(opts.PageSize)
	opts.GrowthStep = oneOf(r, page, 0)
	opts.MaxTxBytes = max(4*int64(opts.MaxValueSize), 64*kibibyte) * oneOf[int64](r, 1, 2, 4, 64)
	opts.MaxDirtyPages = oneOf(r, 0, 1, 1, 2, 3, 10, -1)
	opts.MaxUnwrittenBytes = oneOf(r, 0, 0, -1, 1, page, 10*page, 100*page)
	opts.MaxSavepoints = oneOf(r, 0, 1, 2)
	opts.MaxPendingCommits = oneOf(r, 0, 1)
	opts.Durability = oneOf(r, DurabilityAlways, DurabilityAlways, DurabilityNone)
	opts.Checksums = oneOf(r, ChecksumOnce, ChecksumOnce, ChecksumAlways, ChecksumOff)
	opts.Access = oneOf(r, AccessDirect, AccessDirect, AccessCopy, AccessPoisoned)
	opts.CheckpointLogBytes = oneOf[int64](r, 64*kibibyte, gibibyte)
	opts.CheckpointHeldPercent = oneOf(r, 0, 1, -1)
	opts.CompactFreePercent = oneOf(r, 0, 0, 1, 30)
	opts.MaxCloseMoveBytes = oneOf[int64](r, 0, -1, page)
	return opts
}

// describe names the options of this opening.
func (o *odd) describe() string {
	p := o.opts
	return fmt.Sprintf("pages of %d, values of %d, database of %d, growth %d, transactions of %d, dirty %d, unwritten %d, savepoints %d, pending %d, durability %d, checksums %d, access %d, "+
		"log %d, held %d, compact %d, close moves %d, names %d", p.PageSize, p.MaxValueSize, p.MaxDatabaseSize, p.GrowthStep, p.MaxTxBytes, p.MaxDirtyPages, p.MaxUnwrittenBytes, p.MaxSavepoints,
		p.MaxPendingCommits, p.Durability, p.Checksums, p.Access, p.CheckpointLogBytes, p.CheckpointHeldPercent, p.CompactFreePercent, p.MaxCloseMoveBytes, len(o.names))
}
