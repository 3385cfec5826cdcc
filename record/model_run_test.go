package record

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/zerodb"
	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// modelSteps is how many random steps the model test makes; AEROLITH_MODEL_STEPS sets another number.
const modelSteps = 3000

// randomFrom returns the random numbers of a seed.
func randomFrom(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 0)) }

// seedFromEnvironment returns the seed of AEROLITH_SEED, or one drawn from the clock, and prints it.
func seedFromEnvironment(t *testing.T) uint64 {
	t.Helper()
	seed := uint64(time.Now().UnixNano())
	if s := os.Getenv("AEROLITH_SEED"); s != "" {
		var err error
		if seed, err = strconv.ParseUint(s, 10, 64); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("AEROLITH_SEED=%d", seed)
	return seed
}

// randomCommands draws commands on few records, with few bins, so that they meet.
type randomCommands struct{ *rand.Rand }

// draw returns a command.
func (r randomCommands) draw() *aero.RecordCommand {
	i := r.IntN(30)
	var cmd *aero.RecordCommand
	switch r.IntN(10) {
	case 0, 1, 2:
		return get(i)
	case 3:
		cmd = remove(i)
	default:
		cmd = r.drawWrite(i)
	}
	if r.IntN(8) == 0 {
		cmd.Flags |= aero.FlagGenerationEqual
		cmd.Generation = uint32(r.IntN(4))
	}
	return inSet(cmd, setOf(i))
}

// drawWrite returns a write of record i with one to four operations.
func (r randomCommands) drawWrite(i int) *aero.RecordCommand {
	cmd := put(i, "", aero.Particle{})
	cmd.Flags |= aero.FlagRead
	cmd.Operations = nil
	for range 1 + r.IntN(4) {
		cmd.Operations = append(cmd.Operations, r.drawOperation())
	}
	policies := []aero.Flags{
		0, 0, 0, 0, aero.FlagCreateOnly, aero.FlagUpdateOnly, aero.FlagCreateOrReplace, aero.FlagReplaceOnly,
	}
	cmd.Flags |= policies[r.IntN(len(policies))]
	lives := []uint32{aero.TTLDefault, aero.TTLNever, aero.TTLKeep, 3, 30}
	cmd.TTLSeconds = lives[r.IntN(len(lives))]
	return cmd
}

// drawOperation returns an operation on one of four bins.
func (r randomCommands) drawOperation() aero.Operation {
	value := integer(r.Int64N(100) - 50)
	if r.IntN(2) == 0 {
		value = text(fmt.Sprint(r.IntN(1000)))
	}
	kinds := []aero.OpType{
		aero.OpWrite, aero.OpWrite, aero.OpWrite, aero.OpRead, aero.OpAdd, aero.OpAppend, aero.OpPrepend, aero.OpTouch,
		aero.OpDelete,
	}
	op := aero.Operation{Type: kinds[r.IntN(len(kinds))], Bin: string(rune('a' + r.IntN(4))), Value: value}
	if op.Type == aero.OpWrite && r.IntN(4) == 0 {
		op.Value = aero.Particle{}
	}
	if r.IntN(200) == 0 && op.Type == aero.OpWrite {
		op.Value = text(string(make([]byte, r.IntN(20_000)))) // sometimes a value that needs pages of its own
	}
	return op
}

// TestModel runs random commands, passing time, expiry, truncation and reopening against the model and compares every
// answer; at the end and now and then it compares all records and the counts. It does so with several options, which
// must make no difference.
func TestModel(t *testing.T) {
	seed := seedFromEnvironment(t)
	steps := modelSteps
	if s := os.Getenv("AEROLITH_MODEL_STEPS"); s != "" {
		var err error
		if steps, err = strconv.Atoi(s); err != nil {
			t.Fatal(err)
		}
	}
	for name, change := range map[string]func(o *Options){
		"durable":      func(*Options) {},
		"interval":     func(o *Options) { o.Engine.Durability = zerodb.DurabilityInterval },
		"not durable":  func(o *Options) { o.Engine.Durability = zerodb.DurabilityNone },
		"large pages":  func(o *Options) { o.Engine.PageSize = 16 << 10 },
		"small chunks": func(o *Options) { o.ScanChunkRecords, o.ScanChunkBytes, o.CleanStep = 2, 100, 1 },
		"lone writes":  func(o *Options) { o.MaxGroupCommands, o.MaxGroupsInFlight, o.QueueLength = 1, 1, 1 },
	} {
		t.Run(name, func(t *testing.T) {
			clock := newClock()
			options := fileOptions(clock, memfs.New(memfs.Options{}))
			change(&options)
			runModel(t, clock, options, randomFrom(seed), steps)
		})
	}
}

// runModel makes random steps on a store with the options and on a model.
func runModel(t *testing.T, clock *testClock, options Options, random *rand.Rand, steps int) {
	m := &model{records: map[aero.Digest]*modelRecord{}, now: func() uint64 { return protocolMillis(clock.Now()) }}
	commands := randomCommands{random}
	s := mustOpen(t, options)
	for step := range steps {
		switch n := random.IntN(1000); {
		case n < 50:
			clock.advance(time.Duration(random.IntN(2000)) * time.Millisecond)
		case n < 53:
			s.namespaces["test"].expireAll()
		case n < 55:
			truncateBoth(t, s, m, []string{"", "even", "odd", "none"}[random.IntN(4)])
		case n < 58:
			mustClose(t, s)
			s = mustOpen(t, options)
		case n < 60:
			compareAll(t, s, m)
		case n < 62:
			changeIndexes(t, s, random)
		default:
			compareOne(t, s, m, commands.draw(), step)
		}
		if t.Failed() {
			t.FailNow()
		}
	}
	compareAll(t, s, m)
	mustClose(t, s)
}

// fileOptions are the options of a store with the namespace test in a file system in memory.
func fileOptions(clock *testClock, files *memfs.FS) Options {
	options := memoryOptions(clock)
	options.Namespaces = []NamespaceOptions{{Name: "test"}}
	options.Engine.FS = files
	options.Engine.LogSegmentSize = 256 << 10
	options.Engine.CheckpointLogBytes = 512 << 10
	return options
}

// mustOpen opens the store of a test that reopens it.
func mustOpen(t *testing.T, options Options) *Store {
	t.Helper()
	s, err := Open("/data", options)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// mustClose closes a store.
func mustClose(t *testing.T, s *Store) {
	t.Helper()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}

// truncateBoth truncates a set, or all of them, in store and model.
func truncateBoth(t *testing.T, s *Store, m *model, set string) {
	t.Helper()
	if err := s.Truncate("test", set, time.Time{}); err != nil {
		t.Fatal(err)
	}
	m.truncate(set)
}

// compareOne executes a command on both sides and compares the answers.
func compareOne(t *testing.T, s *Store, m *model, cmd *aero.RecordCommand, step int) {
	t.Helper()
	var res aero.RecordResult
	if err := s.Execute(context.Background(), cmd, &res); err != nil {
		t.Fatalf("step %d: %v", step, err)
	}
	if cmd.Flags&aero.FlagReadAllBins != 0 {
		slices.SortFunc(res.Bins, func(a, b aero.Bin) int { return int(a.Name[0]) - int(b.Name[0]) })
	}
	got := modelAnswer{res.Code, res.Generation, res.VoidTime, show(&res)}
	if res.Code != aero.CodeOK && cmd.Flags&aero.FlagDelete != 0 {
		got.generation, got.void = 0, 0
	}
	if want := m.execute(cmd); got != want {
		t.Fatalf("step %d: %+v\n got %+v\nwant %+v", step, cmd, got, want)
	}
}

// compareAll compares all records by a scan, after the expirer has been there, and the counts with the scan.
func compareAll(t *testing.T, s *Store, m *model) {
	t.Helper()
	checkIndexes(t, s)
	s.namespaces["test"].expireAll()
	waitUntilCleaned(t, s)
	found := scanAll(t, s, &aero.ScanCommand{Namespace: "test"})
	live := 0
	for d := range m.records {
		if m.live(d) != nil {
			live++
		}
	}
	if len(found) != live {
		t.Fatalf("%d records, want %d", len(found), live)
	}
	for _, r := range found {
		if m.live(r.Digest) == nil || m.live(r.Digest).set != r.Set {
			t.Fatalf("record %x of set %q is not the model's", r.Digest, r.Set)
		}
	}
}
