package conformance

import (
	"encoding/binary"
	"net"
	"sync"
	"testing"
	"time"

	as "github.com/aerospike/aerospike-client-go/v8"

	"github.com/aerolith/aerolith/conformance/node"
)

// The shape of the test with hoarders.
const (
	hoarders = 96
	// hoardSent is how much of a request of the largest size each hoarder sends, in bytes.
	hoardSent = 6 << 20
	// hoardMemoryMax bounds the server's growth: its buffers (512 MiB by default), as much again that the garbage
	// collector has not returned yet, and some slack. Without a bound the requests would take more.
	hoardMemoryMax = 1200 << 20
	hoardPiece     = 64 << 10
)

// TestHoarders: clients that begin the largest requests and never finish them cannot use up the server's memory, and
// others are served meanwhile and afterwards.
func TestHoarders(t *testing.T) {
	n := startNode(t, node.Options{Binary: program(t), Data: t.TempDir(), Namespace: namespace})
	client, err := dial(n.Address)
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	before := memoryOf(t, n)
	var sending sync.WaitGroup
	conns := make([]net.Conn, hoarders)
	for i := range conns {
		if conns[i], err = net.Dial("tcp", n.Address); err != nil {
			t.Fatal(err)
		}
		sending.Go(func() { hoard(t, conns[i]) })
	}
	sending.Wait()
	largest := memoryOf(t, n) - before
	key := keyIn(t, "hoard", 1)
	must(t, "put among hoarders", client.PutBins(nil, key, as.NewBin("a", 1)))
	for _, conn := range conns {
		_ = conn.Close() // the server may have closed it
	}
	must(t, "put after hoarders", client.PutBins(nil, key, as.NewBin("a", make([]byte, 500_000))))
	t.Logf("%d hoarders sent %d MiB; the server grew by %d MiB", hoarders, hoarders*hoardSent>>20, largest>>20)
	if largest > hoardMemoryMax {
		t.Errorf("the server grew by %d bytes, limit %d", largest, int64(hoardMemoryMax))
	}
	if err := n.Stop(); err != nil {
		t.Error(err)
	}
}

// hoard sends the beginning of a message of the largest size.
func hoard(t *testing.T, conn net.Conn) {
	if err := conn.SetDeadline(time.Now().Add(operationMax)); err != nil {
		t.Error(err)
		return
	}
	if _, err := conn.Write(binary.BigEndian.AppendUint64(nil, 2<<56|3<<48|128<<20)); err != nil {
		t.Errorf("header: %v", err)
		return
	}
	piece := make([]byte, hoardPiece)
	for sent := 0; sent < hoardSent; sent += len(piece) {
		if _, err := conn.Write(piece); err != nil {
			t.Errorf("after %d bytes: %v", sent, err)
			return
		}
	}
}
