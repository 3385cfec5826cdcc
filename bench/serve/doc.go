// Command serve measures `aerolith serve` under the official Go client: puts and gets of small records at several
// numbers of goroutines, with the processor time that each operation costs the server. It builds and starts the
// server itself, on a free port, with a temporary data folder.
//
//	go run ./serve -records 100000 -seconds 5
//
// Read main.go first.
package main
