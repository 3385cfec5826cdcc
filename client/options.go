package client

import (
	"context"
	"math/rand/v2"
	"net"
	"time"

	"github.com/aerolith/aerolith/wire"
)

// Options say how a Client behaves. A zero field means its default. DefaultOptions lists the defaults.
type Options struct {
	// ClusterName is the name that nodes must give; empty accepts any.
	ClusterName string
	// Auth says who logs in; nil does not.
	Auth *Auth
	// TLS says how connections are encrypted; nil does not. Encrypted connections are not shared.
	TLS *TLS
	// Passive are hosts of a cluster to which calls go while the active one, that of Open, is gone; none for none.
	// Nothing keeps the records of the two equal but what their operators do.
	Passive []string
	// Failover says when calls go to the passive cluster and come back.
	Failover Failover
	// Observe receives what an operator may want to know; it must return soon. nil discards it.
	Observe func(Event)
	// SeedOnly uses the seeds alone: other nodes of the cluster are neither looked for nor used.
	SeedOnly bool
	// AlternateAddresses uses the nodes' alternate addresses, for clients outside of the cluster's network.
	AlternateAddresses bool
	// AddressMap says where to find hosts that nodes give for their peers, by name or IP address: for networks that
	// translate addresses.
	AddressMap map[string]string
	// TendInterval is the time between two looks at the cluster, 1 ms to 1 h, with a jitter of a tenth; 1 s by
	// default. Failed calls bring the next look forward, to a tenth of it.
	TendInterval time.Duration
	// TendTimeout bounds one question to one node while tending, 1 ms to 1 h; 1 s by default.
	TendTimeout time.Duration
	// DialTimeout bounds the making of a connection, with its TLS handshake and its login, 1 ms to 1 h; 1 s by default. Calls do
	// not wait for it longer than they have time, and leave it to others when they go: it may be longer than any of their
	// limits, and should be where handshakes or logins take long.
	DialTimeout time.Duration
	// IdleLimit is how long a connection may lie idle. It must be below the server's limit, which is 60 s unless
	// configured otherwise: then no connection is closed just as it is used. 55 s by
	// default.
	IdleLimit time.Duration
	// CheckAfter is how long a connection may lie idle without being checked before its next use; 1 s by default.
	CheckAfter time.Duration
	// MinConnsPerNode is how many connections to a node are kept open although nobody needs them, so that calls need not wait
	// for a dial; 0 keeps none. They are made, and made again, when the cluster is looked at.
	MinConnsPerNode int
	// MaxConnsPerNode bounds the open connections to a node, 1 to 65,536; 100 by default. Shared ones come
	// on top.
	MaxConnsPerNode int
	// MaxDialsPerNode bounds how many of them are made at once, so that a start is no storm; 16 by default.
	MaxDialsPerNode int
	// MaxWaitersPerNode bounds how many callers wait for a connection, beside those for whom one is being made; beyond it calls
	// fail with ErrBusy. 32,768 by default.
	MaxWaitersPerNode int
	// Lifetime retires a connection after a random time between it and nine tenths of it, so that load finds its way
	// to new addresses; 0 does not.
	Lifetime time.Duration
	// Shared says how commands on single records share connections.
	Shared Shared
	// Replica says which copy reads go to whose policy does not say; ReplicaSequence by default.
	Replica Replica
	// Racks are the racks that ReplicaPreferRack prefers, the best first.
	Racks []int
	// Breaker, Health and RetryBudget keep the client calm when nodes fail.
	Breaker     Breaker
	Health      Health
	RetryBudget RetryBudget
	// Hedge applies to reads whose policy has none.
	Hedge Hedge
	// RatePerNode is how many commands on single records a node gets each second at most; 0 does not limit.
	RatePerNode int
	// MaxReplySize is the largest frame that is accepted from a node, in bytes, 1 KiB to 128 MiB; the latter by default.
	MaxReplySize int
	// Timing applies to record calls whose policy has none; by default 1 s in all and 2 retries, with pauses of up to 10 ms,
	// then 20 ms.
	Timing Timing
	// ScanTiming applies to scans whose policy has none; by default 30 s without progress and 5 retries.
	ScanTiming Timing
	// Policies are for calls that have none of their own.
	Policies Policies
	// Dial makes connections; network is "tcp" or "unix". For proxies and tests. The context is the client's, not that of a
	// call: it ends with DialTimeout and with Close, which waits until Dial has returned.
	Dial func(ctx context.Context, network, place string) (net.Conn, error)
	// Now is the clock; nil is time.Now. For tests.
	Now func() time.Time
	// Random is the source of jitter; nil takes one seeded by the system.
	Random rand.Source
}

