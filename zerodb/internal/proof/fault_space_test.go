package proof

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/aerolith/aerolith/zerodb"
)

// TestFullDisk lets the disk fill up at each block in turn: a transaction that finds no room fails with ErrNoSpace and has no
// effect, the database goes on, and once there is room again, so do commits. Checkpoints may find no room either.
func TestFullDisk(t *testing.T) { fillDisk(t, nil) }

// TestFullDiskWhileSpilling does the same where transactions write to data file and log before they commit.
func TestFullDiskWhileSpilling(t *testing.T) { fillDisk(t, spillAtOnce) }

// fillDisk lets the disk fill up at each block in turn.
func fillDisk(t *testing.T, change func(*zerodb.Options)) {
	const block = 4096
	refusals := 0
	for room := int64(0); room < 100*block; room += int64(pick(t, 11*slowdown, 1, 1)) * block {
		r := newFaultRun(t)
		options := smallOptions(r.files)
		options.GrowthStep = 16 << 10
		if change != nil {
			change(&options)
		}
		db, err := zerodb.Open(databasePath, options)
		must(t, err)
		must(t, fill(r, db, 0))
		r.files.SetQuota(r.files.Used() + room)
		for i := range 8 {
			err := fill(r, db, 1+i)
			if err == nil {
				continue
			}
			refusals++
			if !errors.Is(err, zerodb.ErrNoSpace) {
				t.Fatalf("%d bytes left: %v", room, err)
			}
			must(t, r.shows(db))
			if err := db.Checkpoint(t.Context()); err != nil && !errors.Is(err, zerodb.ErrNoSpace) {
				t.Fatalf("%d bytes left: checkpoint: %v", room, err)
			}
		}
		r.files.SetQuota(0)
		for i := range 3 {
			must(t, fill(r, db, 20+i))
		}
		last, _ := r.history.last()
		must(t, db.Close())
		r.history.keep(last)
		must(t, r.aftermath())
	}
	if refusals == 0 {
		t.Error("the disk was never full")
	}
	t.Logf("%d transactions refused", refusals)
}

// fill makes one commit; where it fails, its state never was.
func fill(r *faultRun, db *zerodb.DB, i int) error {
	n, err := r.history.commit(db, func(tx *zerodb.Tx, next *draft) error {
		return errors.Join(bulk(tx, next, i), bulk(tx, next, i+1))
	})
	_, least := r.history.last()
	if err != nil {
		r.history.forget(least)
		return err
	}
	r.history.keep(n)
	return nil
}

// TestOpeningOnFullDisk opens a killed database without spare log segments on a disk with more and more room: it opens, or
// says that there is no room, and loses nothing either way.
func TestOpeningOnFullDisk(t *testing.T) {
	const block = 4096
	refused := 0
	for room := int64(0); room < 64*block; room += 5 * block {
		s := killedSpecimen(t)
		spares, err := s.files.ReadDir(logFolder)
		must(t, err)
		for _, name := range spares {
			if strings.HasSuffix(name, ".spare") {
				must(t, s.files.Remove(filepath.Join(logFolder, name)))
			}
		}
		s.files.SetQuota(s.files.Used() + room)
		db, err := zerodb.Open(databasePath, smallOptions(s.files))
		if err == nil {
			must(t, db.Close())
		} else if refused++; !errors.Is(err, zerodb.ErrNoSpace) {
			t.Fatalf("%d bytes left: %v", room, err)
		}
		s.files.SetQuota(0)
		db, err = zerodb.Open(databasePath, smallOptions(s.files))
		must(t, err)
		last, _ := s.history.last()
		if _, err := s.history.find(db, last); err != nil {
			t.Fatalf("%d bytes left: %v", room, err)
		}
		must(t, db.Close())
	}
	if refused == 0 {
		t.Error("the disk was never full")
	}
}

// TestClosingOnFullDisk closes databases that do not sync by themselves, with a reader open, on a disk without any room: each commit has reserved what the last checkpoint
// takes, and what was committed is durable.
func TestClosingOnFullDisk(t *testing.T) {
	for _, durability := range []zerodb.Durability{zerodb.DurabilityInterval, zerodb.DurabilityNone} {
		for commits := range pick(t, 3, 12, 12) {
			r := newFaultRun(t)
			options := smallOptions(r.files)
			options.Durability, options.SyncInterval, options.GrowthStep = durability, time.Hour, 4096
			options.CloseTimeout = time.Millisecond
			options.LogSegmentSize = 16 * logSegment
			db, err := zerodb.Open(databasePath, options)
			must(t, err)
			must(t, fill(r, db, 4*commits))
			parked, err := db.BeginRead() // what it sees is free, but not for the checkpoint's own pages
			must(t, err)
			for i := range commits {
				must(t, fill(r, db, 4*commits+1+i))
			}
			r.files.SetQuota(r.files.Used())
			if err := db.Close(); errors.Is(err, zerodb.ErrNoSpace) {
				t.Errorf("durability %d, %d commits: %v", durability, commits, err)
			}
			must(t, parked.Rollback())
			must(t, db.Close())
			r.files.SetQuota(0)
			must(t, r.aftermath())
		}
	}
}
