package client

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/internal/sim"
)

// unfounded says what is wrong with the failure of a call that took so long; nothing if it is a legitimate one. Each attempt
// must have failed for a reason that the nemesis explains (mayFail), and the call must have had a reason to end there. There
// are six:
//
//   - its context ended;
//   - it is a write whose last attempt may have reached the node, so that another one might carry it out twice: this one,
//     and no other, is in doubt;
//   - the node gave an answer that stays the same;
//   - all attempts that the policy allows were made;
//   - the longest pause before another one would have ended behind the policy's time;
//   - the client's budget for repeated attempts was used up.
func unfounded(err error, timing Timing, took time.Duration, ended bool) string {
	var e *Error
	if !errors.As(err, &e) {
		return "no *Error"
	}
	for i, attempt := range e.Attempts {
		last := i == len(e.Attempts)-1
		if why := cause(attempt.Err); !slices.Contains(mayFail(), why) && !(last && ended && why == context.DeadlineExceeded.Error()) {
			return "attempt that nothing explains: " + why
		}
	}
	if e.InDoubt {
		return unfoundedDoubt(e)
	}
	code, answered := aero.CodeOf(e.Err)
	class := code.Class()
	switch {
	case ended, answered && class != aero.ClassTransient && class != aero.ClassInDoubt:
	case len(e.Attempts) > timing.MaxRetries, took+timing.RetryDelayMax >= timing.Total:
	case strings.Contains(e.Hint, "RetryBudget"):
	default:
		return "given up without a reason"
	}
	return ""
}

// unfoundedDoubt says what is wrong with a failure that is in doubt: there is no doubt about what never left the client, nor
// about reads, and what a node refused.
func unfoundedDoubt(e *Error) string {
	code, answered := aero.CodeOf(e.Err)
	why := cause(e.Err)
	switch {
	case e.Op != "put":
		return "read in doubt"
	case answered && code.Class() != aero.ClassInDoubt:
		return "in doubt although the node refused"
	case slices.Contains([]string{ErrNodeFailing.Error(), ErrNoNode.Error(), ErrBusy.Error(), ErrRate.Error(), connectionRefused}, why):
		return "in doubt although nothing was sent"
	}
	return ""
}

// checkFailures compares what the client reported about failed calls with what the nodes saw: each must be one that unfounded
// allows, and no write that was reported as not done may have been.
func (h *chaos) checkFailures(t *testing.T) {
	t.Helper()
	for _, why := range slices.Sorted(maps.Keys(h.failed)) {
		t.Logf("%9d calls failed: %s", h.failed[why], why)
	}
	for _, why := range h.unfounded {
		t.Error(why)
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
		h.put(0, at, 0)
	}
	if h.fates.count(nodeExecuted|reportedNot, 0) == 0 {
		t.Fatal("false reports were not noticed")
	}
}

// TestUnfounded walks through failures that a correct client may report, and others that it may not.
func TestUnfounded(t *testing.T) {
	timing := Timing{Total: time.Second, MaxRetries: 2, RetryDelayMax: 10 * time.Millisecond}
	lost := Attempt{Err: ErrNodeFailing}
	refused := func(code aero.ResultCode) error { return &aero.Error{Code: code} }
	cases := []struct {
		name  string
		err   error
		took  time.Duration
		ended bool
		want  bool
	}{
		{"another type", context.DeadlineExceeded, 0, true, false},
		{"all attempts made", &Error{Op: "get", Err: ErrNodeFailing, Attempts: []Attempt{lost, lost, lost}}, 0, false, true},
		{"given up early", &Error{Op: "get", Err: ErrNodeFailing, Attempts: []Attempt{lost, lost}}, 0, false, false},
		{"time is over", &Error{Op: "get", Err: ErrNodeFailing, Attempts: []Attempt{lost}}, time.Second, false, true},
		{"no budget", &Error{Op: "get", Err: ErrReply, Hint: "see Options.RetryBudget", Attempts: []Attempt{{Err: ErrReply}}}, 0, false, true},
		{"context ended", &Error{Op: "get", Err: context.DeadlineExceeded, Attempts: []Attempt{{Err: context.DeadlineExceeded}}}, 0, true, true},
		{"whose context?", &Error{Op: "get", Err: context.DeadlineExceeded, Attempts: []Attempt{{Err: context.DeadlineExceeded}}}, time.Second, false, false},
		{"cause of no nemesis", &Error{Op: "get", Err: ErrOptions, Attempts: []Attempt{{Err: ErrOptions}}}, time.Second, false, false},
		{"answer that stays", &Error{Op: "get", Err: refused(aero.CodeForbidden), Attempts: []Attempt{{Err: refused(aero.CodeForbidden)}}}, 0, false, true},
		{"answer that may pass", &Error{Op: "get", Err: refused(aero.CodeKeyBusy), Attempts: []Attempt{{Err: refused(aero.CodeKeyBusy)}}}, 0, false, false},
		{"write in doubt", &Error{Op: "put", Err: ErrTimeout, InDoubt: true, Attempts: []Attempt{{Err: ErrTimeout}}}, 0, false, true},
		{"read in doubt", &Error{Op: "get", Err: ErrTimeout, InDoubt: true, Attempts: []Attempt{{Err: ErrTimeout}}}, 0, false, false},
		{"doubt, refused", &Error{Op: "put", Err: refused(aero.CodeForbidden), InDoubt: true}, 0, false, false},
		{"doubt, nothing sent", &Error{Op: "put", Err: ErrNodeFailing, InDoubt: true, Attempts: []Attempt{lost}}, 0, false, false},
	}
	for _, c := range cases {
		if why := unfounded(c.err, timing, c.took, c.ended); (why == "") != c.want {
			t.Errorf("%s: %q", c.name, why)
		}
	}
}
