package conformance

import (
	"context"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	as "github.com/aerospike/aerospike-client-go/v8"

	"github.com/aerolith/aerolith/conformance/node"
)

// The shape of the kill loop.
const (
	killsDefault = 20
	loopWriters  = 32
	recordsEach  = 8
	writingMin   = 50 * time.Millisecond
	writingMax   = 600 * time.Millisecond
	restartMax   = 2 * time.Second
	// restartPatience is for a machine whose processors belong to somebody else for a while.
	restartPatience = 2 * time.Minute
	verifyWorkers   = 16
)

// TestKillLoop: SIGKILL at random moments under 32 concurrent writers loses nothing acknowledged and shows nothing
// half-written and no transaction half applied; restarts take less than 2 s at the median, secondary indexes and the indexes of
// sets agree with the records, and so do functions' counters.
//
// Method: each writer has records of its own and writes states 1, 2, 3, … to them, one write at a time, so that after
// a kill a record must be in its last acknowledged state or in the one that was under way. Every state fills all bins
// with content that follows from record and state; a mixture shows.
func TestKillLoop(t *testing.T) {
	random := seeded(t)
	kills := killCount(t)
	options := node.Options{
		Binary: program(t), Data: t.TempDir(), Namespace: namespace, Further: []string{"--emulate-edition", "enterprise"},
		ReadyMax: restartPatience,
	}
	loop := newKillLoop(t, random)
	var starts []time.Duration
	for round := range kills {
		n, err := node.Start(context.Background(), options)
		if err != nil {
			t.Fatalf("start %d: %v", round, err)
		}
		starts = append(starts, n.ReadyAfter)
		loop.verify(n, 0)
		loop.writeUntilKilled(n, writingMin+time.Duration(random.Int64N(int64(writingMax-writingMin))))
		if t.Failed() {
			t.Fatalf("round %d; the node printed:\n%s", round, n.Output())
		}
	}
	n, err := node.Start(context.Background(), options)
	if err != nil {
		t.Fatal(err)
	}
	loop.verify(n, txSettleMax)
	if err := n.Stop(); err != nil {
		t.Error(err)
	}
	slices.Sort(starts)
	// A single start may have to share the disk with somebody else's work, a short run the processor too.
	if middle := starts[len(starts)/2]; middle > restartMax && os.Getenv(killsVariable) != "" {
		t.Errorf("half of the starts took more than %v, limit %v", middle, restartMax)
	}
	t.Logf("%d kills, %d acknowledged writes, %d acknowledged calls of functions; half of the starts took up to %v, the slowest %v",
		kills, loop.acknowledged(), loop.calls, starts[len(starts)/2], starts[len(starts)-1])
	commits, aborts, settled := loop.transactions()
	t.Logf("%d transactions committed, %d aborted, %d settled after a kill", commits, aborts, settled)
	t.Logf("%d changes of indexes answered, %d in doubt had happened", loop.definitions.answered, loop.definitions.settled)
	if loop.acknowledged() == 0 || commits == 0 || loop.definitions.answered == 0 {
		t.Error("nothing was acknowledged: the loop tested nothing")
	}
}

// killCount returns how many kills the environment asks for.
func killCount(t *testing.T) int {
	t.Helper()
	text := os.Getenv(killsVariable)
	if text == "" {
		return killsDefault
	}
	count, err := strconv.Atoi(text)
	if err != nil || count < 1 {
		t.Fatalf("%s=%q is not a number of kills", killsVariable, text)
	}
	return count
}

// killLoop is what the writers know about their records.
type killLoop struct {
	t       *testing.T
	records [][]*stateRecord // by writer
	sources []*rand.Rand     // by writer
	random  *rand.Rand       // of the changes of indexes
	indexed bool             // the index that stays was created
	// definitions are those of the indexes that come and go.
	definitions indexLedger
	// counters are what functions count in; registered says that their module was stored, calls counts their calls.
	counters   []*countRecord
	registered bool
	calls      uint64
	groups     []*txGroup // what transactions write
}

// stateRecord is a record and the states that it may be in.
type stateRecord struct {
	key *as.Key
	// acknowledged is the last state whose write was acknowledged, attempted the last that was sent.
	acknowledged, attempted uint64
	// writes counts the acknowledged ones.
	writes uint64
}

// newKillLoop returns a loop over records that do not exist yet.
func newKillLoop(t *testing.T, random *rand.Rand) *killLoop {
	l := &killLoop{t: t, random: rand.New(rand.NewPCG(random.Uint64(), loopWriters))}
	for w := range loopWriters {
		var own []*stateRecord
		for i := range recordsEach {
			own = append(own, &stateRecord{key: keyIn(t, "kill", w*recordsEach+i)})
		}
		l.records = append(l.records, own)
		l.sources = append(l.sources, rand.New(rand.NewPCG(random.Uint64(), uint64(w))))
	}
	for i := range counterCount {
		l.counters = append(l.counters, &countRecord{key: keyIn(t, "kill-counts", i)})
	}
	l.groups = newTxGroups(t)
	return l
}

// acknowledged returns the number of acknowledged writes in the whole loop.
func (l *killLoop) acknowledged() (total uint64) {
	for _, own := range l.records {
		for _, r := range own {
			total += r.writes
		}
	}
	return total
}

// writeUntilKilled lets all writers write for the given time, then kills the node under them.
func (l *killLoop) writeUntilKilled(n *node.Node, writing time.Duration) {
	client, err := dial(n.Address)
	if err != nil {
		l.t.Errorf("connect: %v", err)
		n.Kill()
		return
	}
	var writers sync.WaitGroup
	for w := range loopWriters {
		writers.Go(func() { l.write(client, l.records[w], l.sources[w], n) })
	}
	writers.Go(func() { l.count(client, n) })
	for i, g := range l.groups {
		seed := l.random.Uint64()
		writers.Go(func() { l.transact(client, g, rand.New(rand.NewPCG(seed, uint64(i))), n) })
	}
	// It draws from the loop's own source, and therefore comes last.
	writers.Go(func() { l.changeIndexes(client, l.random, n) })
	time.Sleep(writing)
	n.Kill()
	// Before the writers are waited for: their client would look for the dead node for long.
	client.Close()
	writers.Wait()
}

// write writes states to random records of its own until the node has gone.
func (l *killLoop) write(client *as.Client, own []*stateRecord, random *rand.Rand, n *node.Node) {
	for n.Running() {
		r := own[random.IntN(len(own))]
		r.attempted++
		err := client.PutBins(nil, r.key, stateBins(r.key, r.attempted)...)
		if err == nil {
			r.acknowledged = r.attempted
			r.writes++
			continue
		}
		// Once the node has gone and the client is closed, the client itself refuses: it knows no node any more.
		if !isTransport(err) && n.Running() {
			l.t.Errorf("write refused: %v", err)
		}
		return // this record is in doubt, and the node is going
	}
}
