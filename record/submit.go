package record

import (
	"errors"
	"sync"
	"time"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/zerodb"
)

// Submit is Execute without waiting: it returns when the command has its place in the order of the namespace's
// writes, and calls done.Done when res is filled. It blocks while the queue is full. Submissions of one goroutine take
// effect in order.
//
// An answer of aero.CodeTimeout leaves open whether a write happened; other failures for which the protocol has no
// code are answered with aero.CodeUnknown and mean that it did not.
func (s *Store) Submit(cmd *aero.RecordCommand, res *aero.RecordResult, done *sync.WaitGroup) {
	b := burst{store: s, waiting: done}
	if b.add(cmd, cmd.Timeout, OriginClient, res); b.n != nil {
		b.n.committer.nudge()
		b.n.leave()
	}
}

// enqueue puts a write of the namespace into its queue, for somebody to attend to. The caller has entered the namespace.
func (n *namespace) enqueue(
	cmd *aero.RecordCommand, timeout time.Duration, from Origin, res *aero.RecordResult, done *sync.WaitGroup,
) {
	r := n.newRequest(cmd, timeout, res)
	r.owner, r.waiting, r.from = ownerCounts, done, from
	n.push(r)
}

// submitAtOnce answers commands that need not wait for their turn: reads, and those that name no namespace.
func (s *Store) submitAtOnce(n *namespace, cmd *aero.RecordCommand, from Origin, res *aero.RecordResult) {
	switch {
	case n == nil:
		answerCode(res, aero.CodeNamespace)
	case cmd.Flags&aero.FlagRead == 0:
		answerCode(res, aero.CodeParameter)
	default:
		if err := n.executeRead(cmd, res); err != nil {
			answerError(res, err)
		}
		n.tallies.answer(from, cmd, res, nil)
	}
}

// answerError answers with the code that stands for an error where only a code can be given.
func answerError(res *aero.RecordResult, err error) {
	code := aero.CodeUnknown
	if errors.Is(err, zerodb.ErrCommitUnknown) {
		code = aero.CodeTimeout
	}
	answerCode(res, code)
}