// Shared says how commands on single records share connections: those that wait are written together, which saves most
// system calls. Reads and writes have connections of their own. A zero field means its default.
type Shared struct {
	// Off gives every command a connection of its own for its duration.
	Off bool
	// Above is how many commands may be under way at a node before further ones share: few callers are served sooner over
	// connections of their own, many of them over shared ones. A negative number shares always. 4 by
	// default.
	Above int
	// MaxConnsPerLane is how many connections to a node are shared by its reads, and as many by its writes, 1 to 1,000; 4 by
	// default.
	MaxConnsPerLane int
	// TargetDepth is how many commands the least used connection has in flight when another one is opened. Servers
	// execute the commands of a connection one after the other. 1 to 65,536; 16 by default.
	TargetDepth int
	// MaxDepth is how many commands a connection has in flight at most, 1 to 65,536, 256 by default; further callers wait.
	MaxDepth int
	// StallLimit closes a connection over which nothing came for so long although commands are in flight; it is
	// checked at each look at the cluster. 5 s by default.
	StallLimit time.Duration
}

// Timing bounds a call in time and attempts. A zero Timing means the client's; in any other one the fields count as
// they are: Timing{Total: 5 * time.Second} makes a single attempt. To change one field, change that of Client.Options().Timing.
type Timing struct {
	// Total bounds the whole call with all its attempts, beside the context; 0 does not.
	Total time.Duration
	// Attempt bounds each attempt, and in scans the time without progress; 0 does not.
	Attempt time.Duration
	// MaxRetries is how many attempts may follow the first: N means N+1 attempts. Only reads and writes that
	// provably were not carried out are repeated.
	MaxRetries int
	// RetryDelay is the upper bound of the pause after the first attempt, which is drawn at random below it; it
	// doubles with each attempt up to RetryDelayMax.
	RetryDelay time.Duration
	// RetryDelayMax is where the doubling ends.
	RetryDelayMax time.Duration
}

// DefaultOptions returns the defaults.
func DefaultOptions() Options {
	o := Options{
		TendInterval:      time.Second,
		TendTimeout:       time.Second,
		DialTimeout:       time.Second,
		IdleLimit:         55 * time.Second,
		CheckAfter:        time.Second,
		MaxConnsPerNode:   100,
		MaxDialsPerNode:   16,
		MaxWaitersPerNode: 32_768,
		Shared: Shared{
			Above: 4, MaxConnsPerLane: 4, TargetDepth: 16, MaxDepth: 256, StallLimit: 5 * time.Second,
		},
		MaxReplySize: wire.DefaultOptions().MaxFrameSize,
		Timing: Timing{
			Total: time.Second, MaxRetries: 2,
			RetryDelay: 10 * time.Millisecond, RetryDelayMax: 200 * time.Millisecond,
		},
		ScanTiming: Timing{
			Attempt: 30 * time.Second, MaxRetries: 5,
			RetryDelay: 50 * time.Millisecond, RetryDelayMax: time.Second,
		},
		Policies: Policies{Verify: endTiming(), Roll: endTiming()},
		Dial:     (&net.Dialer{}).DialContext,
		Now:      time.Now,
	}
	resilience(&o)
	return o
}

// withDefaults returns the options with defaults in place of zeros.
func (o Options) withDefaults() Options {
	d := DefaultOptions()
	fill(&o.TendInterval, d.TendInterval)
	fill(&o.TendTimeout, d.TendTimeout)
	fill(&o.DialTimeout, d.DialTimeout)
	fill(&o.IdleLimit, d.IdleLimit)
	fill(&o.CheckAfter, d.CheckAfter)
	fill(&o.MaxConnsPerNode, d.MaxConnsPerNode)
	fill(&o.MaxDialsPerNode, d.MaxDialsPerNode)
	fill(&o.MaxWaitersPerNode, d.MaxWaitersPerNode)
	fill(&o.Shared.Above, d.Shared.Above)
	fill(&o.Shared.MaxConnsPerLane, d.Shared.MaxConnsPerLane)
	fill(&o.Shared.TargetDepth, d.Shared.TargetDepth)
	fill(&o.Shared.MaxDepth, d.Shared.MaxDepth)
	fill(&o.Shared.StallLimit, d.Shared.StallLimit)
	fill(&o.MaxReplySize, d.MaxReplySize)
	fill(&o.Timing, d.Timing)
	fill(&o.ScanTiming, d.ScanTiming)
	fill(&o.Policies.Verify, d.Policies.Verify)
	fill(&o.Policies.Roll, d.Policies.Roll)
	fillResilience(&o, &d)
	if o.Dial == nil {
		o.Dial = d.Dial
	}
	if o.Now == nil {
		o.Now = d.Now
	}
	return o
}

// fill sets a zero value to its default.
func fill[T comparable](value *T, standard T) {
	var zero T
	if *value == zero {
		*value = standard
	}
}
