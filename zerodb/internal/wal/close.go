package wal

import (
	"errors"
	"fmt"

	"github.com/aerolith/aerolith/zerodb/vfs"
)

// Close releases the log's files without syncing them; call Sync first to keep what was appended. It waits for a
// sync in progress, wakes everybody who waits with ErrClosed, and must not run beside Append or Reserve. A second
// call does nothing. It returns the first error of closing a file.
func (l *Log) Close() error {
	l.fill.Lock()
	defer l.fill.Unlock()
	l.waitTurn()
	files := l.markClosed()
	l.endTurn(nil)
	var err error
	for _, file := range files {
		err = errors.Join(err, file.Close())
	}
	if err != nil {
		return fmt.Errorf("zerodb/wal: close: %w", err)
	}
	return nil
}

// markClosed makes every further call fail and returns the files to close. The caller has the turn.
func (l *Log) markClosed() []vfs.File {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.closed = true
	if l.failure == nil {
		l.failure = ErrClosed
	}
	var files []vfs.File
	for _, s := range l.spares {
		files = append(files, s.file)
	}
	for _, s := range l.pending {
		files = append(files, s.file)
	}
	if l.active != nil {
		files = append(files, l.active.file)
	}
	l.spares, l.pending, l.active = nil, nil, nil
	return files
}
