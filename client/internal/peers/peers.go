package peers

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// ErrMalformed says that a list of peers cannot be read.
var ErrMalformed = errors.New("malformed list of peers")

// The limits of a list. Clusters have at most 256 nodes; a node has a handful of addresses.
const (
	maxPeers     = 1024
	maxAddresses = 64
)

// Peer is one node as another one sees it.
type Peer struct {
	// Name is the node's id.
	Name string
	// TLSName is the name that the node's certificate carries; empty without TLS.
	TLSName string
	// Addresses are where the node listens, as host:port.
	Addresses []string
}

// List is a node's answer.
type List struct {
	// Generation changes whenever the list does.
	Generation int64
	// Peers are the other nodes.
	Peers []Peer
}

// Parse reads a list of the form "generation,port,[[name,tls-name,[address,…]],…]". An address without a port gets
// the list's port. It returns ErrMalformed if the text has another form or is too long.
func Parse(text string) (List, error) {
	p := parser{text: text}
	generation, err := strconv.ParseInt(p.until(','), 10, 64)
	if err != nil {
		return List{}, fmt.Errorf("generation: %w", ErrMalformed)
	}
	p.expect(',')
	port := p.until(',')
	p.expect(',')
	list := List{Generation: generation}
	p.elements(maxPeers, func() { list.Peers = append(list.Peers, p.peer(port)) })
	if p.failed || p.offset != len(text) {
		return List{}, fmt.Errorf("byte %d of %d: %w", p.offset, len(text), ErrMalformed)
	}
	return list, nil
}

// parser reads from left to right. After the first mistake it stays where it is and failed is set.
type parser struct {
	text   string
	offset int
	failed bool
}

// peek returns the next byte, 0 at the end or after a mistake.
func (p *parser) peek() byte {
	if p.failed || p.offset >= len(p.text) {
		return 0
	}
	return p.text[p.offset]
}

// expect consumes one byte that must be there.
func (p *parser) expect(b byte) {
	if p.peek() != b {
		p.failed = true
		return
	}
	p.offset++
}

// until consumes and returns everything before any of the stop bytes.
func (p *parser) until(stops ...byte) string {
	if p.failed {
		return ""
	}
	length := strings.IndexAny(p.text[p.offset:], string(stops))
	if length < 0 {
		p.failed = true
		return ""
	}
	start := p.offset
	p.offset += length
	return p.text[start:p.offset]
}

// elements consumes a list in brackets; element consumes one of at most limit elements.
func (p *parser) elements(limit int, element func()) {
	p.expect('[')
	if p.peek() == ']' {
		p.offset++
		return
	}
	for range limit {
		element()
		if p.peek() != ',' {
			p.expect(']')
			return
		}
		p.offset++
	}
	p.failed = true
}

// peer consumes one peer.
func (p *parser) peer(port string) Peer {
	var peer Peer
	p.expect('[')
	peer.Name = p.until(',')
	p.expect(',')
	peer.TLSName = p.until(',')
	p.expect(',')
	p.elements(maxAddresses, func() { peer.Addresses = append(peer.Addresses, p.address(port)) })
	p.expect(']')
	if peer.Name == "" {
		p.failed = true
	}
	return peer
}

// address consumes one address and completes it with a port. An IPv6 address stands in brackets.
func (p *parser) address(port string) string {
	host := ""
	if p.peek() == '[' {
		host = p.until(']') + "]"
		p.expect(']')
	}
	rest := p.until(',', ']')
	if host == "" {
		var found bool
		if host, rest, found = strings.Cut(rest, ":"); found {
			rest = ":" + rest
		}
	}
	if host == "" {
		p.failed = true
	}
	if rest == "" {
		rest = ":" + port
	}
	return host + rest
}
