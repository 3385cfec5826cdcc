package client

import (
	"context"
	crand "crypto/rand"
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"

	"github.com/aerolith/aerolith/client/internal/latency"
	"github.com/aerolith/aerolith/client/internal/retry"
)

// Client is a connection to a cluster. It is safe for concurrent use, and meant to be shared by a whole program.
type Client struct {
	// live is how the client behaves at the moment.
	live atomic.Pointer[settings]
	// now is the clock.
	now func() time.Time
	// budget bounds the repeated attempts of all calls together.
	budget atomic.Pointer[retry.Budget]
	// reads follows how long reads take, for hedging.
	reads latency.Histogram
	// state is the present picture of the cluster.
	state atomic.Pointer[snapshot]
	// turns numbers the choices of any node; turn is the state of number.
	turns, turn atomic.Uint64

	// changes are what Reconfigure asks of the tend goroutine.
	changes chan change
	// nudges asks the tend goroutine for a look at the cluster before its time.
	nudges chan struct{}
	// cancel stops the tend goroutine, tended is closed when it has ended.
	cancel context.CancelFunc
	tended chan struct{}
	closed atomic.Bool

	// mu guards random.
	mu     sync.Mutex
	random *rand.Rand
}

// Open connects to the cluster that the hosts belong to. A host is host:port, host (port 3000) or unix:/path; one that
// answers is enough. The context bounds the opening alone. The caller ends with Close.
//
// Errors: ErrHost for a malformed host, ErrNoSeed with the reason for each host if none could be used, ErrClusterName
// among them.
func Open(ctx context.Context, hosts []string, options Options) (*Client, error) {
	seeds, err := parseHosts(hosts)
	if err != nil {
		return nil, err
	}
	c, err := newClient(options)
	if err != nil {
		return nil, err
	}
	t := newTender(c, seeds)
	if err := t.start(ctx); err != nil {
		t.closeAll()
		return nil, err
	}
	background, cancel := context.WithCancel(context.WithoutCancel(ctx))
	c.cancel = cancel
	go t.run(background, c.tended)
	return c, nil
}

// newClient makes a client that knows no cluster yet.
func newClient(options Options) (*Client, error) {
	options = options.withDefaults()
	if err := options.validate(); err != nil {
		return nil, &Error{Op: "open", Err: err}
	}
	source := options.Random
	if source == nil {
		var seed [32]byte
		if _, err := crand.Read(seed[:]); err != nil {
			return nil, fmt.Errorf("client: seed: %w", err)
		}
		source = rand.NewChaCha8(seed)
	}
	c := &Client{
		now:     options.Now,
		nudges:  make(chan struct{}, 1),
		changes: make(chan change),
		tended:  make(chan struct{}),
		random:  rand.New(source),
	}
	first, err := c.newSettings(options)
	if err != nil {
		return nil, &Error{Op: "open", Err: err}
	}
	c.adopt(first)
	c.state.Store(&snapshot{})
	return c, nil
}

// Close ends all connections and waits until nothing runs any more. Calls in flight fail with ErrClosed; writes among
// them are in doubt. Closing twice does nothing.
func (c *Client) Close() {
	if !c.closed.Swap(true) {
		c.cancel()
	}
	<-c.tended
}

// nudge asks for a look at the cluster soon.
func (c *Client) nudge() {
	select {
	case c.nudges <- struct{}{}:
	default:
	}
}

// number returns another number at each call, which looks random; it takes no lock.
func (c *Client) number() uint64 {
	n := c.turn.Add(0x9e3779b97f4a7c15)
	n = (n ^ n>>30) * 0xbf58476d1ce4e5b9
	n = (n ^ n>>27) * 0x94d049bb133111eb
	return n ^ n>>31
}

// draw returns a random number.
func (c *Client) draw() uint64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.random.Uint64()
}
