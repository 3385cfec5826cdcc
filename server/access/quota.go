package access

import (
	"sync"
	"sync/atomic"
	"time"

	"github.com/aerolith/aerolith/aero"
)

// meter counts what a user does, on all connections together.
type meter struct {
	connections atomic.Int64
	read, write window
}

// window counts events by the second.
type window struct {
	mu sync.Mutex // guards the rest
	// second is the one that is counted now, count how many there were in it, last how many in the one before.
	second      int64
	count, last uint32
}

// turn moves on to the second of a time. mu is held.
func (w *window) turn(now time.Time) {
	second := now.Unix()
	switch {
	case second == w.second:
	case second == w.second+1:
		w.last, w.count, w.second = w.count, 0, second
	default:
		w.last, w.count, w.second = 0, 0, second
	}
}

// spend counts events and reports whether they are within the quota of a second; 0 is no quota.
func (w *window) spend(now time.Time, count, quota uint32) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.turn(now)
	if quota != 0 && w.count >= quota {
		return false
	}
	w.count += count
	return true
}

// rate returns how many events there were in the last second that has ended.
func (w *window) rate(now time.Time) uint32 {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.turn(now)
	return w.last
}

// Spend counts commands and returns CodeOK, or CodeQuotaExceeded if the user has used its quota of this second up.
func (i *Identity) Spend(now time.Time, reads, writes uint32) aero.ResultCode {
	if reads > 0 && !i.meter.read.spend(now, reads, i.readQuota) {
		return aero.CodeQuotaExceeded
	}
	if writes > 0 && !i.meter.write.spend(now, writes, i.writeQuota) {
		return aero.CodeQuotaExceeded
	}
	return aero.CodeOK
}
