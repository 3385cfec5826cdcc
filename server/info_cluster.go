package server

import (
	"bytes"
	"encoding/base64"
	"strconv"
	"strings"

	"github.com/aerolith/aerolith/aero"
)

// The constants of a cluster of one node that owns every partition from the start.
const (
	peersGeneration     = 0
	partitionGeneration = 1
	rebalanceGeneration = 1
	// clusterKey identifies the one and only state of the cluster.
	clusterKey = "AE0117000001"
	// defaultPort is the port of peers whose addresses name none.
	defaultPort = "3000"
)

// clusterCommands returns the commands by which clients find the nodes and who owns which partition.
func clusterCommands() []infoCommand {
	text := func(value string) func(*infoQuery) { return func(q *infoQuery) { q.text(value) } }
	number := func(value uint64) func(*infoQuery) { return func(q *infoQuery) { q.number(value) } }
	noPeers := text(strconv.Itoa(peersGeneration) + "," + defaultPort + ",[]")
	return []infoCommand{
		{name: "services", summary: true, answer: text("")},
		{name: "services-alumni", summary: true, answer: text("")},
		{name: "services-alternate", kind: kindClient, answer: text("")},
		{name: "partition-generation", summary: true, answer: number(partitionGeneration)},
		{name: "peers-generation", answer: number(peersGeneration)},
		{name: "rebalance-generation", kind: kindClient, answer: number(rebalanceGeneration)},
		{name: "peers-clear-std", answer: noPeers},
		{name: "peers-clear-alt", answer: noPeers},
		{name: "alumni-clear-std", kind: kindClient, answer: noPeers},
		{name: "alumni-clear-alt", kind: kindClient, answer: noPeers},
		{name: "service", answer: func(q *infoQuery) { q.services(";") }},
		{name: "service-clear-std", kind: kindClient, answer: func(q *infoQuery) { q.services(",") }},
		{name: "service-clear-alt", kind: kindClient, answer: text("")},
		{name: "peers-tls-std", answer: onlySecure(noPeers)},
		{name: "peers-tls-alt", answer: onlySecure(noPeers)},
		{name: "alumni-tls-std", kind: kindClient, answer: onlySecure(noPeers)},
		{name: "alumni-tls-alt", kind: kindClient, answer: onlySecure(noPeers)},
		{name: "service-tls-std", kind: kindClient, answer: onlySecure(func(q *infoQuery) {
			q.text(strings.Join(*q.server.secureAddresses.Load(), ","))
		})},
		{name: "service-tls-alt", kind: kindClient, answer: onlySecure(text(""))},
		{name: "admin-clear-std", kind: kindClient, answer: text("")},
		{name: "cluster-name", answer: answerClusterName},
		{name: "cluster-stable", answer: answerClusterStable},
		{name: "get-sl", answer: func(q *infoQuery) { q.text(q.server.nodeName()) }},
		{name: "partitions", kind: kindClient, answer: number(aero.PartitionCount)},
		{name: "replicas", kind: kindClient, answer: answerReplicas},
		{name: "replicas-all", kind: kindClient, answer: func(q *infoQuery) { q.replicas(":1,") }},
		{name: "replicas-master", kind: kindClient, answer: func(q *infoQuery) { q.replicas(":") }},
		{name: "partition-info", kind: kindClient, answer: answerPartitionInfo},
	}
}

// onlySecure answers as a node without the Enterprise features does, unless connections can be encrypted.
func onlySecure(answer func(*infoQuery)) func(*infoQuery) {
	return func(q *infoQuery) {
		if addresses := q.server.secureAddresses.Load(); addresses == nil || len(*addresses) == 0 {
			q.fail(aero.CodeEnterpriseOnly, "enterprise only")
			return
		}
		answer(q)
	}
}

// services appends the addresses at which clients reach this node.
func (q *infoQuery) services(separator string) {
	if addresses := q.server.addresses.Load(); addresses != nil {
		q.text(strings.Join(*addresses, separator))
	}
}

// answerClusterName answers with the cluster's name.
func answerClusterName(q *infoQuery) {
	if q.server.options.ClusterName == "" {
		q.text("null")
		return
	}
	q.text(q.server.options.ClusterName)
}

// answerClusterStable answers with the cluster's key unless another size or a missing namespace is asked for.
func answerClusterStable(q *infoQuery) {
	if size, found := q.parameter("size"); found {
		count, err := strconv.ParseUint(size, 10, 32)
		if err != nil {
			q.fail(aero.CodeParameter, "bad size")
			return
		}
		if count != 1 {
			q.fail(aero.CodeClusterKeyMismatch, "cluster not specified size")
			return
		}
	}
	if ignore, found := q.parameter("ignore-migrations"); found && ignore != "true" && ignore != "false" {
		q.fail(aero.CodeParameter, "bad ignore migrations")
		return
	}
	if _, found := q.parameter("namespace"); found {
		if _, ok := q.namespace(); !ok {
			return
		}
	}
	q.text(clusterKey)
}

// answerReplicas answers with the owners of all partitions, and the regime, which is 0 without strong consistency.
// Clients take another number for the sign of strong consistency.
func answerReplicas(q *infoQuery) {
	if most, found := q.parameter("max"); found {
		if _, err := strconv.ParseUint(most, 10, 32); err != nil {
			q.fail(aero.CodeParameter, "bad max")
			return
		}
	}
	if q.server.options.StrongConsistency {
		q.replicas(":1,1,")
		return
	}
	q.replicas(":0,1,")
}

// replicas appends for every namespace its name, the given text, and the map that says that this node is master of
// all partitions: one bit for each, in base 64.
func (q *infoQuery) replicas(between string) {
	const bitsPerByte = 8
	owned := base64.StdEncoding.EncodeToString(bytes.Repeat([]byte{0xFF}, aero.PartitionCount/bitsPerByte))
	for i, name := range q.server.store.Namespaces() {
		if i > 0 {
			q.text(";")
		}
		q.text(name + between + owned)
	}
}

// answerPartitionInfo answers with a table of all partitions: all settled, with this node as their only replica.
func answerPartitionInfo(q *infoQuery) {
	q.text("namespace:partition:state:n_replicas:replica:succession:n_dupl:working_master:proxy_dst:emigrates:" +
		"lead_emigrates:immigrates:records:tombstones:regime:tree_id:version:final_version")
	settled := ":S:1:0:0:0:" + q.server.nodeName() + ":0:0:0:0:"
	version := ":0:0:0:" + clusterKey + ".0.p:" + clusterKey + ".0.p"
	for _, name := range q.server.store.Namespaces() {
		objects, err := q.server.store.PartitionObjects(name)
		if err != nil {
			objects = nil // the rest of the table stands
		}
		for id := range aero.PartitionCount {
			q.text(";" + name + ":")
			q.number(uint64(id))
			q.text(settled)
			count := uint64(0)
			if id < len(objects) {
				count = objects[id]
			}
			q.number(count)
			q.text(version)
		}
	}
}
