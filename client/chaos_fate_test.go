package client

import (
	"context"
	"encoding/binary"
	"errors"
	"io"
	"maps"
	"net"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"

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
	if len(cmd.Operations) == 0 || cmd.Operations[0].Type != aero.OpWrite || len(cmd.Operations[0].Value.Data) != 8 {
		return
	}
	value := int64(binary.BigEndian.Uint64(cmd.Operations[0].Value.Data))
	if stage == sim.Executed {
		f.add(value, nodeExecuted)
	} else {
		f.add(value, nodeReceived)
	}
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

// cause says why the last attempt failed.
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
		return "connection refused"
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, syscall.ECONNRESET),
		errors.Is(err, syscall.EPIPE), errors.Is(err, net.ErrClosed), errors.As(err, &network):
		return "connection lost"
	}
	return "unexplained: " + err.Error()
}

// mayFail are the reasons for which calls may fail under the nemesis, and no others: its refusals, what it does to
// connections, and what keeps the client calm meanwhile.
func mayFail() []string {
	all := []string{
		ErrNodeFailing.Error(), ErrNodeLeft.Error(), ErrTimeout.Error(), ErrReply.Error(), ErrNoNode.Error(), "connection refused", "connection lost",
	}
	for _, code := range []aero.ResultCode{
		aero.CodeTimeout, aero.CodeKeyBusy, aero.CodeDeviceOverload, aero.CodeUnavailable, aero.CodeUnknown, aero.CodeForbidden,
	} {
		all = append(all, "answered "+code.String())
	}
	return all
}

// checkFailures compares what the client reported about failed calls with what the nodes saw: each reason must be one that
// the nemesis explains, and no write that was reported as not done may have been.
func (h *chaos) checkFailures(t *testing.T) {
	t.Helper()
	allowed := mayFail()
	for _, why := range slices.Sorted(maps.Keys(h.failed)) {
		t.Logf("%9d calls failed: %s", h.failed[why], why)
		_, short, _ := strings.Cut(why, ": ")
		short, _, _ = strings.Cut(short, ", no retries")
		if !slices.Contains(allowed, short) {
			t.Errorf("nothing explains: %s", why)
		}
	}
	if lies := h.fates.count(nodeExecuted|reportedNot, 0); lies > 0 {
		t.Errorf("%d writes were reported as not done and were", lies)
	}
	doubts := h.fates.count(reportedDoubt, 0)
	t.Logf("of %d writes in doubt %d were done, %d were received and not done, %d never arrived", doubts,
		h.fates.count(reportedDoubt|nodeExecuted, 0), h.fates.count(reportedDoubt|nodeReceived, nodeExecuted),
		h.fates.count(reportedDoubt, nodeReceived))
	if doubts != h.doubts {
		t.Errorf("%d doubts, %d counted", doubts, h.doubts)
	}
	if silent := h.fates.count(0, nodeExecuted|reportedNot|reportedDoubt); silent > 1 { // number 0 is no value
		t.Errorf("%d writes were reported as done and were not", silent-1)
	}
}

// TestChaosCatchesFalseReports lets nodes carry out writes and cut their answers, and takes the doubts that the client reports
// for failures: the comparison with what the nodes saw has to notice.
func TestChaosCatchesFalseReports(t *testing.T) {
	h := newChaos(t, ReplicaMaster, 4)
	h.denies = true
	for i := range 5 {
		h.cluster.Node(i).SetFault(sim.Fault{Times: 2, CutAfter: 3})
	}
	for at := range h.keys {
		h.put(0, at)
	}
	if h.fates.count(nodeExecuted|reportedNot, 0) == 0 {
		t.Fatal("false reports were not noticed")
	}
}
