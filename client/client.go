package client

import (
	"context"
	crand "crypto/rand"
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"

	"github.com/aerolith/aerolith/client/internal/pipeline"
	"github.com/aerolith/aerolith/client/internal/pool"
	"github.com/aerolith/aerolith/wire"
)

// Client is a connection to a cluster. It is safe for concurrent use, and meant to be shared by a whole program.
type Client struct {
	options Options
	// pools are the limits of each node's connections.
	pools pool.Options
	// lanes are the limits of each node's shared connections, without a way to make them.
	lanes pipeline.Options
	// state is the present picture of the cluster.
	state atomic.Pointer[snapshot]
	// turn numbers the choices of any node.
	turn atomic.Uint64

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
	source := options.Random
	if source == nil {
		var seed [32]byte
		if _, err := crand.Read(seed[:]); err != nil {
			return nil, fmt.Errorf("client: seed: %w", err)
		}
		source = rand.NewChaCha8(seed)
	}
	c := &Client{
		options: options,
		nudges:  make(chan struct{}, 1),
		tended:  make(chan struct{}),
		random:  rand.New(source),
	}
	c.pools = pool.Options{
		MaxConns: options.MaxConnsPerNode, MaxDials: options.MaxDialsPerNode, MaxWaiters: options.MaxWaitersPerNode,
		MaxKeptBuffer: maxKeptBuffer, IdleLimit: options.IdleLimit, CheckAfter: options.CheckAfter,
		DialTimeout: options.DialTimeout, Dial: options.Dial, Now: options.Now,
		Wire: wire.Options{MaxFrameSize: options.MaxReplySize, BufferSize: readBufferSize},
	}
	c.lanes = pipeline.Options{
		MaxLines: options.Shared.MaxConnsPerLane, TargetDepth: options.Shared.TargetDepth, MaxDepth: options.Shared.MaxDepth,
		MaxDials: options.MaxDialsPerNode, MaxWaiters: options.MaxWaitersPerNode, IdleLimit: options.IdleLimit, CheckAfter: options.CheckAfter,
		StallLimit: options.Shared.StallLimit, Lifetime: options.Lifetime, Wire: c.pools.Wire, Now: options.Now, Draw: c.draw,
	}
	c.lanes.Wire.BufferSize = sharedBufferSize
	c.state.Store(&snapshot{})
	return c, nil
}

// The sizes of a connection's buffers in bytes.
const (
	// readBufferSize holds small replies; larger ones borrow a larger buffer while they are read.
	readBufferSize = 4 << 10
	// sharedBufferSize holds a burst of small replies.
	sharedBufferSize = 16 << 10
	// maxKeptBuffer is the largest request buffer that stays with a connection.
	maxKeptBuffer = 64 << 10
)

// Close ends all connections and waits until nothing runs any more. Calls in flight fail with ErrClosed; writes among
// them are in doubt. Closing twice does nothing.
func (c *Client) Close() {
	if !c.closed.Swap(true) {
		c.cancel()
	}
	<-c.tended
}

// NodeInfo describes a node.
type NodeInfo struct {
	// Name is the node's id, Address where it is reached.
	Name, Address string
	// Build is its version, Edition its edition, as it gave them.
	Build, Edition string
	// Features are what it can do, as it gave them.
	Features []string
	// Connections counts what is open to it, Idle what of it is free, Waiting the callers in line.
	Connections, Idle, Waiting int
}

// Nodes returns the nodes that are known at the moment, sorted by name.
func (c *Client) Nodes() []NodeInfo {
	state := c.state.Load()
	infos := make([]NodeInfo, len(state.nodes))
	for i, n := range state.nodes {
		stats := n.stats()
		infos[i] = NodeInfo{
			Name: n.name, Address: n.address.String(),
			Build: n.build, Edition: n.edition, Features: append([]string(nil), n.features...),
			Connections: stats.Open, Idle: stats.Idle, Waiting: stats.Waiting,
		}
	}
	return infos
}

// nudge asks for a look at the cluster soon.
func (c *Client) nudge() {
	select {
	case c.nudges <- struct{}{}:
	default:
	}
}

// draw returns a random number.
func (c *Client) draw() uint64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.random.Uint64()
}
