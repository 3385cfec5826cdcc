package client

import (
	"context"
	"fmt"
	"net"
	"strings"

	"github.com/aerolith/aerolith/client/internal/pool"
	"github.com/aerolith/aerolith/wire"
)

// The info commands with which nodes are found, and their parts.
const (
	infoNode                = "node"
	infoBuild               = "build"
	infoEdition             = "edition"
	infoFeatures            = "features"
	infoClusterName         = "cluster-name"
	infoRacks               = "rack-ids"
	infoPeersGeneration     = "peers-generation"
	infoPartitionGeneration = "partition-generation"
	infoReplicas            = "replicas"
	// featureScans is the feature of scanning by partition, which all servers since 6.0 have.
	featureScans = "pscans"
	// maxNameLength bounds a node's name, in bytes.
	maxNameLength = 64
)

// validate asks who answers at an address, and makes a node of it. Who answers must be the node that is expected
// there: addresses of peers may mean something else on this machine.
//
// Errors: ErrClusterName, ErrReply for one that does not answer as a server does, those of the network.
func (t *tender) validate(ctx context.Context, c candidate) (*node, error) {
	conn, err := pool.Dial(ctx, c.address, &t.client.live.Load().pools)
	if err != nil {
		return nil, err
	}
	n, err := t.identify(ctx, c.address, conn)
	if err == nil && c.name != "" && c.name != n.name {
		err = fmt.Errorf("node %s answers instead of %.80q: %w", n.name, c.name, ErrReply)
	}
	if err != nil {
		conn.Close()
		return nil, fmt.Errorf("%s: %w", c.address, translated(err))
	}
	return n, nil
}

// identify makes a node of what answers on a connection, which the node keeps.
func (t *tender) identify(ctx context.Context, address pool.Address, conn *pool.Conn) (*node, error) {
	commands := []string{infoNode, infoBuild, infoEdition, infoFeatures}
	if t.client.live.Load().ClusterName != "" {
		commands = append(commands, infoClusterName)
	}
	reply, err := t.ask(ctx, conn, commands)
	if err != nil {
		return nil, err
	}
	name, _ := reply.Get(infoNode)
	if name == "" || len(name) > maxNameLength || strings.ContainsAny(name, " :;,") {
		return nil, fmt.Errorf("node name %.80q: %w", name, ErrReply)
	}
	features, _ := reply.Get(infoFeatures)
	n := &node{name: name, address: address, features: strings.Split(features, ";")}
	if !n.has(featureScans) {
		return nil, fmt.Errorf("node lacks the feature %q: servers from 6.0 on are supported: %w", featureScans, ErrReply)
	}
	if want := t.client.live.Load().ClusterName; want != "" {
		if got, _ := reply.Get(infoClusterName); got != want {
			return nil, fmt.Errorf("node %s is of cluster %.80q, want %q: %w", name, got, want, ErrClusterName)
		}
	}
	n.build, _ = reply.Get(infoBuild)
	n.edition, _ = reply.Get(infoEdition)
	n.tend = tendState{conn: conn, peersGeneration: -1, partitionGeneration: -1}
	t.client.connect(n, t.client.live.Load())
	return n, nil
}

// peersCommand returns the command with which a node tells its peers.
func (s *settings) peersCommand() string {
	name := "peers-clear-"
	if s.TLS != nil {
		name = "peers-tls-"
	}
	if s.AlternateAddresses {
		return name + "alt"
	}
	return name + "std"
}

// reach returns where a peer is found that listens at a place.
func (s *settings) reach(place, tlsName string) pool.Address {
	if host, port, err := net.SplitHostPort(place); err == nil {
		if other, mapped := s.AddressMap[host]; mapped {
			place = net.JoinHostPort(other, port)
		}
	}
	return pool.Address{Network: "tcp", Place: place, TLSName: tlsName}
}

// has reports whether the node has a feature.
func (n *node) has(feature string) bool {
	for _, f := range n.features {
		if f == feature {
			return true
		}
	}
	return false
}

// ask makes one info exchange, bounded by the time for questions. Any command that the node refuses is an error.
func (t *tender) ask(ctx context.Context, conn *pool.Conn, commands []string) (InfoReply, error) {
	deadline := t.client.now().Add(t.client.live.Load().TendTimeout)
	reply, _, err := askInfo(ctx, conn, deadline, commands)
	if err != nil {
		return nil, err
	}
	for _, command := range commands {
		value, found := reply.Get(command)
		if !found {
			return nil, fmt.Errorf("no answer to %q: %w", command, ErrReply)
		}
		if _, text, refused := wire.InfoError(value); refused {
			return nil, fmt.Errorf("%q refused: %.200s: %w", command, text, ErrReply)
		}
	}
	return reply, nil
}
