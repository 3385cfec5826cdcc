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

// TestCompressedReplies reads a record that compresses well by a batch, with and without the wish for a compressed answer, on
// servers that offer it and do not. A reply about one record is never compressed.
func TestCompressedReplies(t *testing.T) {
	read := aero.RecordCommand{Namespace: fakeNamespace, Set: "demo", Digest: digestOf(1), Flags: aero.FlagRead | aero.FlagReadAllBins}
	for _, offered := range []bool{true, false} {
		p := startServer(t, func(o *Options) { o.Compression = offered }).dial()
		p.send(encode(t, aero.RecordCommand{
			Namespace: fakeNamespace, Set: "demo", Digest: digestOf(1), Flags: aero.FlagWrite,
			Operations: []aero.Operation{{
				Type: aero.OpWrite, Bin: "b", Value: aero.Particle{Type: aero.ParticleBlob, Data: make([]byte, 4096)},
			}},
		}))
		p.result()
		for _, wanted := range []bool{true, false} {
			request, err := wire.AppendBatchRequest(nil, &aero.BatchCommand{Entries: []aero.RecordCommand{read}}, []uint32{0})
			if err != nil {
				t.Fatal(err)
			}
			if wanted {
				wire.WantCompressed(request)
			}
			p.send(request)
			header, body := p.frame()
			if (header.Type == wire.TypeCompressed) != (offered && wanted) {
				t.Errorf("offered %v, wanted %v: type %d of %d bytes", offered, wanted, header.Type, len(body))
			}
			var res aero.RecordResult
			replies := p.decoder.Replies(p.unpack(header, body))
			if _, ok, err := replies.Next(&res); !ok || err != nil || len(res.Bins[0].Value.Data) != 4096 {
				t.Errorf("offered %v, wanted %v: %v, %+v", offered, wanted, err, res)
			}
		}
		single := getRequest(t, 1)
		wire.WantCompressed(single)
		p.send(single)
		if res := p.result(); len(res.Bins) != 1 {
			t.Errorf("one record: %+v", res)
		}
	}
}

// unpack returns the body of a frame of messages, compressed or not.
func (p *peer) unpack(header wire.FrameHeader, body []byte) []byte {
	p.t.Helper()
	if header.Type != wire.TypeCompressed {
		return body
	}
	size, err := wire.InflatedSize(body, frameSizeCeiling)
	if err != nil {
		p.t.Fatal(err)
	}
	if _, body, err = wire.Inflate(make([]byte, size), body); err != nil {
		p.t.Fatal(err)
	}
	return body
}
