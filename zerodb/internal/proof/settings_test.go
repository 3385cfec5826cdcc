package proof

import (
	"math/rand/v2"
	"os"
	"strconv"
	"testing"
	"time"

	"github.com/aerolith/aerolith/zerodb"
	"github.com/aerolith/aerolith/zerodb/vfs"
	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// The environment variables that steer the proofs.
const (
	scaleVariable = "AEROLITH_PROOF"
	seedVariable  = "AEROLITH_SEED"
)

// seedDefault is the seed of the runs in CI.
const seedDefault = 20260101

// scale says how thorough a run is.
type scale int

// The scales.
const (
	short scale = iota // the plain tests
	full               // what must hold before a change lands
	long               // for a night
)

// scaleOf returns the scale that the environment asks for.
func scaleOf(t testing.TB) scale {
	t.Helper()
	switch text := os.Getenv(scaleVariable); text {
	case "":
		return short
	case "full":
		return full
	case "long":
		return long
	default:
		t.Fatalf("%s=%q: must be empty, full or long", scaleVariable, text)
	}
	return short
}

// pick returns the value for the scale of this run.
func pick[T any](t testing.TB, inShort, inFull, inLong T) T {
	t.Helper()
	return [...]T{short: inShort, full: inFull, long: inLong}[scaleOf(t)]
}

// seedOf returns the seed of this run and prints it.
func seedOf(t testing.TB) uint64 {
	t.Helper()
	seed := uint64(seedDefault)
	if text := os.Getenv(seedVariable); text != "" {
		var err error
		seed, err = strconv.ParseUint(text, 10, 64)
		must(t, err)
	}
	t.Logf("%s=%d", seedVariable, seed)
	return seed
}

// randomOf returns random numbers that a seed and a purpose decide.
func randomOf(seed, purpose uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, purpose)) }

// must stops the test on an error.
func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// databasePath is where the databases lie in their file systems: a folder below the root, so that its creation is among
// what a crash can lose.
const databasePath = "/home/db"

// logSegment is the size of a log segment in the proofs: the smallest, so that logs rotate often.
const logSegment = 64 << 10

// newFiles returns a file system that makes crash images, with a durable folder for the database.
func newFiles(t testing.TB) *memfs.FS {
	t.Helper()
	files := memfs.New(memfs.Options{CrashImages: true})
	must(t, files.Mkdir("/home", 0o700))
	must(t, files.SyncDir("/"))
	return files
}

// smallOptions are the options of the proofs: everything as in production but for sizes and clocks, so that little data
// goes a long way and checkpoints come when the test says so.
func smallOptions(files vfs.FS) zerodb.Options {
	return zerodb.Options{
		FS:                 files,
		LogSegmentSize:     logSegment,
		CheckpointLogBytes: 16 * logSegment,
		CheckpointInterval: -1,
		SyncInterval:       time.Millisecond,
		GrowthStep:         256 << 10,
		MaxUnwrittenBytes:  unwrittenBytes,
	}
}

// unwrittenBytes is how much the proofs let the database keep in memory for checkpoints to write: little, so that commits
// write to the data file too, but now and then.
const unwrittenBytes = 256 << 10
