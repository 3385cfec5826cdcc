// Package health scores a node by the outcomes of its commands, and puts one that mostly fails into quarantine: reads go
// elsewhere for a while that grows with each relapse. When it is over, commands come back and are the probe.
//
// It is pure: the time and the randomness come in with each call.
//
// Read health.go.
package health
