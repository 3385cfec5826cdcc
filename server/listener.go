package server

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"os"
	"strconv"
	"time"
)

// The pauses after a failed accept, and the keep-alive probes that find dead peers (the same as a real node's).
const (
	acceptPauseMin    = 5 * time.Millisecond
	acceptPauseMax    = time.Second
	keepAliveIdle     = 60 * time.Second
	keepAliveInterval = 60 * time.Second
	keepAliveCount    = 2
	socketMode        = 0o600
)

// ListenUnix listens on a Unix socket at path that only the owner may use (0600). A socket that a killed server left
// behind is replaced; one that somebody answers on, or anything else at path, is not. It returns the system's error,
// wrapped.
func ListenUnix(ctx context.Context, path string) (net.Listener, error) {
	if err := removeStaleSocket(ctx, path); err != nil {
		return nil, err
	}
	var config net.ListenConfig
	listener, err := listenPrivate(ctx, &config, path)
	if err != nil {
		return nil, fmt.Errorf("server: listen on socket %s: %w", path, err)
	}
	if err := os.Chmod(path, socketMode); err != nil {
		return nil, errors.Join(fmt.Errorf("server: restrict socket %s: %w", path, err), listener.Close())
	}
	return listener, nil
}

// removeStaleSocket removes a socket at path on which nobody answers.
func removeStaleSocket(ctx context.Context, path string) error {
	status, err := os.Lstat(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("server: inspect socket path: %w", err)
	}
	if status.Mode().Type() != os.ModeSocket {
		return fmt.Errorf("server: %s exists and is no socket: choose another path or remove it", path)
	}
	var dialer net.Dialer
	if conn, err := dialer.DialContext(ctx, "unix", path); err == nil {
		return errors.Join(fmt.Errorf("server: another process serves the socket %s: stop it or choose another path", path),
			conn.Close())
	}
	if err := os.Remove(path); err != nil {
		return fmt.Errorf("server: remove stale socket: %w", err)
	}
	return nil
}

// accept serves the listener's connections until it is closed.
func (s *Server) accept(ctx context.Context, listener net.Listener) {
	s.options.Events.Observe(Event{Kind: EventListening, Addr: listener.Addr()})
	pause := acceptPauseMin
	for {
		conn, err := listener.Accept()
		switch {
		case err == nil:
			pause = acceptPauseMin
			s.admit(ctx, conn)
		case errors.Is(err, net.ErrClosed) || s.draining.Load():
			return
		default:
			// Mostly too many open files: connections that end will cure it.
			s.options.Events.Observe(Event{Kind: EventAcceptFailed, Addr: listener.Addr(), Err: err})
			if !rest(ctx, pause) {
				return
			}
			pause = min(2*pause, acceptPauseMax)
		}
	}
}

// rest waits; it returns false if ctx ended before.
func rest(ctx context.Context, pause time.Duration) bool {
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// admit starts a session for the connection, or closes it when the server is full or stopping.
func (s *Server) admit(ctx context.Context, conn net.Conn) {
	c := newSession(s, conn)
	admitted, full := s.register(c)
	if admitted {
		s.counters.opened.Add(1)
		s.options.Events.Observe(Event{Kind: EventOpened, Addr: conn.RemoteAddr()})
		enableKeepAlive(conn)
		go c.run(ctx)
		return
	}
	if full {
		s.counters.refused.Add(1)
		s.options.Events.Observe(Event{Kind: EventRefused, Addr: conn.RemoteAddr()})
	}
	// Nobody is interested any more.
	_ = conn.Close()
}

// enableKeepAlive lets the system find out that a peer is dead.
func enableKeepAlive(conn net.Conn) {
	if secure, ok := conn.(*tls.Conn); ok {
		conn = secure.NetConn()
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		// Without it the idle time-out still closes the connection.
		_ = tcp.SetKeepAliveConfig(net.KeepAliveConfig{
			Enable: true, Idle: keepAliveIdle, Interval: keepAliveInterval, Count: keepAliveCount,
		})
	}
}

// announced returns the host:port pairs at which TCP listeners can be reached. A wildcard address stands for all
// addresses of this host, loopback only if there is no other.
func announced(listening []net.Addr) []string {
	var result []string
	for _, addr := range listening {
		tcp, ok := addr.(*net.TCPAddr)
		if !ok {
			continue
		}
		port := strconv.Itoa(tcp.Port)
		if !tcp.IP.IsUnspecified() {
			result = append(result, net.JoinHostPort(tcp.IP.String(), port))
			continue
		}
		for _, ip := range hostAddresses() {
			result = append(result, net.JoinHostPort(ip.String(), port))
		}
	}
	return result
}

// hostAddresses returns the host's global addresses, or IPv4 loopback if it has none.
func hostAddresses() []net.IP {
	var result []net.IP
	// Without the list of interfaces, loopback is the honest answer.
	all, _ := net.InterfaceAddrs()
	for _, addr := range all {
		if network, ok := addr.(*net.IPNet); ok && network.IP.IsGlobalUnicast() {
			result = append(result, network.IP)
		}
	}
	if len(result) == 0 {
		result = append(result, net.IPv4(127, 0, 0, 1))
	}
	return result
}
