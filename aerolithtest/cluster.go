package aerolithtest

import "github.com/aerolith/aerolith/internal/sim"

// Cluster is a simulated cluster. Its nodes are numbered from 0. Its methods are
//
//	Hosts() []string            the addresses of all nodes, dead or alive
//	Node(index int) *Node       one of them
//	MasterOf(aero.Key) int      the node that is the master of a key now, -1 for none
//	Kill(index int)             ends a node at once, with its copies; others take over its partitions
//	Restart(index int) error    starts it again, at the same address
//	Evict(index int)            lets the others take over while the node goes on, as if the network had parted them
//	Readmit(index int)          takes it back
//	SetLag(writes int)          lets second copies be so many writes behind
//	SetClock(func() time.Time)  gives the nodes a clock
//	Dial                        connects to a node of NewMemoryCluster, in the form of client.Options.Dial
//
// All of them may be called while clients work.
type Cluster = sim.Cluster

// Node is a node of a simulated cluster. Its methods are
//
//	Name() string               its id, as clients see it
//	SetFault(Fault)             lets it misbehave; the zero Fault ends that
//	SetConduct(Conduct)         lets it say something else than the truth; the zero Conduct ends that
//	Disconnect()                cuts all connections; it goes on listening
//	Move(address string) error  lets it listen elsewhere, at host:port or unix:/path
//	Accepted() int64            how many connections it has taken
//	Commands() int64            how many messages it has received
//	Open() int                  how many connections are open
type Node = sim.Node

// Fault is how a node misbehaves with commands. Its fields, of which several may be set, are
//
//	Times     int              how many commands are hit; 0 hits all
//	Stall     bool             never answers
//	Deaf      bool             does not answer questions about the cluster either
//	Hang      bool             closes the connection in place of executing the command
//	Refuse    aero.ResultCode  answers with the code in place of executing the command
//	CutAfter  int              executes it, sends so many bytes of the answer, and closes the connection
//	Delay     time.Duration    answers so much later
//	Drip      time.Duration    sends the answer byte by byte, with this pause between them
//	Garbage   []byte           sends these bytes in place of the answer
type Fault = sim.Fault

// Conduct is what a node says about itself and its cluster beside the truth, and how it takes connections. Its fields are
//
//	Rack        int              its rack in every namespace; 0 is none
//	NoRacks     bool             knows nothing of racks
//	Peers       []string         added to what it says about the others, each as "[name,tls-name,[address,…]]"
//	Advertise   string           the host that others give for it
//	Nonsense    bool             answers questions about the cluster with text that cannot be read
//	Regime      uint32           the regime of what it claims
//	Claims      bool             claims to be the master of everything
//	Skew        time.Duration    how far its clock is ahead
//	Compresses  bool             is of the Enterprise edition and compresses answers
//	Admin       aero.ResultCode  its answer to logins and administration; 0 says that there are no users
//	HalfOpen    bool             takes connections and does nothing on them
//	Refuse      bool             closes connections at once
type Conduct = sim.Conduct

// Nemesis does harm to a cluster as its seed has it: Act does one act (a node dies or comes back, connections break, a fault
// is set or lifted), says what it did, and leaves two nodes alive; Heal restarts all nodes and lifts all faults.
type Nemesis = sim.Nemesis

// NewCluster starts a simulated cluster of so many nodes with the namespace "test", of which every record has two
// copies. It listens on loopback and ends with the test.
func NewCluster(t TB, nodes int) *Cluster {
	t.Helper()
	return sim.Start(t, nodes, "test")
}

// NewMemoryCluster is NewCluster without sockets: clients reach it by its Dial alone (client.Options.Dial), so that a test can
// run in virtual time, in a bubble of testing/synctest.
func NewMemoryCluster(t TB, nodes int) *Cluster {
	t.Helper()
	return sim.StartInMemory(t, nodes, "test")
}

// NewNemesis makes a nemesis for a cluster. Equal seeds do equal harm.
func NewNemesis(c *Cluster, seed uint64) *Nemesis { return sim.NewNemesis(c, seed) }
