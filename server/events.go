package server

import (
	"net"

	"github.com/aerolith/aerolith/aero"
)

// EventKind says what happened.
type EventKind uint8

// The events of a server.
const (
	// EventListening says that a listener is being served; Addr is its address.
	EventListening EventKind = iota + 1
	// EventAcceptFailed says that a listener failed; Err says why. A temporary failure is retried.
	EventAcceptFailed
	// EventRefused says that a connection was closed at once because MaxConnections was reached.
	EventRefused
	// EventOpened says that a connection was accepted.
	EventOpened
	// EventClosed says that a connection ended in the ordinary way, or for a reason that Err names.
	EventClosed
	// EventProtocol says that a connection was closed because of bytes that are no valid request.
	EventProtocol
	// EventStoreFailed says that the store failed with an error that has no result code.
	EventStoreFailed
	// EventPanic says that handling a request met a defect of this program; Err is a *PanicError.
	EventPanic
	// EventShutdown says that Shutdown was called.
	EventShutdown
	// EventAudit says that somebody logged in, managed users, changed the node, or was refused.
	EventAudit
	// EventMessage says what a client wants to have in the log: Action is who or what, Subject the text.
	EventMessage
)

// String returns the kind's name.
func (k EventKind) String() string {
	names := [...]string{
		EventListening: "listening", EventAcceptFailed: "accept failed", EventRefused: "refused",
		EventOpened: "opened", EventClosed: "closed", EventProtocol: "protocol error",
		EventStoreFailed: "store failed", EventPanic: "panic", EventShutdown: "shutdown",
		EventAudit: "audit", EventMessage: "message",
	}
	if int(k) < len(names) && names[k] != "" {
		return names[k]
	}
	return "unknown"
}

// Event is something that an operator may want to know. It carries no key, no bin value and no payload.
type Event struct {
	// Kind says what happened.
	Kind EventKind
	// Addr is the peer's address, or a listener's for EventListening and EventAcceptFailed.
	Addr net.Addr
	// Err is the reason, where there is one.
	Err error
	// User is who acted, Action what it was, Subject whom or what it was done to, and Code the outcome; for EventAudit.
	User, Action, Subject string
	// Code is the outcome of an EventAudit.
	Code aero.ResultCode
}

// Events receives the server's events. Observe is called from many goroutines at once and must not block.
type Events interface {
	// Observe takes note of one event.
	Observe(Event)
}

// discardEvents is the Events of a server whose options name none.
type discardEvents struct{}

// Observe forgets the event.
func (discardEvents) Observe(Event) {}
