package sim

import (
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/aerolith/aerolith/aero"
)

// Nemesis does harm to a cluster, one act at a time, as its seed has it.
type Nemesis struct {
	cluster *Cluster
	random  *rand.Rand
}

// NewNemesis makes a nemesis.
func NewNemesis(c *Cluster, seed uint64) *Nemesis {
	return &Nemesis{cluster: c, random: rand.New(rand.NewPCG(seed, 0))}
}

// Act does one act and says what it did. It leaves at least two nodes alive.
func (n *Nemesis) Act() string {
	index := n.random.IntN(len(n.cluster.nodes))
	alive := n.cluster.aliveNodes()
	switch choice := n.random.IntN(10); {
	case !alive[index]:
		if err := n.cluster.Restart(index); err != nil {
			return fmt.Sprintf("node %d could not be restarted: %v", index, err)
		}
		return fmt.Sprintf("restarted node %d", index)
	case choice < 2 && count(alive) > 2:
		n.cluster.Kill(index)
		return fmt.Sprintf("killed node %d", index)
	case choice == 2:
		n.cluster.Node(index).Disconnect()
		return fmt.Sprintf("cut the connections of node %d", index)
	case choice == 3:
		n.cluster.Node(index).SetFault(Fault{})
		return fmt.Sprintf("healed node %d", index)
	default:
		fault := n.fault()
		n.cluster.Node(index).SetFault(fault)
		return fmt.Sprintf("node %d: %+v", index, fault)
	}
}

// Heal restarts all nodes and lifts all faults.
func (n *Nemesis) Heal() error {
	for i, alive := range n.cluster.aliveNodes() {
		n.cluster.Node(i).SetFault(Fault{})
		if alive {
			continue
		}
		if err := n.cluster.Restart(i); err != nil {
			return err
		}
	}
	return nil
}

// fault draws a fault that hits some messages.
func (n *Nemesis) fault() Fault {
	times := 1 + n.random.IntN(20)
	codes := []aero.ResultCode{
		aero.CodeTimeout, aero.CodeKeyBusy, aero.CodeDeviceOverload, aero.CodeUnavailable, aero.CodeUnknown, aero.CodeForbidden,
	}
	switch n.random.IntN(7) {
	case 0:
		return Fault{Times: times, Stall: true}
	case 1:
		return Fault{Times: times, Stall: true, Deaf: true}
	case 2:
		return Fault{Times: times, Hang: true}
	case 3:
		return Fault{Times: times, CutAfter: 1 + n.random.IntN(40)}
	case 4:
		return Fault{Times: times, Drip: 10 * time.Microsecond}
	case 5:
		return Fault{Times: times, Garbage: []byte("HTTP/1.1 400 Bad Request\r\n\r\n")}
	default:
		return Fault{Times: times, Refuse: codes[n.random.IntN(len(codes))]}
	}
}

// aliveNodes says of each node whether it is alive.
func (c *Cluster) aliveNodes() []bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	alive := make([]bool, len(c.nodes))
	for i, n := range c.nodes {
		alive[i] = n.alive
	}
	return alive
}

// count returns how many are true.
func count(all []bool) int {
	sum := 0
	for _, one := range all {
		if one {
			sum++
		}
	}
	return sum
}
