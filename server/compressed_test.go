package server

import (
	"testing"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/wire"
)

// TestCompressedRequests sends writes and reads in compressed form, nonsense between them, and one for which there is no
// memory.
func TestCompressedRequests(t *testing.T) {
	p := startServer(t, func(o *Options) { o.Compression = true }).dial()
	frame := putRequest(t, 1, 1)
	for range 3 {
		p.send(wire.AppendCompressed(nil, frame))
		if res := p.result(); res.Code != aero.CodeOK {
			t.Errorf("a write: %+v", res)
		}
	}
	nonsense, start := wire.BeginFrame(nil)
	p.send(wire.EndFrame(append(nonsense, make([]byte, 40)...), start, wire.TypeCompressed))
	if res := p.result(); res.Code != aero.CodeParameter {
		t.Errorf("nonsense: %+v", res)
	}
	p.info("status")
	huge, start := wire.BeginFrame(nil)
	p.send(wire.EndFrame(append(huge, 1, 0, 0, 0, 0, 0, 0, 0, 0), start, wire.TypeCompressed))
	p.expectClosed()
}
