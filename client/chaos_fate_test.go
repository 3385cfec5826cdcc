package client

import (
	"context"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"strings"
	"sync"
	"syscall"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/internal/sim"
)

// fate is what is known about one written value, as bits.
type fate uint8

// The bits: what the nodes saw, and what the client reported about a write that failed.
const (
	nodeReceived fate = 1 << iota
	nodeExecuted
	reportedNot
	reportedDoubt
	// handedOver says that the client gave the request to the network.
	handedOver
)

// fates are what is known about all written values, by number.
type fates struct {
	mu  sync.Mutex
	all []fate
}

// add adds what is known about a value.
func (f *fates) add(value int64, what fate) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for int64(len(f.all)) <= value {
		f.all = append(f.all, 0)
	}
	f.all[value] |= what
}

// see is the trace of the cluster.
func (f *fates) see(cmd *aero.RecordCommand, stage sim.Stage) {
	if stage == sim.Executed {
		f.addWrite(cmd, nodeExecuted)
	} else {
		f.addWrite(cmd, nodeReceived)
	}
}

// addWrite adds what is known about the value that a command writes, if it does.
func (f *fates) addWrite(cmd *aero.RecordCommand, what fate) {
	if len(cmd.Operations) == 0 || cmd.Operations[0].Type != aero.OpWrite || len(cmd.Operations[0].Value.Data) != 8 {
		return
	}
	f.add(int64(binary.BigEndian.Uint64(cmd.Operations[0].Value.Data)), what)
}

// count returns how many values have all bits of one set and none of another.
func (f *fates) count(with, without fate) (count int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, one := range f.all {
		if one&with == with && one&without == 0 {
			count++
		}
	}
	return count
}

// reason says why a call failed, in words of which there are few.
func reason(err error) string {
	var e *Error
	if !errors.As(err, &e) {
		return "no *Error: " + err.Error()
	}
	text := cause(e.Err)
	if strings.Contains(e.Hint, "RetryBudget") {
		return text + ", no retries left in the budget"
	}
	return text
}

// What the network says, in few words.
const (
	connectionRefused = "connection refused"
	connectionLost    = "connection lost"
)

// cause says why an attempt failed.
func cause(err error) string {
	if code, answered := aero.CodeOf(err); answered {
		return "answered " + code.String()
	}
	for _, sentinel := range []error{
		ErrNodeFailing, ErrNodeLeft, ErrTimeout, ErrReply, ErrNoNode, ErrBusy, ErrRate, ErrClosed, context.DeadlineExceeded,
	} {
		if errors.Is(err, sentinel) {
			return sentinel.Error()
		}
	}
	var network net.Error
	switch {
	case errors.Is(err, syscall.ECONNREFUSED):
		return connectionRefused
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.ErrClosedPipe), errors.Is(err, syscall.ECONNRESET),
		errors.Is(err, syscall.EPIPE), errors.Is(err, net.ErrClosed), errors.As(err, &network):
		return connectionLost
	}
	return "unexplained: " + err.Error()
}

// mayFail are the reasons for which calls may fail under the nemesis, and no others: its refusals, what it does to
// connections, and what keeps the client calm meanwhile.
func mayFail() []string {
	all := []string{
		ErrNodeFailing.Error(), ErrNodeLeft.Error(), ErrTimeout.Error(), ErrReply.Error(), ErrNoNode.Error(), connectionRefused, connectionLost,
	}
	for _, code := range []aero.ResultCode{
		aero.CodeTimeout, aero.CodeKeyBusy, aero.CodeDeviceOverload, aero.CodeUnavailable, aero.CodeUnknown, aero.CodeForbidden,
	} {
		all = append(all, "answered "+code.String())
	}
	return all
}
