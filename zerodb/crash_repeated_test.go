package zerodb

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// TestRepeatedCrashesDoNotPileUpLog: a database whose every life ends in a crash before much was logged takes
// checkpoints all the same; so its log, and the time to open it, stay bounded.
//
// The story: the bytes to replay were not counted as logged. Lives that each logged less than CheckpointLogBytes never took a checkpoint,
// and a server that was killed every half second took longer to start each time.
func TestRepeatedCrashesDoNotPileUpLog(t *testing.T) {
	const lives, entries, segmentsMax, patience = 40, 100, 14, 10 * time.Second
	fs := memfs.New(memfs.Options{CrashImages: true})
	must(t, fs.Mkdir("d", 0o700))
	longest := 0
	for life := range lives {
		if segments, err := fs.ReadDir("d/db/wal"); err == nil {
			longest = max(longest, len(segments))
		}
		db, err := Open("d/db", smallOptions(fs))
		must(t, err)
		put(t, db, "t", 0, entries)
		for end := time.Now().Add(patience); db.Stats().LogBytes >= smallOptions(fs).CheckpointLogBytes; time.Sleep(time.Millisecond) {
			if time.Now().After(end) {
				t.Fatalf("life %d: %d bytes were logged and no checkpoint is taken", life, db.Stats().LogBytes)
			}
		}
		image, err := fs.CrashImage(memfs.Everything, rand.New(rand.NewPCG(1, uint64(life))))
		must(t, err)
		must(t, db.Close())
		fs = image
	}
	// Two checkpoints' worth of log, each of some lives with a segment of their own, and what is kept in reserve.
	if longest > segmentsMax {
		t.Errorf("an opening found %d segments of log, limit %d", longest, segmentsMax)
	}
}
