package client

import (
	"strings"

	"github.com/aerolith/aerolith/wire"
)

// compressMin is the smallest request, in bytes, that is compressed: smaller ones gain nothing.
const compressMin = 128

// compresses reports whether requests to a node may be compressed, and their answers: only the Enterprise edition does that. Where it does not,
// they travel as they are, and the client warns once.
func (c *Client) compresses(n *node) bool {
	if strings.Contains(n.edition, "Enterprise") {
		return true
	}
	c.degraded(FeatureCompression, n, nil)
	return false
}

// squeezed returns a request in compressed form, or as it is if that is not smaller.
func squeezed(request []byte) []byte {
	if len(request) < compressMin {
		return request
	}
	compressed := wire.AppendCompressed(nil, request)
	if len(compressed) >= len(request) {
		return request
	}
	return append(request[:0], compressed...)
}
