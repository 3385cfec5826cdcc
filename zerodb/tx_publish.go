package zerodb

import (
	"context"
	"sync"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/mvcc"
	"github.com/aerolith/aerolith/zerodb/internal/peers"
)

// publisher shows versions to readers in the order of their commits, each once the log is durable up to its end. The
// lock is a leaf: nothing is called with it held but the readers' table.
type publisher struct {
	readers *mvcc.Readers[root]
	// peers is where other processes look; nil when none is there that looks. It is changed with the writer lock and mu
	// held, and read with one of them.
	peers *peers.Memory
	// capacity is how many versions may wait.
	capacity int

	// mu guards the fields below.
	mu sync.Mutex
	// waiting are the versions that are not durable yet, in order, from head on.
	waiting []*version
	head    int
	// durable is the last position that the log has reported; frozen says that the database has stopped, so that
	// the visible version stays as it is.
	durable ids.LSN
	frozen  bool
}

// add puts a version in line. It may be durable already, when another waiter's sync has covered it.
func (p *publisher) add(v *version) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.head > 0 && p.head == len(p.waiting) {
		p.waiting, p.head = p.waiting[:0], 0
	}
	p.waiting = append(p.waiting, v)
	p.show()
}

// reached tells that the log is durable up to a position. The log calls it, in order.
func (p *publisher) reached(lsn ids.LSN) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.durable = max(p.durable, lsn)
	if p.peers != nil {
		p.peers.SetDurable(p.durable)
	}
	p.show()
}

// show publishes the youngest durable version. The caller holds mu.
func (p *publisher) show() {
	if p.frozen {
		return
	}
	var last *version
	for p.head < len(p.waiting) && p.waiting[p.head].State.end <= p.durable {
		last = p.waiting[p.head]
		p.waiting[p.head] = nil
		p.head++
	}
	if last != nil {
		p.publish(last)
	}
}

// publish shows a version to readers. Those of other processes come first: what Visible returns, all may be given. One caller
// at a time.
func (p *publisher) publish(v *version) {
	if p.peers != nil {
		p.peers.Publish(peerRoot(v))
	}
	p.readers.Publish(v)
}

// attend shows other processes what readers here see, and each version from now on. All pages are in the file.
func (p *publisher) attend(to *peers.Memory) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.peers = to
	to.Publish(peerRoot(p.readers.Visible()))
}

// settle tells other processes how many pages are all that anybody can see.
func (p *publisher) settle(pages ids.PageID) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.peers != nil {
		p.peers.Settle(pages)
	}
}

// neglect shows other processes nothing more.
func (p *publisher) neglect() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.peers = nil
}

// freeze keeps the visible version for good.
func (p *publisher) freeze() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.frozen = true
}

// oldest returns the position that the oldest waiting version needs, if so many wait that the line is full.
func (p *publisher) oldest() (ids.LSN, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.head > p.capacity {
		p.waiting = append(p.waiting[:0], p.waiting[p.head:]...)
		p.head = 0
	}
	if len(p.waiting)-p.head < p.capacity {
		return 0, false
	}
	return p.waiting[p.head].State.end, true
}

// waitForRoom returns when there is a place in the line. It makes the log durable where the line is full.
func (p *publisher) waitForRoom(db *DB) error {
	lsn, full := p.oldest()
	if !full {
		return nil
	}
	if err := db.log.WaitDurable(context.Background(), lsn); err != nil {
		return db.stop(err)
	}
	return nil
}
