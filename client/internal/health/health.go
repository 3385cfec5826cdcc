package health

import (
	"sync"
	"sync/atomic"
	"time"
)

// Options say what a healthy node is. Every field must be set.
type Options struct {
	// Threshold is the score, in percent, below which a node goes into quarantine. 100 is a node that fails nothing.
	Threshold int
	// Weight is how much of the score one outcome replaces, in percent.
	Weight int
	// Quarantine is about how long the first quarantine lasts; it doubles with each relapse up to QuarantineMax. The
	// actual time is drawn between one half and the whole of it.
	Quarantine, QuarantineMax time.Duration
}

// Health is the health of one node. It is safe for concurrent use.
type Health struct {
	options Options
	// until is the end of the quarantine in Unix nanoseconds, 0 for none; perfect says that the score is 100.
	until   atomic.Int64
	perfect atomic.Bool

	// mu guards everything below.
	mu sync.Mutex
	// badness is 100 minus the score; relapses counts quarantines since the node was last well.
	badness  float64
	relapses int
}

// New returns perfect health.
func New(options Options) *Health {
	h := &Health{options: options}
	h.perfect.Store(true)
	return h
}

// Well reports whether the node has failed nothing lately.
func (h *Health) Well() bool { return h.perfect.Load() }

// Quarantined reports whether reads should go elsewhere.
func (h *Health) Quarantined(now time.Time) bool {
	until := h.until.Load()
	return until != 0 && now.UnixNano() < until
}

// Score returns the score in percent.
func (h *Health) Score() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return 100 - int(h.badness)
}

// Succeed notes that the node answered.
func (h *Health) Succeed() {
	if h.perfect.Load() {
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	const well = 1
	h.badness -= h.badness * float64(h.options.Weight) / 100
	if h.badness < well {
		h.badness, h.relapses = 0, 0
		h.until.Store(0)
		h.perfect.Store(true)
	}
}

// Fail notes that the node failed a command. draw is a random number.
func (h *Health) Fail(now time.Time, draw uint64) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.perfect.Store(false)
	h.badness += (100 - h.badness) * float64(h.options.Weight) / 100
	if h.badness <= float64(100-h.options.Threshold) || h.Quarantined(now) {
		return
	}
	length := h.options.Quarantine
	for range min(h.relapses, 30) {
		length = min(2*length, h.options.QuarantineMax)
	}
	h.relapses++
	half := uint64(length / 2)
	h.until.Store(now.UnixNano() + int64(half+draw%(half+1)))
}
