package client

import (
	"sync"
	"testing"
	"time"

	"github.com/aerolith/aerolith/internal/sim"
)

// TestHysteresis walks through scripts, a step for each second: A the active cluster answers, P the passive one does, B
// both do, - none does; the wanted string says which one is used after each step.
func TestHysteresis(t *testing.T) {
	cases := []struct{ name, script, want string }{
		{"all is well", "BBBB", "aaaa"},
		{"active gone", "BPPPP", "aaapp"},
		{"short outage", "BPPBPPB", "aaaaaaa"},
		{"both gone", "B-----", "aaaaaa"},
		{"passive comes late", "---PP", "aaapp"},
		{"back", "PPPBBBBB", "aappppaa"},
		{"back for a moment", "PPPBBPBB", "aapppppp"},
		{"passive gone too", "PPPP---A---", "aappppppppp"},
	}
	for _, c := range cases {
		h, now, got := hysteresis{after: 2 * time.Second, returnAfter: 3 * time.Second}, time.Unix(1000, 0), ""
		for _, step := range c.script {
			if h.observe(now, step == 'A' || step == 'B', step == 'P' || step == 'B') {
				got += "p"
			} else {
				got += "a"
			}
			now = now.Add(time.Second)
		}
		if got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

// TestFailover loses the active cluster and gets it back: calls go to the passive one meanwhile.
func TestFailover(t *testing.T) {
	checkLeaks(t)
	passive, active := sim.Start(t, 2, "test"), sim.Start(t, 1, "test")
	options := quick()
	options.Passive = passive.Hosts()
	// Only a node that is gone counts as one, not a machine that is slow.
	options.TendTimeout, options.DialTimeout = patience, patience
	options.Failover = Failover{After: 100 * time.Millisecond, ReturnAfter: 100 * time.Millisecond}
	var mu sync.Mutex
	var switches []bool
	options.Observe = func(e Event) {
		mu.Lock()
		defer mu.Unlock()
		if e.Kind == EventFailover {
			switches = append(switches, e.Passive)
		}
	}
	c, err := Open(t.Context(), active.Hosts(), options)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	key := keyOn(active, 0)
	mustPut(t, c, key, 1)
	active.Kill(0)
	// The first write may meet a connection that has just been cut, and is in doubt then.
	eventually(t, "a write succeeds", func() bool { return c.Put(t.Context(), key, Bins{"n": 2}, nil) == nil })
	mustGet(t, c, key, 2)
	if len(c.Nodes()) != 2 {
		t.Fatalf("%+v", c.Nodes())
	}
	if err := active.Restart(0); err != nil {
		t.Fatal(err)
	}
	eventually(t, "back on the active cluster", func() bool { return len(c.Nodes()) == 1 })
	eventually(t, "a write succeeds", func() bool { return c.Put(t.Context(), key, Bins{"n": 3}, nil) == nil })
	mu.Lock()
	defer mu.Unlock()
	if len(switches) != 2 || !switches[0] || switches[1] {
		t.Fatalf("%v", switches)
	}
}

// TestOpenOnPassive opens a client whose active cluster is not there.
func TestOpenOnPassive(t *testing.T) {
	checkLeaks(t)
	passive := sim.Start(t, 1, "test")
	options := quick()
	options.Passive = passive.Hosts()
	c, err := Open(t.Context(), []string{"127.0.0.1:1"}, options)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	mustPut(t, c, keysOf(1)[0], 1)
}
