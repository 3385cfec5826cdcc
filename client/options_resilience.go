package client

import "time"

// Breaker says when a node gets no commands for a while because it fails them. A zero field means its default.
type Breaker struct {
	// MinFailures is how many failures within Window it takes at least; 20 by default.
	MinFailures int
	// FailureShare is the share of failures among all outcomes in the window that it takes, in percent, 1 to 100; 50 by
	// default.
	FailureShare int
	// Window is how long failures count; 1 s by default.
	Window time.Duration
	// OpenFor is how long nothing is sent at first; it doubles with each failed trial up to OpenForMax. By default 200 ms
	// and 5 s.
	OpenFor, OpenForMax time.Duration
	// Trials is how many commands at once try a node again; 2 by default.
	Trials int
}

// Health says when reads avoid a node while other copies are there. A zero field means its default.
type Health struct {
	// Threshold is the score below which a node is avoided, 1 to 100; one that fails nothing has 100. By
	// default 50.
	Threshold int
	// Weight is how much of the score one outcome replaces, in percent, 1 to 100; 10 by default.
	Weight int
	// Quarantine is about how long a node is avoided at first; it doubles with each relapse up to QuarantineMax.
	// By default 1 s and 30 s.
	Quarantine, QuarantineMax time.Duration
}

// RetryBudget bounds the repeated attempts of a whole client, so that a sick cluster gets no storm. Attempts after
// ErrNodeFailing and ErrNoNode are free, because no node saw the one that failed. A zero field means its default.
type RetryBudget struct {
	// Share is how many retries the calls earn, in percent of their number; 20 by default.
	Share int
	// Reserve is how many retries are there at first, and at most; 1,000 by default.
	Reserve int
	// PerSecond is how many come back each second by themselves; 20 by default.
	PerSecond int
}

// Hedge says whether a read that takes long is sent to another copy too; the first answer counts. The zero Hedge does
// not.
type Hedge struct {
	// Percentile is after which percentile of the times that reads take the second one is sent, 0 to 100: 95 sends about 5 %
	// more reads. 0 sends none. It needs some hundred reads to be known.
	Percentile float64
	// DelayMin is the shortest time before the second read; 0 has no such bound.
	DelayMin time.Duration
}

// resilience returns the defaults of what keeps the client calm.
func resilience(o *Options) {
	o.Replica = ReplicaSequence
	o.Breaker = Breaker{
		MinFailures: 20, FailureShare: 50, Window: time.Second,
		OpenFor: 200 * time.Millisecond, OpenForMax: 5 * time.Second, Trials: 2,
	}
	o.Health = Health{Threshold: 50, Weight: 10, Quarantine: time.Second, QuarantineMax: 30 * time.Second}
	o.Failover = Failover{After: 5 * time.Second, ReturnAfter: 30 * time.Second}
	o.RetryBudget = RetryBudget{Share: 20, Reserve: 1000, PerSecond: 20}
}

// fillResilience sets zero values to their defaults.
func fillResilience(o *Options, d *Options) {
	fill(&o.Replica, d.Replica)
	fill(&o.Breaker.MinFailures, d.Breaker.MinFailures)
	fill(&o.Breaker.FailureShare, d.Breaker.FailureShare)
	fill(&o.Breaker.Window, d.Breaker.Window)
	fill(&o.Breaker.OpenFor, d.Breaker.OpenFor)
	fill(&o.Breaker.OpenForMax, d.Breaker.OpenForMax)
	fill(&o.Breaker.Trials, d.Breaker.Trials)
	fill(&o.Health.Threshold, d.Health.Threshold)
	fill(&o.Health.Weight, d.Health.Weight)
	fill(&o.Health.Quarantine, d.Health.Quarantine)
	fill(&o.Health.QuarantineMax, d.Health.QuarantineMax)
	fill(&o.Failover.After, d.Failover.After)
	fill(&o.Failover.ReturnAfter, d.Failover.ReturnAfter)
	fill(&o.RetryBudget.Share, d.RetryBudget.Share)
	fill(&o.RetryBudget.Reserve, d.RetryBudget.Reserve)
	fill(&o.RetryBudget.PerSecond, d.RetryBudget.PerSecond)
}
