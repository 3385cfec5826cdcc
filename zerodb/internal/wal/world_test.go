package wal

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/wal/segment"
	"github.com/aerolith/aerolith/zerodb/vfs"
	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// checkpoint is what a database would remember of its log: where to start reading, and how many records are
// behind that.
type checkpoint struct {
	position Position
	count    int
}

// world is a log together with the truth about what was written to it.
type world struct {
	fs *memfs.FS
	// front is what the log works on: fs or a layer above it.
	front vfs.FS
	// begun says that the log was created.
	begun  bool
	log    *Log
	random *rand.Rand
	life   int
	// truth holds all records in order, also one that is just being appended.
	truth []Record
	// acked counts the records that somebody was told are durable.
	acked int
	// filling is how its segments get their blocks.
	filling Filling
	// ahead is how many full segments may wait for their sync.
	ahead int
	// archive is where released segments are kept; empty for nowhere.
	archive string
	// checkpoint is the latest.
	checkpoint checkpoint
	// ends holds the position after each record of truth, as far as it is known.
	ends []ids.LSN
}

// worldOptions returns the options of a world's log on a file system.
func worldOptions(fs vfs.FS) Options { return testOptions(fs, "/wal") }

// emptyWorld returns a world without a log, on a file system that can be imaged. Every other seed reserves segments instead of
// filling them, and two in three let the writer run ahead of the syncs.
func emptyWorld(seed uint64) *world {
	fs := memfs.New(memfs.Options{CrashImages: true})
	return &world{fs: fs, front: fs, random: rand.New(rand.NewPCG(seed, seed)), filling: Filling(seed % 2), ahead: int(seed / 2 % 3)}
}

// create creates the world's log.
func (w *world) create() error {
	log, err := Create(w.options())
	if err != nil {
		return err
	}
	w.log, w.begun, w.checkpoint.position = log, true, log.Position()
	return nil
}

// options returns the options of the world's log, whose OnDurable counts acknowledged records.
func (w *world) options() Options {
	o := worldOptions(w.front)
	o.Archive, o.Filling, o.Ahead = w.archive, w.filling, w.ahead
	o.FirstSize = segment.MinSize + int64(w.life%3)*segment.SizeUnit
	o.OnDurable = func(lsn ids.LSN) {
		for w.acked < len(w.ends) && w.ends[w.acked] <= lsn {
			w.acked++
		}
	}
	return o
}

// nextRecord makes up a record that no life has written before.
func (w *world) nextRecord() Record {
	size := w.random.IntN(400)
	if w.random.IntN(12) == 0 {
		size = w.random.IntN(3 * segment.MinSize)
	}
	tx := ids.TxID(len(w.truth) + 1)
	payload := fmt.Appendf(nil, "%d/%d:", w.life, tx)
	for len(payload) < size {
		payload = append(payload, byte(w.random.Uint32()))
	}
	return Record{Type: uint8(w.life), Tx: tx, Payload: payload}
}

// append appends a record.
func (w *world) append() error {
	r := w.nextRecord()
	if err := w.log.Reserve(int64(len(r.Payload))); err != nil {
		return err
	}
	w.truth = append(w.truth, r)
	end, err := w.log.Append(inPieces(r))
	if err != nil {
		return err
	}
	w.ends = append(w.ends, end)
	return nil
}

// mark makes a checkpoint and releases the log behind it.
func (w *world) mark() error {
	if err := w.log.Sync(context.Background()); err != nil {
		return err
	}
	w.checkpoint = checkpoint{w.log.Position(), len(w.truth)}
	return w.log.Release(w.checkpoint.position.LSN)
}

// reopen closes the log and recovers it: every other time without a sync, else in order, as short as it can be. Nothing may be lost.
func (w *world) reopen() error {
	if len(w.truth)%2 == 0 {
		if err := errors.Join(w.log.Sync(context.Background()), w.log.Trim()); err != nil {
			return err
		}
	}
	if err := w.log.Close(); err != nil {
		return err
	}
	return w.recover(len(w.truth))
}

// crash goes on with what a power failure leaves.
func (w *world) crash() error {
	kinds := memfs.Kinds()
	image, err := w.fs.CrashImage(kinds[w.random.IntN(len(kinds))], w.random)
	if err != nil {
		return err
	}
	w.fs.OnOp(nil)
	if err := w.log.Close(); err != nil {
		return err
	}
	w.fs, w.front = image, image
	return w.recover(w.acked)
}

// recover opens the log and shortens the truth to what is there, which must be at least so many records.
func (w *world) recover(atLeast int) error {
	var list []Record
	log, _, err := Recover(w.options(), w.checkpoint.position, collect(&list))
	if err != nil {
		return err
	}
	count, err := w.match(list, atLeast)
	if err != nil {
		return err
	}
	w.log, w.truth, w.acked, w.life = log, w.truth[:count], count, w.life+1
	if len(w.ends) > count {
		w.ends = w.ends[:count]
	}
	for len(w.ends) < count {
		w.ends = append(w.ends, log.Written())
	}
	return nil
}

// match checks that the records behind the checkpoint are a prefix of the truth with at least so many records in
// all, and returns how many there are.
func (w *world) match(list []Record, atLeast int) (int, error) {
	count := w.checkpoint.count + len(list)
	if count < atLeast || count > len(w.truth) {
		return 0, fmt.Errorf("%d records, want %d to %d", count, atLeast, len(w.truth))
	}
	for i, got := range list {
		want := w.truth[w.checkpoint.count+i]
		if got.Tx != want.Tx || got.Type != want.Type || !bytes.Equal(got.Payload, want.Payload) {
			return 0, fmt.Errorf("record %d is not the one that was written", w.checkpoint.count+i)
		}
	}
	return count, nil
}

// isNoSpace reports whether an error says that the disk is full.
func isNoSpace(err error) bool { return errors.Is(err, vfs.ErrNoSpace) }
