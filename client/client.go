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
	"github.com/aerolith/aerolith/client/internal/pool"
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

	// tenders look after the active cluster and, if there is one, the passive one; chosen is whose state calls see.
	tenders []*tender
	chosen  atomic.Pointer[tender]
	// choosing keeps the changes of chosen and of the states together.
	choosing sync.Mutex
	// cancel stops the tend goroutines. closing is closed before that, tended when they have ended and no change is under way.
	cancel  context.CancelFunc
	closing chan struct{}
	tended  chan struct{}
	closed  atomic.Bool
	// changing is full while Reconfigure or SetHosts is at work: one at a time, so that what one of them has found or checked
	// stays true until it counts.
	changing chan struct{}
	// local carries out commands in place of a cluster; nil where there is one.
	local Local
	// calls keeps idle calls.
	calls sync.Pool
	// decoders keeps idle decoders: far fewer are needed than there are calls that wait.
	decoders sync.Pool
	// batches keeps idle *BatchMemory.
	batches sync.Pool
	// warned says of which missing features a warning was given.
	warned [featureCount]atomic.Bool

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
	passiveSeeds, err := c.passiveSeeds(options.Passive)
	if err != nil {
		return nil, err
	}
	c.tenders = []*tender{newTender(c, seeds)}
	if len(passiveSeeds) > 0 {
		c.tenders = append(c.tenders, newTender(c, passiveSeeds))
	}
	if err := c.start(ctx); err != nil {
		for _, t := range c.tenders {
			t.closeAll()
		}
		return nil, err
	}
	c.runAll(ctx)
	return c, nil
}

// passiveSeeds reads the seeds of the passive cluster; there may be none.
func (c *Client) passiveSeeds(hosts []string) ([]pool.Address, error) {
	if len(hosts) == 0 {
		return nil, nil
	}
	return parseHosts(hosts)
}

// start finds the nodes of the active cluster, or else of the passive one.
func (c *Client) start(ctx context.Context) error {
	var first error
	for _, t := range c.tenders {
		c.choose(t)
		err := t.start(ctx)
		if err == nil {
			return nil
		}
		if first == nil {
			first = err
		}
	}
	return first
}

// runAll starts what runs in the background.
func (c *Client) runAll(ctx context.Context) {
	background, cancel := context.WithCancel(context.WithoutCancel(ctx))
	c.cancel = cancel
	var running sync.WaitGroup
	for _, t := range c.tenders {
		running.Go(func() { t.run(background) })
	}
	if len(c.tenders) > 1 {
		running.Go(func() { c.supervise(background, c.tenders[0], c.tenders[1]) })
	}
	go func() {
		running.Wait()
		c.changing <- struct{}{}
		close(c.tended)
	}()
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
		now:      options.Now,
		closing:  make(chan struct{}),
		tended:   make(chan struct{}),
		changing: make(chan struct{}, 1),
		random:   rand.New(source),
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
		close(c.closing)
		c.cancel()
	}
	<-c.tended
}

// nudge asks for a look at the cluster soon.
func (c *Client) nudge() {
	select {
	case c.chosen.Load().nudges <- struct{}{}:
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
