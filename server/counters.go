package server

import "sync/atomic"

// counters count what happened since the server was made.
type counters struct {
	opened, closed, refused, reaped    atomic.Uint64
	reads, writes, batches, scans      atomic.Uint64
	batchEntries, scanRecords          atomic.Uint64
	infos, admins, malformed, overload atomic.Uint64
	panics, storeFailures              atomic.Uint64
	received, sent                     atomic.Uint64
	// codes counts the replies by result code.
	codes [256]atomic.Uint64
}

// Snapshot is a copy of the server's counters.
type Snapshot struct {
	// ConnectionsOpen is the number of open connections.
	ConnectionsOpen uint64
	// ConnectionsOpened and ConnectionsClosed count since the start; ConnectionsRefused those over the limit, and
	// ConnectionsReaped those that were closed because they were idle.
	ConnectionsOpened, ConnectionsClosed, ConnectionsRefused, ConnectionsReaped uint64
	// Reads, Writes, Batches, Scans, Infos and Admins count requests.
	Reads, Writes, Batches, Scans, Infos, Admins uint64
	// BatchEntries counts the commands inside batches, ScanRecords the records that scans sent.
	BatchEntries, ScanRecords uint64
	// Malformed counts requests that were answered with a protocol error, Overload those for which there was no room.
	Malformed, Overload uint64
	// Panics counts defects met, StoreFailures errors of the store that have no result code.
	Panics, StoreFailures uint64
	// BytesReceived and BytesSent count the bytes of all connections.
	BytesReceived, BytesSent uint64
	// BytesInFlight is what the buffers of all connections hold beyond their initial sizes.
	BytesInFlight int64
	// Results counts the answered commands by result code.
	Results [256]uint64
}

// Snapshot returns the counters as they are now. Counters that change meanwhile may be a little apart.
func (s *Server) Snapshot() Snapshot {
	c := &s.counters
	snap := Snapshot{
		ConnectionsClosed: c.closed.Load(), ConnectionsRefused: c.refused.Load(), ConnectionsReaped: c.reaped.Load(),
		Reads: c.reads.Load(), Writes: c.writes.Load(), Batches: c.batches.Load(), Scans: c.scans.Load(),
		Infos: c.infos.Load(), Admins: c.admins.Load(),
		BatchEntries: c.batchEntries.Load(), ScanRecords: c.scanRecords.Load(),
		Malformed: c.malformed.Load(), Overload: c.overload.Load(),
		Panics: c.panics.Load(), StoreFailures: c.storeFailures.Load(),
		BytesReceived: c.received.Load(), BytesSent: c.sent.Load(),
		BytesInFlight: s.budget.used.Load(),
	}
	// Closed was read first, so that open can never come out negative.
	snap.ConnectionsOpened = c.opened.Load()
	snap.ConnectionsOpen = snap.ConnectionsOpened - snap.ConnectionsClosed
	for code := range c.codes {
		snap.Results[code] = c.codes[code].Load()
	}
	return snap
}

// tally gathers a session's counts of one burst, so that the shared counters are touched once a burst.
type tally struct {
	reads, writes, ok, received, sent uint64
}

// addTo adds the counts to the shared counters and zeroes them.
func (t *tally) addTo(c *counters) {
	addNonZero(&c.reads, t.reads)
	addNonZero(&c.writes, t.writes)
	addNonZero(&c.codes[0], t.ok)
	addNonZero(&c.received, t.received)
	addNonZero(&c.sent, t.sent)
	*t = tally{}
}

// addNonZero adds count to the counter unless it is 0.
func addNonZero(counter *atomic.Uint64, count uint64) {
	if count != 0 {
		counter.Add(count)
	}
}
