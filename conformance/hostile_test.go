package conformance

import (
	"encoding/binary"
	"io"
	"math/rand/v2"
	"net"
	"sync"
	"testing"
	"time"

	as "github.com/aerospike/aerospike-client-go/v8"

	"github.com/aerolith/aerolith/conformance/node"
)

// The shape of the test with hostile bytes.
const (
	hostileConnections = 400
	hostileAtOnce      = 32
	hostileBytesMax    = 64 << 10
	// hostileWait is how long a connection waits for what the server does about its bytes.
	hostileWait = 300 * time.Millisecond
	// hostileMemoryMax is how much the server may grow beyond what it takes at rest, in bytes.
	hostileMemoryMax = 256 << 20
)

// TestHostileBytes: whatever is sent to the port, the server goes on serving others and its memory stays bounded.
//
// Method: many connections send random bytes, foreign protocols, requests that are cut off, changed or promise huge
// lengths, or nothing at all; some are half closed, some are left open. Meanwhile and afterwards an ordinary client
// works, and the process's memory is read.
func TestHostileBytes(t *testing.T) {
	random := seeded(t)
	n := startNode(t, node.Options{Binary: program(t), Data: t.TempDir(), Namespace: namespace})
	client, err := dial(n.Address)
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	key := keyIn(t, "hostile", 1)
	must(t, "put", client.PutBins(nil, key, as.NewBin("a", 1)))
	before := memoryOf(t, n)

	var attackers sync.WaitGroup
	slots := make(chan struct{}, hostileAtOnce)
	for range hostileConnections {
		payload, manner := hostilePayload(random), random.IntN(3)
		slots <- struct{}{}
		attackers.Go(func() {
			defer func() { <-slots }()
			attack(t, n.Address, payload, manner)
		})
		if grown := memoryOf(t, n) - before; grown > hostileMemoryMax {
			t.Fatalf("the server has grown by %d bytes", grown)
		}
		must(t, "put among attacks", client.PutBins(nil, key, as.NewBin("a", 1)))
	}
	attackers.Wait()
	if !n.Running() {
		t.Fatalf("the server has ended:\n%s", n.Output())
	}
	record, failure := client.Get(nil, key)
	must(t, "get", failure)
	if record.Bins["a"] != 1 {
		t.Errorf("got %v", record.Bins)
	}
	t.Logf("memory at rest %d, afterwards %d bytes", before, memoryOf(t, n))
	if err := n.Stop(); err != nil {
		t.Error(err)
	}
}

// memoryOf returns the node's memory.
func memoryOf(t *testing.T, n *node.Node) int64 {
	t.Helper()
	size, err := n.ResidentBytes()
	if err != nil {
		t.Fatal(err)
	}
	return int64(size)
}

// hostilePayload returns bytes that are no valid request, of one of several kinds.
func hostilePayload(random *rand.Rand) []byte {
	noise := make([]byte, random.IntN(hostileBytesMax))
	for i := range noise {
		noise[i] = byte(random.Uint32())
	}
	switch random.IntN(9) {
	case 0:
		return noise
	case 1:
		return []byte("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
	case 2:
		return append([]byte{0x16, 3, 1, 2, 0, 1, 0, 1, 0xfc, 3, 3}, noise...)
	case 3: // the largest length, then silence
		return binary.BigEndian.AppendUint64(nil, 2<<56|3<<48|128<<20)
	case 4: // a length beyond all limits
		return binary.BigEndian.AppendUint64(nil, 2<<56|3<<48|(1<<48-1))
	case 5: // noise in an intact frame
		return append(binary.BigEndian.AppendUint64(nil, 2<<56|3<<48|uint64(len(noise))), noise...)
	case 6: // a message whose counts lie
		body := append([]byte{22, byte(random.Uint32()), byte(random.Uint32()), 0, 0, 0}, make([]byte, 12)...)
		body = append(body, 0xff, 0xff, 0xff, 0xff)
		body = append(body, noise...)
		return append(binary.BigEndian.AppendUint64(nil, 2<<56|3<<48|uint64(len(body))), body...)
	case 7: // half a header
		return []byte{2, 3, 0}
	default: // noise as an info request
		return append(binary.BigEndian.AppendUint64(nil, 2<<56|1<<48|uint64(len(noise))), noise...)
	}
}

// attack sends the payload and then closes, half closes, or waits in silence.
func attack(t *testing.T, address string, payload []byte, manner int) {
	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Errorf("connect: %v", err)
		return
	}
	defer func() { _ = conn.Close() }() // the server may have closed it
	if err := conn.SetDeadline(time.Now().Add(hostileWait)); err != nil {
		t.Error(err)
		return
	}
	// The server may close the connection at any byte.
	_, _ = conn.Write(payload)
	switch manner {
	case 0:
		return
	case 1:
		if tcp, ok := conn.(*net.TCPConn); ok {
			_ = tcp.CloseWrite() // fails if the server was faster
		}
	}
	// Answers, an end, or silence until the deadline: all are fine.
	_, _ = io.Copy(io.Discard, conn)
}
