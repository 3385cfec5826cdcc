package server

import (
	"runtime"
	"testing"

	"github.com/aerolith/aerolith/aero"
)

// TestIdleConnectionForgetsItsRequest sends one large request on each of several connections that then stay idle, and
// checks that the memory of the requests is gone: it no longer counts against MaxInFlightBytes, so nothing may hold it.
func TestIdleConnectionForgetsItsRequest(t *testing.T) {
	const connections, size, slack = 8, 16 << 20, 48 << 20
	ts := startServer(t, nil)
	before := liveBytes()
	for n := range connections {
		request := encode(t, aero.RecordCommand{
			Namespace: fakeNamespace, Digest: digestOf(n), Flags: aero.FlagRead | aero.FlagReadAllBins, Filter: make([]byte, size),
		})
		p := ts.dial()
		p.sendAside(request)
		p.result()
	}
	eventually(t, "the requests' memory is free", func() bool { return liveBytes() < before+slack })
}

// liveBytes returns the size of the heap after collections that also empty the pools.
func liveBytes() uint64 {
	for range 3 {
		runtime.GC()
	}
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return stats.HeapAlloc
}
