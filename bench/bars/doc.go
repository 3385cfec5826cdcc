// Command bars measures what the server promises about speed, each figure beside its bar: processor time of a get at 64
// connections, pipelined against unpipelined gets on one connection, durable writes at 64 connections against
// those that are not durable, the time from start to ready, and the memory of an idle server.
//
//	go run ./bars -seconds 5
//	go run ./bars -only get -profile cpu.pprof     # what the server's processor time went into
//
// Gets and puts come from the official client, from ours, and from raw connections that send the same requests over and
// over: those cost nearly nothing themselves, so that the server has the machine. Read main.go first.
package main
