package zerodb

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strconv"
	"sync"
	"time"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/peers"
	"github.com/aerolith/aerolith/zerodb/vfs"
)

// Names inside a database's folder that concern other processes.
const (
	// gateName is the lock that is held for the moment in which a process finds out who is there.
	gateName = "gate"
	// peersName is the folder with one lock for each reading process.
	peersName = "readers"
)

// neighbours is what a database has in common with other processes: the shared memory in the lock file, and for each
// reading process a lock that ends with it. docs/decisions/several-processes.md argues why nobody is misjudged.
type neighbours struct {
	opts   Options
	path   func(base string) string
	shared vfs.Shared
	memory *peers.Memory
	// own is the block of this process, if it only reads, else noBlock; token is its claim, lock the lock that backs it.
	own   int
	token uint64
	lock  io.Closer
	// alone says that the memory is this process's own, and lock keeps writers away; current says that the memory is of the writer that is there, this process or another, so whoever has a block in it came with a lock.
	alone, current bool

	// reaping lets one goroutine at a time look for dead readers; it guards no field.
	reaping sync.Mutex
	// using is held by who looks at the memory while the database may be closed, and guards gone, which says that it is no longer mapped.
	using sync.RWMutex
	gone  bool
}

// enter keeps the memory mapped until exit, and reports false where it no longer is.
func (n *neighbours) enter() bool {
	if n == nil {
		return true
	}
	n.using.RLock()
	if n.gone {
		n.using.RUnlock()
		return false
	}
	return true
}

// exit ends what enter began.
func (n *neighbours) exit() {
	if n != nil {
		n.using.RUnlock()
	}
}

// noBlock is the own block of a process that writes.
const noBlock = -1

// gatePoll is how often a process tries the gate. Who holds it does so for some system calls, or for a bounded replay.
const gatePoll = time.Millisecond

// enterGate takes the gate: while it is held, no other process can begin to open the database. It gives up with ErrLocked after
// Options.OpenTimeout.
func enterGate(opts Options, name string) (io.Closer, error) {
	ctx, cancel := context.WithTimeout(context.Background(), opts.OpenTimeout)
	defer cancel()
	for {
		gate, err := opts.FS.Lock(name, filePermission)
		if !errors.Is(err, vfs.ErrLocked) {
			return gate, err
		}
		if !pause(ctx, gatePoll) {
			return nil, fmt.Errorf("%w: another process has been opening it for %v (option OpenTimeout): %w", ErrLocked, opts.OpenTimeout, err)
		}
	}
}

// pause waits, and reports false when ctx ends first.
func pause(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// meet maps the shared memory and finds out whether another process that reads is alive. If none is, and no writer, the
// memory starts anew, whatever it held. The caller holds the gate, and the writer lock or proof that nobody has it. It returns
// nil where the file system cannot share memory.
func meet(opts Options, path func(string) string) (n *neighbours, foreign bool, err error) {
	sharer, ok := opts.FS.(vfs.Sharer)
	if !ok {
		return nil, false, nil
	}
	n = &neighbours{opts: opts, path: path, own: noBlock}
	if err := n.open(sharer); err != nil {
		return nil, false, err
	}
	if n.memory.Blocks() > 0 {
		foreign, err = n.reap()
		if err != nil {
			return nil, false, errors.Join(err, n.close())
		}
	}
	if !foreign {
		err = n.reset(sharer)
	}
	return n, foreign, err
}

// open maps as much of the lock file as it says that it has, at least one block.
func (n *neighbours) open(sharer vfs.Sharer) error {
	for blocks := 1; ; {
		shared, err := sharer.Share(n.path(lockName), filePermission, peers.Size(blocks))
		if err != nil {
			return err
		}
		n.shared = shared
		enough, claimed, err := n.look(blocks)
		if err != nil {
			return errors.Join(err, shared.Close())
		}
		if enough {
			return nil
		}
		if err := shared.Close(); err != nil {
			return err
		}
		blocks = claimed
	}
}

// look takes a first look at the mapped memory, and reports whether all blocks that it says it has are mapped.
func (n *neighbours) look(mapped int) (enough bool, claimed int, err error) {
	defer catchSharedFaults().done(&err)
	var form error
	n.memory, form = peers.Open(n.shared.Bytes())
	claimed = n.memory.Claimed()
	return form == nil || claimed <= mapped, claimed, nil
}

// reset empties the shared memory and gives it the size that the options ask for.
func (n *neighbours) reset(sharer vfs.Sharer) error {
	if err := n.shared.Close(); err != nil {
		return err
	}
	shared, err := sharer.Share(n.path(lockName), filePermission, peers.Size(n.opts.MaxReaderProcesses))
	if err != nil {
		return err
	}
	n.shared = shared
	if err := n.clear(); err != nil {
		return errors.Join(err, shared.Close())
	}
	return nil
}

// clear makes the mapped memory new, whatever it was.
func (n *neighbours) clear() (err error) {
	defer catchSharedFaults().done(&err)
	n.memory = peers.New(n.shared.Bytes(), n.opts.MaxReaderProcesses)
	return nil
}

// blockLock returns the name of the lock that backs a block.
func (n *neighbours) blockLock(block int) string {
	return n.path(peersName) + "/" + strconv.Itoa(block)
}

// reap frees the blocks of reading processes that have ended, and reports whether any other is alive.
func (n *neighbours) reap() (alive bool, err error) {
	n.reaping.Lock()
	defer n.reaping.Unlock()
	for i := range n.memory.Used() {
		if i == n.own || n.memory.Owner(i) == 0 {
			continue
		}
		lives, err := n.judge(i)
		if err != nil {
			return false, err
		}
		alive = alive || lives
	}
	return alive, nil
}

// judge frees a block if its lock is free, and reports whether the process behind it is alive. While it holds the lock nobody
// can claim the block. Where somebody has removed the file of a lock that is held, nobody can tell: such a process is taken for alive, else pages that it reads would be used again.
func (n *neighbours) judge(block int) (alive bool, err error) {
	if n.current && n.lockIsRemoved(block) {
		return true, nil
	}
	lock, err := n.opts.FS.Lock(n.blockLock(block), filePermission)
	switch {
	case errors.Is(err, vfs.ErrLocked):
		return true, nil
	case errors.Is(err, fs.ErrNotExist):
		// Without the folder of locks nobody can hold one; the memory is from another time.
		n.memory.GiveBack(block)
		return false, nil
	case err != nil:
		return false, err
	}
	n.memory.GiveBack(block)
	return false, lock.Close()
}

// lockIsRemoved reports whether the file of a lock is not there.
func (n *neighbours) lockIsRemoved(block int) bool {
	_, err := n.opts.FS.Stat(n.blockLock(block))
	return errors.Is(err, fs.ErrNotExist)
}

// leave gives this process's block and the memory back. No reader of this process may be open any more.
func (n *neighbours) leave() error {
	if n == nil {
		return nil
	}
	n.using.Lock()
	defer n.using.Unlock()
	n.gone = true
	var err error
	if n.own != noBlock {
		if n.memory.Owner(n.own) == n.token { // else it was taken for dead, and the block may be another's
			n.memory.GiveBack(n.own)
		}
		err = n.lock.Close()
	}
	return errors.Join(err, n.close())
}

// close unmaps the memory.
func (n *neighbours) close() error { return n.shared.Close() }

// appendPins appends what the readers of other processes hold to pins.
func (n *neighbours) appendPins(pins []ids.TxID) []ids.TxID {
	if n == nil {
		return pins
	}
	return n.memory.AppendPins(pins)
}
