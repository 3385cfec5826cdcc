// Package aerolithtest gives tests a server or a cluster without anything to install: NewServer starts the real server
// inside of the test's process, on a free port, and NewCluster a simulated cluster of several nodes that can be killed,
// restarted and made to misbehave.
//
// Both end with the test. Any Aerospike client can connect to the server. The cluster carries out every command that the
// client of this module makes; its nodes have no users and roles.
//
// Read server.go and cluster.go.
package aerolithtest
