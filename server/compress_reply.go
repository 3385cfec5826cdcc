package server

import (
	"sync"

	"github.com/aerolith/aerolith/wire"
)

// compressorPool lends what compresses replies. The garbage collector empties it in the course of time.
type compressorPool struct{ pool sync.Pool }

// replace compresses the frame with which bytes end, from start on, where that makes it smaller.
func (p *compressorPool) replace(frames []byte, start int) []byte {
	compressor, ok := p.pool.Get().(*wire.Compressor)
	if !ok {
		compressor = wire.NewCompressor()
	}
	frames = compressor.Replace(frames, start)
	if compressor.Bytes() <= compressorKeep {
		p.pool.Put(compressor)
	}
	return frames
}

// compressorKeep is how large the compressed form of a reply may be for its memory to be kept, in bytes.
const compressorKeep = 1 << 20

// wantsCompressed reports whether the answer to a request shall be compressed if it is about many records: the request asks
// for it, and the server offers it. Replies about one record never are: official Go clients (8.5) cannot read them.
func (c *session) wantsCompressed(body []byte) bool {
	return c.server.options.Compression && wire.WantsCompressed(body)
}
