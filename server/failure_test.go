package server

import (
	"errors"
	"slices"
	"testing"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/wire"
)

// readOf returns a frame that reads a record of a set.
func readOf(t *testing.T, set string) []byte {
	return encode(t, aero.RecordCommand{Namespace: fakeNamespace, Set: set, Flags: aero.FlagRead | aero.FlagReadAllBins})
}

// hostileServer starts a server whose store does something else for reads of the set "hostile".
func hostileServer(t *testing.T, act func() error) *testServer {
	t.Helper()
	ts := startServer(t, nil)
	ts.store.mu.Lock()
	defer ts.store.mu.Unlock()
	ts.store.hostile["hostile"] = act
	return ts
}

// TestPanicEndsOneConnection: a defect met while a request is handled closes its connection, after what was done
// before is finished; it is reported with its stack, and others are served on.
func TestPanicEndsOneConnection(t *testing.T) {
	ts := hostileServer(t, func() error { panic("asked for by the test") })
	p, other := ts.dial(), ts.dial()
	p.send(slices.Concat(putRequest(t, 1, 1), readOf(t, "hostile"), putRequest(t, 2, 2)))
	p.expectClosed()
	eventually(t, "the event", func() bool { return ts.events.has(EventPanic) })
	other.send(getRequest(t, 1))
	if got := valueOf(t, other.result()); got != 1 {
		t.Errorf("the write before the defect: got %d", got)
	}
	other.send(getRequest(t, 2))
	if res := other.result(); res.Code != aero.CodeNotFound {
		t.Errorf("the write behind the defect was carried out: %+v", res)
	}
	if ts.Snapshot().Panics != 1 {
		t.Error("the defect was not counted")
	}
}

// TestStoreFailureClosesConnection: an error of the store that has no code closes the connection; replies before it are
// sent, none for it or behind it.
func TestStoreFailureClosesConnection(t *testing.T) {
	ts := hostileServer(t, func() error { return errors.New("disk on fire") })
	p := ts.dial()
	p.send(slices.Concat(putRequest(t, 1, 1), readOf(t, "hostile"), putRequest(t, 2, 2)))
	if res := p.result(); res.Code != aero.CodeOK {
		t.Errorf("got %+v", res)
	}
	p.expectClosed()
	eventually(t, "the event", func() bool { return ts.events.has(EventStoreFailed) })
	if ts.Snapshot().StoreFailures != 1 {
		t.Error("the failure was not counted")
	}
}

// TestReplicationAndCompressionAreRefused: requests that only Enterprise nodes know get code 25, and the connection
// goes on.
func TestReplicationAndCompressionAreRefused(t *testing.T) {
	p := startServer(t, nil).dial()
	for _, kind := range []wire.Type{wire.TypeCompressed, wire.TypeShipping} {
		frame, start := wire.BeginFrame(nil)
		p.send(wire.EndFrame(append(frame, make([]byte, 40)...), start, kind))
		if res := p.result(); res.Code != aero.CodeEnterpriseOnly {
			t.Errorf("type %d: got %+v", kind, res)
		}
	}
	p.info("status")
}

// TestOptionsAreChecked: each option outside of its range is refused by name.
func TestOptionsAreChecked(t *testing.T) {
	for name, change := range map[string]func(*Options){
		"MaxConnections":     func(o *Options) { o.MaxConnections = -1 },
		"IdleTimeout":        func(o *Options) { o.IdleTimeout = 1 },
		"FrameTimeout":       func(o *Options) { o.FrameTimeout = -5 },
		"WriteTimeout":       func(o *Options) { o.WriteTimeout = 7 },
		"InitialBufferSize":  func(o *Options) { o.InitialBufferSize = 5 },
		"MaxFrameSize":       func(o *Options) { o.MaxFrameSize = 1 << 30 },
		"MaxInFlightBytes":   func(o *Options) { o.MaxInFlightBytes = 1 << 20 },
		"MaxBurstRequests":   func(o *Options) { o.MaxBurstRequests = 1 << 20 },
		"MaxBurstReplyBytes": func(o *Options) { o.MaxBurstReplyBytes = 1 },
		"MaxBatchEntries":    func(o *Options) { o.MaxBatchEntries = -1 },
		"MaxScans":           func(o *Options) { o.MaxScans = 1 << 20 },
		"MaxInfoCommands":    func(o *Options) { o.MaxInfoCommands = -1 },
		"ClusterName":        func(o *Options) { o.ClusterName = "a;b" },
		"Build":              func(o *Options) { o.Build = "8\n1" },
	} {
		options := DefaultOptions()
		change(&options)
		var wrong *OptionError
		if _, err := New(options, newFakeStore()); !errors.As(err, &wrong) || wrong.Option != name {
			t.Errorf("%s: got %v", name, err)
		}
	}
}
