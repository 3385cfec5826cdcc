package server

import (
	"math/bits"
	"strings"
	"sync/atomic"
	"time"

	"github.com/aerolith/aerolith/aero"
)

// latencyKind says which commands a histogram is about.
type latencyKind uint8

// The histograms of a namespace, with the names of a real node.
const (
	latencyRead latencyKind = iota
	latencyWrite
	latencyFunction
	latencyQuery
	latencyKinds
)

// latencyNames are the names of the histograms.
var latencyNames = [latencyKinds]string{"read", "write", "udf", "pi-query"}

// latencyUnit is the width of a histogram's first bucket: 1/1024 ms, so that powers of two of milliseconds are bounds.
const latencyUnit = time.Millisecond / 1024

// The buckets: the first is below one unit, each other twice as wide as all before it. The tenth bound is a
// millisecond; the shares of 17 bounds from there on are shown, as a real node does.
const (
	latencyBuckets    = 32
	latencyMilli      = 10
	latencyBoundsSeen = 17
)

// histogram counts latencies by powers of two.
type histogram [latencyBuckets]atomic.Uint64

// add counts commands that took so long.
func (h *histogram) add(took time.Duration, count uint64) {
	bucket := bits.Len64(uint64(max(took, 0) / latencyUnit))
	h[min(bucket, latencyBuckets-1)].Add(count)
}

// counts are the numbers of a histogram at one time.
type counts [latencyBuckets]uint64

// snapshot returns the numbers as they are now.
func (h *histogram) snapshot() (c counts) {
	for i := range h {
		c[i] = h[i].Load()
	}
	return c
}

// since returns what has come since an earlier snapshot.
func (c counts) since(before counts) counts {
	for i := range c {
		c[i] -= before[i]
	}
	return c
}

// total returns how many commands there are.
func (c counts) total() (n uint64) {
	for _, count := range c {
		n += count
	}
	return n
}

// above returns the share of commands that took longer than 2^power milliseconds, in percent.
func (c counts) above(power int) float64 {
	total, slow := c.total(), uint64(0)
	if total == 0 {
		return 0
	}
	for i := latencyMilli + power + 1; i < latencyBuckets; i++ {
		slow += c[i]
	}
	return 100 * float64(slow) / float64(total)
}

// latencies are the histograms of a server. Those of namespaces are found by the namespace's place in Store.Namespaces.
type latencies struct {
	names      []string
	namespaces [][latencyKinds]histogram
	batches    histogram
	// window is what was counted when the present window began.
	window latencyWindow
}

// begin readies the histograms.
func (l *latencies) begin(namespaces []string, now time.Time) {
	l.names = namespaces
	l.namespaces = make([][latencyKinds]histogram, len(namespaces))
	l.window.began = now
}

// find returns the histograms of a namespace, nil if there is none. Names that were seen before are the same memory, so
// that the comparison ends at once.
func (l *latencies) find(namespace string) *[latencyKinds]histogram {
	for i := range l.names {
		if l.names[i] == namespace {
			return &l.namespaces[i]
		}
	}
	return nil
}

// timing gathers what a session executed in one burst, so that the clock is read once a burst and the shared counters
// are touched once a burst and kind.
type timing struct {
	// began is when the burst had been read, ended when it was last measured; zero if nothing was.
	began     time.Time
	ended     time.Time
	namespace string
	counts    [latencyKinds]uint64
	batches   uint64
	any       bool
}

// note counts a command of the burst. A burst on several namespaces is counted in parts.
func (c *session) note(kind latencyKind, namespace string) {
	t := &c.timing
	if t.any && t.namespace != namespace {
		c.measure()
	}
	t.namespace, t.any = namespace, true
	t.counts[kind]++
}

// kindOf returns the histogram of a command on one record.
func kindOf(cmd *aero.RecordCommand) latencyKind {
	switch {
	case cmd.Function != nil:
		return latencyFunction
	case cmd.Flags&(aero.FlagWrite|aero.FlagDelete) != 0:
		return latencyWrite
	}
	return latencyRead
}

// measure adds the commands noted since the last time to the histograms: they took from the reading of the burst until
// now, as their client sees it, without the network.
func (c *session) measure() {
	t := &c.timing
	if !t.any && t.batches == 0 {
		return
	}
	ended := c.server.options.Now()
	took := ended.Sub(t.began)
	if found := c.server.latencies.find(t.namespace); found != nil {
		for kind, count := range t.counts {
			if count > 0 {
				found[kind].add(took, count)
			}
		}
	}
	if t.batches > 0 {
		c.server.latencies.batches.add(took, t.batches)
	}
	c.timing = timing{began: t.began, ended: ended}
}

// histogramName returns the name of a histogram of a namespace.
func histogramName(namespace string, kind latencyKind) string {
	return strings.Join([]string{"{", namespace, "}-", latencyNames[kind]}, "")
}
