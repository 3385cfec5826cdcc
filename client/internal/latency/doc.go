// Package latency follows how long commands take: a moving average for choosing between nodes, and a histogram that
// forgets for percentiles. It is pure, and safe for concurrent use without locks.
//
// Read average.go and histogram.go.
package latency
