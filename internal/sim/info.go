package sim

import (
	"encoding/base64"
	"fmt"
	"strings"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/wire"
)

// ClusterName is the name that the nodes give their cluster.
const ClusterName = "simulated"

// What the nodes say about their version.
const (
	build   = "8.1.2.0"
	edition = "Aerolith simulation"
)

// info returns the answer to info commands.
func (n *Node) info(names []string) []byte {
	n.cluster.mu.Lock()
	defer n.cluster.mu.Unlock()
	if len(names) == 0 {
		names = []string{"node", "build", "edition"}
	}
	out, start := wire.BeginFrame(nil)
	for _, name := range names {
		out = wire.AppendInfo(out, name, n.answer(name))
	}
	return wire.EndFrame(out, start, wire.TypeInfo)
}

// answer returns the answer to one info command.
func (n *Node) answer(name string) string {
	generation := fmt.Sprint(n.cluster.generation)
	switch name {
	case "node":
		return n.name
	case "build":
		return build
	case "edition":
		if n.conducts().Compresses {
			return "Aerospike Enterprise Edition"
		}
		return edition
	case "features":
		return "batch-any;pscans;peers;replicas"
	case "cluster-name":
		return ClusterName
	case "status":
		return "ok"
	case "namespaces":
		return strings.Join(n.cluster.namespaces, ";")
	case "peers-generation", "partition-generation":
		return generation
	case "peers-clear-std", "peers-tls-std", "peers-clear-alt", "peers-tls-alt":
		if n.conducts().Nonsense {
			return "no,list,[of peers"
		}
		return generation + ",3000,[" + strings.Join(n.peers(name), ",") + "]"
	case "rack-ids":
		return n.racks()
	case "replicas":
		if n.conducts().Nonsense {
			return "test:x,y,z"
		}
		return n.replicas()
	default:
		if text, known := n.catalogue(name); known {
			return text
		}
		return "ERROR:4:unrecognized command"
	}
}

// peers returns what the node says about the others that are alive.
func (n *Node) peers(command string) []string {
	var all []string
	for _, other := range n.cluster.nodes {
		if other != n && other.alive {
			all = append(all, "["+other.name+",,["+other.advertised(command)+"]]")
		}
	}
	return append(all, n.conducts().Peers...)
}

// replicas returns what the node says about its partitions.
func (n *Node) replicas() string {
	var bitmaps [copies][aero.PartitionCount / 8]byte
	for id := range aero.PartitionID(aero.PartitionCount) {
		for i, owner := range n.cluster.owners(id) {
			if owner == n || i == 0 && n.conducts().Claims {
				bitmaps[i][id/8] |= 0x80 >> (id % 8)
			}
		}
	}
	var parts []string
	for _, namespace := range n.cluster.namespaces {
		text := fmt.Sprintf("%s:%d,%d", namespace, n.conducts().Regime, copies)
		for i := range bitmaps {
			text += "," + base64.StdEncoding.EncodeToString(bitmaps[i][:])
		}
		parts = append(parts, text)
	}
	return strings.Join(parts, ";")
}
