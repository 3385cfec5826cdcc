package client

import (
	"fmt"
	"net"
	"net/netip"
	"strconv"
	"strings"

	"github.com/aerolith/aerolith/client/internal/pool"
)

// defaultPort is where servers listen unless they are told otherwise.
const defaultPort = "3000"

// unixPrefix begins a seed that is the path of a Unix socket.
const unixPrefix = "unix:"

// parseHost reads a seed: "host", "host:port", "host:tlsname:port", the same with "[ipv6]" as host, or "unix:/path". It
// returns ErrHost for anything else.
func parseHost(host string) (pool.Address, error) {
	if path, ok := strings.CutPrefix(host, unixPrefix); ok {
		if path == "" {
			return pool.Address{}, fmt.Errorf("%q: no path: %w", host, ErrHost)
		}
		return pool.Address{Network: "unix", Place: path}, nil
	}
	host, tlsName := cutTLSName(host)
	name, port, err := net.SplitHostPort(host)
	if err != nil {
		name, port = strings.TrimSuffix(strings.TrimPrefix(host, "["), "]"), defaultPort
	}
	if n, err := strconv.ParseUint(port, 10, 16); err != nil || n == 0 {
		return pool.Address{}, fmt.Errorf("%q: port is no number from 1 to 65535: %w", host, ErrHost)
	}
	if !validName(name) {
		return pool.Address{}, fmt.Errorf("%q: want host:port or unix:/path: %w", host, ErrHost)
	}
	return pool.Address{Network: "tcp", Place: net.JoinHostPort(name, port), TLSName: tlsName}, nil
}

// cutTLSName takes the name of the certificate out of host:tlsname:port. An address in IPv6 must stand in brackets to
// have one.
func cutTLSName(host string) (without, tlsName string) {
	last := strings.LastIndex(host, ":")
	if last < 0 {
		return host, ""
	}
	first := strings.LastIndex(host[:last], ":")
	if first < 0 || strings.HasSuffix(host[:last], "]") {
		return host, ""
	}
	head, name := host[:first], host[first+1:last]
	if strings.Contains(head, ":") && !strings.HasSuffix(head, "]") || !validName(name) || net.ParseIP(host) != nil {
		return host, ""
	}
	return head + host[last:], name
}

// validName reports whether a host can be looked up: a name, or an IP address, which alone may have colons.
func validName(name string) bool {
	if strings.Contains(name, ":") {
		_, err := netip.ParseAddr(name)
		return err == nil
	}
	return name != "" && !strings.ContainsAny(name, " \t\r\n/")
}

// parseHosts reads all seeds; there must be at least one.
func parseHosts(hosts []string) ([]pool.Address, error) {
	if len(hosts) == 0 {
		return nil, fmt.Errorf("no hosts given: %w", ErrHost)
	}
	seeds := make([]pool.Address, len(hosts))
	for i, host := range hosts {
		seed, err := parseHost(host)
		if err != nil {
			return nil, err
		}
		seeds[i] = seed
	}
	return seeds, nil
}
