package server

import (
	"context"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"github.com/aerolith/aerolith/wire"
)

// Server serves one store on any number of listeners. Make it with New.
type Server struct {
	options Options
	store   Store
	admin   map[wire.AdminCommand]adminCommand
	// modules is the store, if it can call functions; nil otherwise.
	modules ModuleStore
	started time.Time
	pool    blockPool
	slots   slotPool
	// compressors compress replies.
	compressors compressorPool
	budget      budget
	counters    counters
	scans       gate
	settings    settings
	// latencies are measured by sessions.
	latencies latencies
	info      infoTable
	// addresses are the host:port pairs announced to clients.
	addresses atomic.Pointer[[]string]
	// secureAddresses are those where connections are encrypted.
	secureAddresses atomic.Pointer[[]string]
	serving         atomic.Bool
	draining        atomic.Bool

	// mu guards listeners and sessions.
	mu        sync.Mutex
	listeners map[net.Listener]struct{}
	sessions  map[*session]struct{}
	// running counts the sessions' goroutines.
	running sync.WaitGroup
	// hangups watches the sessions' sockets while Serve runs, nil where that is not to be had.
	hangups *hangups
}

// New returns a server for the store. The zero value of each option stands for its default. It returns an
// *OptionError if an option is out of range.
func New(options Options, store Store) (*Server, error) {
	options = options.withDefaults()
	if err := options.validate(); err != nil {
		return nil, err
	}
	modules, _ := store.(ModuleStore)
	made := &Server{
		modules:   modules,
		admin:     adminCommandsByNumber(),
		options:   options,
		store:     store,
		started:   options.Now(),
		budget:    budget{limit: options.MaxInFlightBytes},
		info:      newInfoTable(),
		listeners: make(map[net.Listener]struct{}),
		sessions:  make(map[*session]struct{}),
	}
	made.settings.begin(&made.options)
	made.latencies.begin(store.Namespaces(), made.started)
	made.scans.limit = &made.settings.maxScans
	return made, nil
}

// Serve accepts connections from the listeners, which it closes in the end, and serves them until Shutdown is called
// (then it returns ErrClosed) or ctx is done (then it cuts all connections and returns the cause). It returns
// ErrNoListener if there is no listener and ErrServing if Serve was called before.
func (s *Server) Serve(ctx context.Context, listeners ...net.Listener) error {
	if len(listeners) == 0 {
		return ErrNoListener
	}
	if !s.serving.CompareAndSwap(false, true) {
		return ErrServing
	}
	if !s.adopt(listeners) {
		return ErrClosed
	}
	serving, cancel := context.WithCancel(ctx)
	defer cancel()
	if s.hangups = newHangups(); s.hangups != nil {
		defer s.hangups.close()
	}
	var accepting sync.WaitGroup
	for _, l := range listeners {
		accepting.Go(func() { s.accept(serving, l) })
	}
	stop := context.AfterFunc(ctx, s.abort)
	defer stop()
	accepting.Wait()
	s.running.Wait()
	if err := context.Cause(ctx); err != nil {
		return err
	}
	return ErrClosed
}

// adopt registers the listeners and what is announced about them; it closes them and returns false if the server is
// shutting down.
func (s *Server) adopt(listeners []net.Listener) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, l := range listeners {
		s.listeners[l] = struct{}{}
	}
	if s.draining.Load() {
		s.closeListeners()
		return false
	}
	plain, secure := separate(s.listeners)
	addresses, encrypted := s.options.Advertise, s.options.AdvertiseTLS
	if len(addresses) == 0 {
		addresses = announced(plain)
	}
	if len(encrypted) == 0 {
		encrypted = announced(secure)
	}
	s.addresses.Store(&addresses)
	s.secureAddresses.Store(&encrypted)
	return true
}

// closeListeners closes and forgets all listeners. The caller holds mu.
func (s *Server) closeListeners() {
	for l := range s.listeners {
		// The listener is gone either way; its owner can do nothing about an error.
		_ = l.Close()
		delete(s.listeners, l)
	}
}

// Shutdown stops accepting, lets every connection finish the requests it has received, and closes the connections.
// When ctx ends first it cuts them and returns ErrShutdownForced. Writes that the store has not finished then are in
// doubt for their clients. Serve returns after Shutdown. Calling it again waits again.
func (s *Server) Shutdown(ctx context.Context) error {
	s.options.Events.Observe(Event{Kind: EventShutdown})
	s.draining.Store(true)
	s.mu.Lock()
	s.closeListeners()
	for c := range s.sessions {
		c.interrupt()
	}
	s.mu.Unlock()

	drained := make(chan struct{})
	go func() {
		s.running.Wait()
		close(drained)
	}()
	select {
	case <-drained:
		return nil
	case <-ctx.Done():
		s.abort()
		return ErrShutdownForced
	}
}

// abort closes listeners and connections at once and cancels what they are executing.
func (s *Server) abort() {
	s.draining.Store(true)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closeListeners()
	for c := range s.sessions {
		c.cut()
	}
}

// register makes the session known; it returns false if the server is shutting down or full.
func (s *Server) register(c *session) (admitted bool, full bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.draining.Load() {
		return false, false
	}
	if int64(len(s.sessions)) >= s.settings.maxConnections.Load() {
		return false, true
	}
	s.sessions[c] = struct{}{}
	s.running.Add(1)
	return true, false
}

// unregister forgets the session, which has ended: whoever sees it counted as closed finds room for another.
func (s *Server) unregister(c *session) {
	s.mu.Lock()
	delete(s.sessions, c)
	s.mu.Unlock()
	s.counters.closed.Add(1)
	s.running.Done()
}
