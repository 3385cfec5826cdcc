// Command official runs the official Go client's own test suite, unchanged, against `aerolith serve` and judges the
// outcome.
//
// It takes the suite from the client's module, builds it in a temporary folder, starts a node with an empty data folder on a
// free port of the loopback device, runs every spec, and prints how many passed, failed and were skipped, with the name
// and the place of each that failed. It ends with 1 if fewer passed or more failed than the flags allow. The suite itself
// skips what its server cannot do, so the number of skipped specs says which features it did not find.
//
//	go run ./official                                    all specs, node with defaults
//	go run ./official -focus 'Geo'                       specs whose name matches
//	go run ./official -serve '--durability none' -seed 7 -shuffle
//
// Start reading at main.go.
package main
