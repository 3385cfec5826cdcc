package server

import "time"

// The outer limits of the options.
const (
	connectionsCeiling  = 1 << 20          // file descriptors of one process
	timeoutFloor        = time.Millisecond // below it, scheduling decides
	timeoutCeiling      = 366 * 24 * time.Hour
	frameSizeCeiling    = 128 << 20 // the protocol's own limit
	inFlightCeiling     = 1 << 40
	burstCeiling        = 4096 // a burst searches its writes one by one
	batchCeiling        = 1 << 20
	scansCeiling        = 1024 // the most that a real node's query-threads-limit allows
	infoCommandsCeiling = 4096
)

// DefaultOptions returns the defaults that a server in production should start with. Each number's reason stands beside it:
// go doc -src shows them.
func DefaultOptions() Options {
	return Options{
		// Any number will do for a store without a folder; who has one passes a number kept there.
		NodeID: 0xAE0011711,
		// Honest by default: clients look for "Enterprise" before they use its features.
		Edition: "Aerolith",
		// Clients choose features by the version of the server whose protocol is spoken.
		Build:      "8.1.2.0",
		Release:    "0.1.0",
		Durability: "unknown",

		// The same as a real node's proto-fd-max.
		MaxConnections: 15000,
		// A real node never closes idle connections by default. An hour is beyond every client's pool timeout and
		// still returns what forgotten clients hold.
		IdleTimeout: time.Hour,
		// A 128 MiB request needs 4.5 MB/s to arrive in time.
		FrameTimeout: 30 * time.Second,
		// Long enough for a paused client, short enough that stopped readers cannot collect.
		WriteTimeout: 30 * time.Second,
		// The protocol's limit.
		MaxFrameSize: 128 << 20,
		// Room for a few of the largest requests, or for 4 KiB more on each of the connections many times over.
		MaxInFlightBytes: 512 << 20,
		// A pipelined burst of small requests; 15,000 idle connections hold 60 MiB.
		InitialBufferSize: 4 << 10,
		// Enough to fill a group commit; few enough that one client cannot hold up a shutdown.
		MaxBurstRequests: 128,
		// A few packets of the loopback device, and cheap to hold for each running scan.
		MaxBurstReplyBytes: 64 << 10,
		// A real node has no default limit; this one is far above what clients send and bounds the memory.
		MaxBatchEntries: 100_000,
		// The same as a real node's query-threads-limit.
		MaxScans: 128,
		// More than any tool sends at once.
		MaxInfoCommands: 256,

		Events: discardEvents{},
		Now:    time.Now,
	}
}
