package record

import (
	"context"
	"encoding/binary"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/record/internal/layout"
	"github.com/aerolith/aerolith/zerodb"
	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// Sizes of the crash test: it takes an image of each kind after every so many operations of the file system.
const (
	crashWriters = 6
	crashWrites  = 40
	crashStride  = 23
)

// crashWriter makes a known sequence of changes to a record of its own and remembers how far it got.
type crashWriter struct {
	number         int
	begun, settled atomic.Int64 // changes sent, changes acknowledged
}

// command returns the change of the given number, from 1: every fifth removes the record, the others write their
// number into it, some with a life.
func (w *crashWriter) command(change int64) *aero.RecordCommand {
	set := []string{"", "s", "t"}[w.number%3]
	if change%5 == 0 {
		return inSet(remove(w.number), set)
	}
	cmd := inSet(put(w.number, "n", integer(change)), set)
	cmd.TTLSeconds = []uint32{aero.TTLNever, 1000, aero.TTLKeep}[change%3]
	filler := aero.Particle{Type: aero.ParticleBlob, Data: make([]byte, change*300%10_000)}
	cmd.Operations = append(cmd.Operations, aero.Operation{Type: aero.OpWrite, Bin: "filler", Value: filler})
	return cmd
}

// run makes all changes, one after the other.
func (w *crashWriter) run(t *testing.T, s *Store) {
	for change := int64(1); change <= crashWrites; change++ {
		w.begun.Store(change)
		var res aero.RecordResult
		if err := s.Execute(context.Background(), w.command(change), &res); err != nil || res.Code != aero.CodeOK {
			t.Errorf("writer %d, change %d: %v %v", w.number, change, res.Code, err)
			return
		}
		w.settled.Store(change)
	}
}

// crashImage is what a power failure left, and which changes of each writer it may and must contain.
type crashImage struct {
	kind            memfs.Kind
	files           *memfs.FS
	atLeast, atMost [crashWriters]int64
}

// TestCrashes lets writers work beside each other and takes images of what a power failure would leave, throughout.
// Every image must open, contain each acknowledged change and nothing that was not sent, and its tables must agree.
func TestCrashes(t *testing.T) {
	random := randomFrom(seedFromEnvironment(t))
	files := memfs.New(memfs.Options{CrashImages: true})
	clock := newClock()
	options := fileOptions(clock, files)
	options.Engine.LogSegmentSize, options.Engine.CheckpointLogBytes = 64<<10, 64<<10
	s := mustOpen(t, options)
	writers := make([]crashWriter, crashWriters)
	var mu sync.Mutex
	var images []crashImage
	files.OnOp(func(step int, _ memfs.Op) {
		if step%crashStride == 0 {
			mu.Lock()
			defer mu.Unlock()
			images = append(images, takeImages(t, files, writers, random)...)
		}
	})
	var running sync.WaitGroup
	for i := range writers {
		writers[i].number = i
		running.Add(1)
		go func() { defer running.Done(); writers[i].run(t, s) }()
	}
	running.Add(1)
	go func() { defer running.Done(); defineDuring(t, s) }()
	running.Wait()
	files.OnOp(nil)
	mustClose(t, s)
	if len(images) < 3*len(memfs.Kinds()) {
		t.Fatalf("only %d images", len(images))
	}
	for i := range images {
		options.Engine.FS = images[i].files
		images[i].check(t, mustOpen(t, options))
	}
	t.Logf("%d images", len(images))
}

// takeImages takes an image of each kind.
func takeImages(t *testing.T, files *memfs.FS, writers []crashWriter, random *rand.Rand) []crashImage {
	var images []crashImage
	for _, kind := range memfs.Kinds() {
		image := crashImage{kind: kind}
		for i := range writers {
			image.atLeast[i] = writers[i].settled.Load()
		}
		var err error
		if image.files, err = files.CrashImage(kind, random); err != nil {
			t.Error(err)
			return images
		}
		for i := range writers {
			image.atMost[i] = writers[i].begun.Load()
		}
		images = append(images, image)
	}
	return images
}

// check compares the store that was opened on the image with what the writers know, and closes it.
func (c *crashImage) check(t *testing.T, s *Store) {
	t.Helper()
	for i := range crashWriters {
		res := do(t, s, get(i))
		found := false
		for change := c.atLeast[i]; change <= c.atMost[i] && !found; change++ {
			found = isStateAfter(res, change)
		}
		if !found {
			t.Errorf("%v: record %d is %v %s, want the state after change %d to %d",
				c.kind, i, res.Code, show(res), c.atLeast[i], c.atMost[i])
		}
	}
	checkCounts(t, s)
	checkExpiryTable(t, s)
	checkIndexes(t, s)
	mustClose(t, s)
}

// isStateAfter reports whether a writer's record looks as its change has left it.
func isStateAfter(res *aero.RecordResult, change int64) bool {
	if change%5 == 0 {
		return res.Code == aero.CodeNotFound
	}
	return res.Code == aero.CodeOK && binary.BigEndian.Uint64(res.Bins[0].Value.Data) == uint64(change)
}

// checkExpiryTable checks that the table expiry has an entry for each record that expires, and no other.
func checkExpiryTable(t *testing.T, s *Store) {
	t.Helper()
	err := s.namespaces["test"].db.View(func(tx *zerodb.Tx) error {
		records, err := tx.Table(tableRecords)
		if err != nil {
			return err
		}
		expiry, err := tx.Table(tableExpiry)
		if err != nil {
			return err
		}
		expiring := uint64(0)
		for key, value := range records.All() {
			digest, err := layout.DecodeRecordKey(key)
			if err != nil {
				return err
			}
			record, err := layout.Decode(value)
			if err != nil {
				return err
			}
			if record.VoidTime == 0 {
				continue
			}
			expiring++
			if _, err := expiry.Get(layout.AppendExpiryKey(nil, record.VoidTime, digest)); err != nil {
				return err
			}
		}
		if expiry.Len() != expiring {
			t.Errorf("%d entries in the table expiry, %d records expire", expiry.Len(), expiring)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}
