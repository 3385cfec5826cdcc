// Command visits counts the visits of people, first in a file and later in a cluster: only the DSN changes.
//
//	go run ./examples/visits file:./visits-data ann bob ann
//	go run ./examples/visits 'aerospike://127.0.0.1:3000/test' ann
//
// In the map: a program as users write them, on package aerolith alone. What always holds: main_test.go runs it on each backend, so
// that it works as it stands.
//
// Start reading at main.go.
package main
