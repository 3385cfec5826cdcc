// Package aerolithtest gives tests a server or a cluster without anything to install: NewServer starts the real server
// inside of the test's process, on a free port, and NewCluster a simulated cluster of several nodes that can be killed,
// restarted and made to misbehave.
//
// Both end with the test. Any Aerospike client can connect to the server. The cluster carries out every command that the
// client of this module makes; its nodes have no users and roles.
//
// A client with the default options gives up after a second, which a busy machine may need for a dial alone. Where a test does not
// mean to see time-outs, it does well to set Timing.Total, DialTimeout and TendTimeout of client.Options to a minute.
//
// Read server.go and cluster.go.
package aerolithtest
