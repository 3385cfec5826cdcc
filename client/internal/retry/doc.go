// Package retry decides whether and when a failed attempt is made again. It is pure: it knows neither clock nor
// network, and takes its randomness as an argument.
//
// Read retry.go first.
package retry
