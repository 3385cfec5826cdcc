package client

import (
	"os"
	"strconv"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"

	"github.com/aerolith/aerolith/internal/sim"
)

// The variables that choose the long form and the seed.
const (
	chaosVariable     = "AEROLITH_CHAOS"
	chaosSeedVariable = "AEROLITH_CHAOS_SEED"
)

// chaosSeed returns the seed, which is printed.
func chaosSeed(t *testing.T) uint64 {
	t.Helper()
	seed := uint64(time.Now().UnixNano())
	if text := os.Getenv(chaosSeedVariable); text != "" {
		var err error
		if seed, err = strconv.ParseUint(text, 10, 64); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("%s=%d", chaosSeedVariable, seed)
	return seed
}

// chaosOptions are those of a client that gives up soon.
func chaosOptions() Options {
	options := quick()
	options.TendTimeout = 200 * time.Millisecond
	options.Timing = Timing{
		Total: 2 * time.Second, Attempt: 50 * time.Millisecond, MaxRetries: 20,
		RetryDelay: time.Millisecond, RetryDelayMax: 20 * time.Millisecond,
	}
	options.Shared.Above = 1
	return options
}

// newChaos starts a cluster whose replicas lag, and a client that gives up soon.
func newChaos(t *testing.T, replica Replica, keys int) *chaos {
	h := new(chaos)
	cluster, c := open(t, 5, chaosOptions())
	h.begin(cluster, c, replica, keys)
	return h
}

// begin prepares a run on a cluster whose replicas lag from now on.
func (h *chaos) begin(cluster *sim.Cluster, c *Client, replica Replica, keys int) {
	h.cluster, h.client, h.replica, h.keys = cluster, c, replica, keysOf(keys)
	h.history, h.failed = make([][]porcupine.Operation, keys), make(map[string]int)
	h.peace = 15 * time.Millisecond
	h.overdue.Store(-1 << 62)
	cluster.SetLag(3)
	cluster.SetTrace(h.fates.see)
}

// chaosLength returns how long the long form lasts, 0 for the short one.
func chaosLength(t *testing.T) time.Duration {
	t.Helper()
	text := os.Getenv(chaosVariable)
	if text == "" {
		return 0
	}
	length, err := time.ParseDuration(text)
	if err != nil {
		t.Fatal(err)
	}
	return length
}

// chaosLongKeys is how many keys the long form has: more keys keep each one's history short enough to be checked.
const chaosLongKeys = 20_000
