// Package node builds, starts and stops an `aerolith serve` for benchmarks.
package node
