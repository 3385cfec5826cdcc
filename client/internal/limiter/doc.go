// Package limiter spaces commands so that a node gets no more than a rate of them, with short bursts. It is pure: the
// time comes in with each call.
//
// Read limiter.go.
package limiter
