package proof

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/aerolith/aerolith/zerodb"
	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// configuration is one way to use the engine.
type configuration struct {
	name      string
	configure func(o *zerodb.Options)
}

// configurations returns the ways in which the model test uses the engine. Each gets the same share of operations.
func configurations() []configuration {
	return []configuration{
		{"always, 4 KiB", func(*zerodb.Options) {}},
		{"interval, 8 KiB", func(o *zerodb.Options) { o.Durability, o.PageSize = zerodb.DurabilityInterval, 8<<10 }},
		{"none, 16 KiB", func(o *zerodb.Options) { o.Durability, o.PageSize = zerodb.DurabilityNone, 16<<10 }},
		{"every checksum, few readers", func(o *zerodb.Options) { o.Checksums, o.MaxReaders = zerodb.ChecksumAlways, parkedMax+1 }},
		{"no checksum, 64 KiB", func(o *zerodb.Options) { o.Checksums, o.PageSize = zerodb.ChecksumOff, 64<<10 }},
		{"spilled at two pages", func(o *zerodb.Options) { o.MaxDirtyPages = 2 }},
		{"in memory", func(o *zerodb.Options) { o.FS = nil }},
	}
}

// TestModel runs random operations against sorted maps: all kinds of changes and reads in transactions that are committed
// in every possible way, aborted or cut back to savepoints; readers that stay open while the database moves on;
// checkpoints, closings, kills and power failures between them. Every answer is compared, and the checker runs after
// each opening. The full form makes 1,000,000 operations.
func TestModel(t *testing.T) {
	seed := seedOf(t)
	goal := pick(t, 100_000/slowdown, 1_000_000, 20_000_000)
	all := configurations()
	for i, c := range all {
		t.Run(c.name, func(t *testing.T) {
			m := &model{t: t, random: randomOf(seed, uint64(i)), committed: content{}}
			m.options = smallOptions(newFiles(t))
			c.configure(&m.options)
			m.open()
			for m.operations < goal/len(all) {
				if err := m.act(); err != nil {
					t.Fatalf("after %d operations, seed %d: %v", m.operations, seed, err)
				}
			}
			m.close()
			t.Logf("%d operations, %d commits, %d openings, %d readers parked", m.operations, m.commits, m.openings, m.parkings)
		})
	}
}

// model is a database beside what it must contain.
type model struct {
	t       *testing.T
	random  *rand.Rand
	options zerodb.Options
	db      *zerodb.DB
	// committed is the content of the last commit.
	committed content
	// lastID is the number of the last transaction.
	lastID uint64
	// parked are readers that stay open, with what they must go on seeing.
	parked []parkedReader
	// Figures for the report.
	operations, commits, openings, parkings int
}

// deed is something that the model does between transactions.
type deed struct {
	weight int
	do     func(m *model) error
}

// deeds returns what the model does, with how often.
func deeds() []deed {
	return []deed{
		{600, (*model).writeTransaction},
		{200, (*model).readTransaction},
		{50, (*model).park},
		{50, (*model).unpark},
		{20, (*model).checkpoint},
		{4, (*model).compare},
		{2, (*model).reopen},
		{2, (*model).kill},
		{2, (*model).powerFailure},
	}
}

// act does one random deed.
func (m *model) act() error {
	all := deeds()
	total := 0
	for _, d := range all {
		total += d.weight
	}
	n := m.random.IntN(total)
	for _, d := range all {
		if n < d.weight {
			return d.do(m)
		}
		n -= d.weight
	}
	return nil
}

// open opens the database, compares it and lets the checker run.
func (m *model) open() {
	m.t.Helper()
	var err error
	if m.options.FS == nil {
		m.db, err = zerodb.OpenMemory(m.options)
	} else {
		m.db, err = zerodb.Open(databasePath, m.options)
	}
	must(m.t, err)
	m.openings++
	must(m.t, m.compare())
}

// close compares and closes everything.
func (m *model) close() {
	m.t.Helper()
	must(m.t, m.unparkAll())
	must(m.t, m.compare())
	must(m.t, m.db.Close())
}

// compare compares everything and lets the checker run.
func (m *model) compare() error { return wholly(m.db, m.committed) }

// checkpoint takes a checkpoint.
func (m *model) checkpoint() error {
	m.operations++
	return m.db.Checkpoint(m.t.Context())
}

// reopen closes the database and opens it again.
func (m *model) reopen() error {
	if m.options.FS == nil {
		return nil
	}
	m.operations++
	m.close()
	m.open()
	return nil
}

// kill ends the database as a kill of the process does: what was written is there, synced or not.
func (m *model) kill() error { return m.crash(memfs.Everything) }

// powerFailure ends the database with any kind of loss; only a database that is always durable keeps everything.
func (m *model) powerFailure() error {
	if m.options.Durability != zerodb.DurabilityAlways {
		return nil
	}
	kinds := memfs.Kinds()
	return m.crash(kinds[m.random.IntN(len(kinds))])
}

// crash goes on with a crash image.
func (m *model) crash(kind memfs.Kind) error {
	files, ok := m.options.FS.(*memfs.FS)
	if !ok {
		return nil
	}
	m.operations++
	image, err := files.CrashImage(kind, m.random)
	if err != nil {
		return err
	}
	if err := errors.Join(m.unparkAll(), m.db.Close()); err != nil {
		return fmt.Errorf("end of the former life: %w", err)
	}
	m.options.FS = image
	m.open()
	return nil
}
