package record

import (
	"sync"
	"time"

	"github.com/aerolith/aerolith/aero"
)

// burst is a number of commands of one goroutine that get their places in the queue one after the other, so that they
// share groups.
type burst struct {
	store *Store
	// waiting counts the commands that have no answer yet.
	waiting *sync.WaitGroup
	// n is the namespace that the burst has entered, whose queue has commands of the burst; nil for none.
	n *namespace
}

// add puts a command into the queue. One that need not wait for its turn is carried out at once.
func (b *burst) add(cmd *aero.RecordCommand, timeout time.Duration, from Origin, res *aero.RecordResult) {
	n := b.store.namespaces[cmd.Namespace]
	switch {
	case n == nil || cmd.Flags&aero.FlagWrite == 0:
		b.attend() // what comes at once may enter a namespace itself
		b.store.submitAtOnce(n, cmd, from, res)
		b.waiting.Done()
		return
	case cmd.Function != nil:
		b.store.submitFunction(n, cmd, timeout, from, res, b.waiting)
		return
	}
	if n != b.n {
		b.attend()
		if err := n.enter(); err != nil {
			answerError(res, err)
			b.waiting.Done()
			return
		}
		b.n = n
	}
	n.enqueue(cmd, timeout, from, res, b.waiting)
}

// attend attends to the queue that has commands of the burst.
func (b *burst) attend() {
	if b.n == nil {
		return
	}
	b.n.committer.attend()
	b.n.leave()
	b.n = nil
}

// wait returns when all commands have their answers. It carries them out itself if nobody else does.
func (b *burst) wait() {
	b.attend()
	b.waiting.Wait()
}

// Write carries out commands that write, in order, and returns when the answers to all of them may be given. It is
// Submit for many, whose codes stand for the same; writes of one call to a namespace share a transaction where they fit.
//
// It does not wake another goroutine for that unless others write to the namespace at the moment.
func (s *Store) Write(writes []aero.Write) {
	waiting, ok := s.waiting.Get().(*sync.WaitGroup)
	if !ok {
		waiting = new(sync.WaitGroup)
	}
	waiting.Add(len(writes))
	b := burst{store: s, waiting: waiting}
	for _, w := range writes {
		b.add(w.Command, w.Command.Timeout, OriginClient, w.Result)
	}
	b.wait()
	s.waiting.Put(waiting)
}
