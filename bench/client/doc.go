// Command client compares our client with the official one, in one run, against the same server process: puts and gets of
// small records at several numbers of goroutines, and batches and scans. Slices of both alternate, so that whatever else
// the machine does hits both; a row shows the medians of the slices.
//
//	go run ./client -rounds 7 -slice 400ms
//	go run ./client -against serial
//
// With "-against serve" the server is `aerolith serve`; with "-against serial" it is a stand-in that executes each
// connection's commands one after the other, with two reads and one write for each, as Aerospike does.
//
// Read main.go first.
package main
