package sim

import (
	"fmt"
	"net"
	"strings"
	"time"

	"github.com/aerolith/aerolith/aero"
)

// Conduct is what a node says about itself and its cluster beside the truth, and how it takes connections. The zero
// Conduct is that of an honest node.
type Conduct struct {
	// Rack is the node's rack in every namespace; 0 is none.
	Rack int
	// NoRacks answers questions about racks as a node without the feature does.
	NoRacks bool
	// Peers are added to what the node says about the others, each of the form "[name,tls-name,[address,…]]"; they need
	// not be there.
	Peers []string
	// Advertise is the host that others give for the node, except to those that ask for its alternate address; empty for
	// the one where it is.
	Advertise string
	// Nonsense answers questions about peers and partitions with text that cannot be read.
	Nonsense bool
	// Regime is the regime of what the node claims; Claims lets it claim to be the master of all partitions.
	Regime uint32
	Claims bool
	// Skew is how far the node's clock is ahead.
	Skew time.Duration
	// Compresses says that the node is of the Enterprise edition and compresses answers that shall be.
	Compresses bool
	// Admin is the answer to every administration command, logins included; 0 says that the node has no users and roles.
	Admin aero.ResultCode
	// HalfOpen takes connections and does nothing on them; Refuse closes them at once. Those that are open go on.
	HalfOpen, Refuse bool
}

// SetConduct replaces what the node says, and tells clients by new generations that something has changed.
func (n *Node) SetConduct(conduct Conduct) {
	n.cluster.mu.Lock()
	defer n.cluster.mu.Unlock()
	n.cluster.generation++
	n.conduct.Store(&conduct)
}

// SetClock gives the nodes another clock than time.Now, from which theirs differ by their skew.
func (c *Cluster) SetClock(now func() time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.clock = now
}

// conducts returns how the node conducts itself.
func (n *Node) conducts() *Conduct {
	if c := n.conduct.Load(); c != nil {
		return c
	}
	return &Conduct{}
}

// administration returns the answer to administration commands.
func (c *Conduct) administration() aero.ResultCode {
	if c.Admin == aero.CodeOK {
		return aero.CodeSecurityNotSupported
	}
	return c.Admin
}

// advertised returns the address that others give for the node, in the answer to a command.
func (n *Node) advertised(command string) string {
	host, port, err := net.SplitHostPort(n.address)
	if advertise := n.conducts().Advertise; err == nil && advertise != "" && !strings.HasSuffix(command, "-alt") {
		host = advertise
	}
	if err != nil {
		return n.address
	}
	return net.JoinHostPort(host, port)
}

// racks returns what the node says about racks.
func (n *Node) racks() string {
	if n.conducts().NoRacks {
		return "ERROR:25:enterprise only"
	}
	text := ""
	for i, namespace := range n.cluster.namespaces {
		if i > 0 {
			text += ";"
		}
		text += fmt.Sprintf("%s:%d", namespace, n.conducts().Rack)
	}
	return text
}

// epochUnix is the beginning of the protocol's time, 2010-01-01T00:00:00Z, in Unix seconds.
const epochUnix = 1262304000

// voidTime returns when a record expires that is written now, by the node's clock; 0 for never. The lock is held.
func (n *Node) voidTime(ttlSeconds uint32) uint32 {
	switch ttlSeconds {
	case aero.TTLDefault, aero.TTLNever, aero.TTLKeep:
		return 0
	}
	return uint32(n.cluster.clock().Add(n.conducts().Skew).Unix()-epochUnix) + ttlSeconds
}
