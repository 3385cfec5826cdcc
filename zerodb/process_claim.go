package zerodb

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"

	"github.com/aerolith/aerolith/zerodb/internal/peers"
	"github.com/aerolith/aerolith/zerodb/vfs"
)

// claimTries is how often, gatePoll apart, a process looks for a free block: the lock of one whose process was killed is held for a moment by who frees it.
const claimTries = 10

// claim takes a free block for this process. It fails with a *LimitError when each belongs to a process that is alive.
func (n *neighbours) claim() error {
	err := n.opts.FS.Mkdir(n.path(peersName), folderPermission)
	if err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	if n.token, err = n.drawToken(); err != nil {
		return err
	}
	for try := range claimTries {
		if try > 0 {
			pause(context.Background(), gatePoll)
		}
		if claimed, err := n.claimAny(); claimed || err != nil {
			return err
		}
	}
	limit := int64(n.memory.Blocks())
	return &LimitError{Limit: "number of reading processes", Value: limit + 1, Max: limit, Option: "MaxReaderProcesses"}
}

// claimAny takes the first free block, and reports whether there was one.
func (n *neighbours) claimAny() (claimed bool, err error) {
	for i := range n.memory.Blocks() {
		if n.memory.Owner(i) != 0 && n.lockIsRemoved(i) {
			continue // its process may be alive
		}
		lock, err := n.opts.FS.Lock(n.blockLock(i), filePermission)
		if errors.Is(err, vfs.ErrLocked) {
			continue
		}
		if err != nil {
			return false, err
		}
		if err := n.take(i); err != nil {
			return false, errors.Join(err, lock.Close())
		}
		n.own, n.lock = i, lock
		return true, nil
	}
	return false, nil
}

// drawToken returns what tells the next claim from every other.
func (n *neighbours) drawToken() (uint64, error) {
	var b [8]byte
	if _, err := io.ReadFull(n.opts.Random, b[:]); err != nil {
		return 0, fmt.Errorf("draw a token: %w", err)
	}
	return binary.LittleEndian.Uint64(b[:]) | 1, nil
}

// take claims a block, whose lock this process has.
func (n *neighbours) take(block int) (err error) {
	defer catchSharedFaults().done(&err)
	n.memory.Take(block, peers.Claim{Token: n.token, Process: vfs.ProcessID(), Since: n.opts.Now()})
	return nil
}
