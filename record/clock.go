package record

import "time"

// protocolEpoch is 2010-01-01T00:00:00Z in milliseconds of Unix time: void times and last-update times count from it.
const protocolEpoch = 1262304000000

// protocolMillis returns the time in milliseconds since the protocol's epoch; times before it are 0.
func protocolMillis(t time.Time) uint64 { return uint64(max(0, t.UnixMilli()-protocolEpoch)) }

// fromProtocolMillis is the inverse of protocolMillis.
func fromProtocolMillis(ms uint64) time.Time { return time.UnixMilli(int64(ms) + protocolEpoch) }
