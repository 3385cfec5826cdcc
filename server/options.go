package server

import (
	"fmt"
	"strings"
	"time"

	"github.com/aerolith/aerolith/server/access"
)

// Options are the server's tunables. A zero field takes the value of DefaultOptions.
type Options struct {
	// NodeID names the node to clients. It must stay the same for the life of a data folder, and must not be 0.
	NodeID uint64
	// ClusterName is what clients that were given a cluster name compare theirs with; empty is announced as "null".
	ClusterName string
	// Edition is the edition that clients are told.
	Edition string
	// StrongConsistency announces namespaces as strongly consistent, which one node trivially is. Clients use
	// transactions only then.
	StrongConsistency bool
	// Compression accepts compressed requests, and compresses the answers of batches, queries and scans
	// where the request asks for it and they become smaller.
	Compression bool
	// Build is the protocol's server version that clients are told, as in "8.1.2.0"; they choose features by it.
	Build string
	// Release is the version of this program, for people.
	Release string
	// Advertise lists host:port addresses for clients; empty derives them from the listeners.
	Advertise []string
	// AdvertiseTLS is Advertise for encrypted connections.
	AdvertiseTLS []string
	// Durability is shown in get-config and namespace information; free text of the caller.
	Durability string

	// Access holds users and roles; nil lets everybody who reaches the server do everything.
	Access *access.Table

	// MaxConnections bounds the open connections; one more is closed at once, as a real node does.
	MaxConnections int
	// IdleTimeout closes a connection that sends nothing for so long. The last eighth may be cut off.
	IdleTimeout time.Duration
	// FrameTimeout is how long a request may take to arrive once its first byte was seen; then the connection closes.
	FrameTimeout time.Duration
	// WriteTimeout closes a connection that takes no reply for so long. The last half may be cut off.
	WriteTimeout time.Duration
	// MaxFrameSize bounds one request in bytes, without its 8 byte header; a longer one closes the connection.
	MaxFrameSize int
	// MaxInFlightBytes bounds the buffers of all connections beyond their first InitialBufferSize bytes. A request
	// that does not fit any more is read past and answered with code 18 (overload).
	MaxInFlightBytes int64
	// InitialBufferSize is what a connection's inbox starts with and returns to when idle, in bytes.
	InitialBufferSize int
	// MaxBurstRequests bounds the requests whose replies are gathered into one write.
	MaxBurstRequests int
	// MaxBurstReplyBytes bounds the replies that are gathered before they are written, in bytes; one reply may be
	// longer. Batches and scans are streamed in pieces of this size.
	MaxBurstReplyBytes int
	// MaxBatchEntries bounds the commands of one batch; a longer one is answered with code 151.
	MaxBatchEntries int
	// MaxScans bounds the scans that run at once; one more is answered with code 22 (forbidden), as a real node does.
	MaxScans int
	// MaxInfoCommands bounds the commands in one info request; the rest is answered with an error.
	MaxInfoCommands int

	// Events receives what an operator may want to know; nil discards it.
	Events Events
	// Log are the levels of the log to which Events are written; nil says WARNING and takes no other level.
	Log LogLevels
	// Now is the clock; nil takes time.Now.
	Now func() time.Time
}

// withDefaults returns the options with every zero field filled in.
func (o Options) withDefaults() Options {
	d := DefaultOptions()
	fill(&o.NodeID, d.NodeID)
	fill(&o.Edition, d.Edition)
	fill(&o.Build, d.Build)
	fill(&o.Release, d.Release)
	fill(&o.Durability, d.Durability)
	fill(&o.MaxConnections, d.MaxConnections)
	fill(&o.IdleTimeout, d.IdleTimeout)
	fill(&o.FrameTimeout, d.FrameTimeout)
	fill(&o.WriteTimeout, d.WriteTimeout)
	fill(&o.MaxFrameSize, d.MaxFrameSize)
	fill(&o.MaxInFlightBytes, d.MaxInFlightBytes)
	fill(&o.InitialBufferSize, d.InitialBufferSize)
	fill(&o.MaxBurstRequests, d.MaxBurstRequests)
	fill(&o.MaxBurstReplyBytes, d.MaxBurstReplyBytes)
	fill(&o.MaxBatchEntries, d.MaxBatchEntries)
	fill(&o.MaxScans, d.MaxScans)
	fill(&o.MaxInfoCommands, d.MaxInfoCommands)
	if o.Events == nil {
		o.Events = d.Events
	}
	if o.Now == nil {
		o.Now = d.Now
	}
	if o.Log == nil {
		o.Log = fixedLevels{}
	}
	return o
}

// fill sets *field to value where it is zero.
func fill[T comparable](field *T, value T) {
	var zero T
	if *field == zero {
		*field = value
	}
}

// validate checks every field's range and the relations between them. It returns an *OptionError.
func (o *Options) validate() error {
	for _, c := range []struct {
		option     string
		value      int64
		least, max int64
	}{
		{"MaxConnections", int64(o.MaxConnections), 1, connectionsCeiling},
		{"IdleTimeout", int64(o.IdleTimeout), int64(timeoutFloor), int64(timeoutCeiling)},
		{"FrameTimeout", int64(o.FrameTimeout), int64(timeoutFloor), int64(timeoutCeiling)},
		{"WriteTimeout", int64(o.WriteTimeout), int64(timeoutFloor), int64(timeoutCeiling)},
		{"InitialBufferSize", int64(o.InitialBufferSize), blockSizeMin, blockSizeMax},
		{"MaxFrameSize", int64(o.MaxFrameSize), int64(o.InitialBufferSize), frameSizeCeiling},
		{"MaxInFlightBytes", o.MaxInFlightBytes, 2 * int64(o.MaxFrameSize), inFlightCeiling},
		{"MaxBurstRequests", int64(o.MaxBurstRequests), 1, burstCeiling},
		{"MaxBurstReplyBytes", int64(o.MaxBurstReplyBytes), blockSizeMin, frameSizeCeiling},
		{"MaxBatchEntries", int64(o.MaxBatchEntries), 1, batchCeiling},
		{"MaxScans", int64(o.MaxScans), 1, scansCeiling},
		{"MaxInfoCommands", int64(o.MaxInfoCommands), 1, infoCommandsCeiling},
	} {
		if c.value < c.least || c.value > c.max {
			return &OptionError{c.option, fmt.Sprintf("%d is outside of %d to %d", c.value, c.least, c.max)}
		}
	}
	for _, t := range []struct{ option, value string }{
		{"ClusterName", o.ClusterName},
		{"Edition", o.Edition},
		{"Build", o.Build},
		{"Release", o.Release},
		{"Durability", o.Durability},
		{"Advertise", strings.Join(o.Advertise, ",")},
		{"Advertise", strings.Join(o.AdvertiseTLS, ",")},
	} {
		if strings.ContainsAny(t.value, "\n\t;:=") && t.option != "Advertise" || strings.ContainsAny(t.value, "\n\t;") {
			return &OptionError{t.option, "contains a character that separates fields of info answers"}
		}
	}
	return nil
}
