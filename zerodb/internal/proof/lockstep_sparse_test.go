package proof

import (
	"bytes"
	"errors"
	"io"
	"path/filepath"

	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// copiedSparsely ends a life, puts copies in the place of all files that have no blocks for what is zero, and begins another one, sometimes on a disk that has hardly any
// room for these blocks.
func (l *lockstep) copiedSparsely() error {
	if l.first.set.inMemory {
		return nil
	}
	l.heal()
	l.leaveAll()
	l.first.release(0)
	if l.random.IntN(2) == 0 {
		must(l.t, l.process.kill())
		_ = l.first.db.Close() // a dead process has nothing to say
	} else {
		l.first.close()
		l.keep(l.last())
	}
	l.bury()
	l.Sparse++
	files, err := l.first.files.CrashImage(everything, nil)
	if err != nil {
		return err
	}
	if err := errors.Join(makeSparse(files, dataFile), makeFolderSparse(files, logFolder)); err != nil {
		return err
	}
	l.first.files.OnOp(nil)
	l.first.files = files
	if l.random.IntN(2) == 0 {
		must(l.t, l.fill())
	}
	if l.crash != nil {
		l.crash.watch(files)
	}
	l.open()
	return l.reuseLog()
}

// reuseLog fills segments of the log, gives them up and uses them again, on a disk that has hardly any room for more.
func (l *lockstep) reuseLog() error {
	const rounds = 3
	for range rounds {
		if err := l.ascend(); err != nil {
			return err
		}
		if err := l.checkpoint(); err != nil {
			return err
		}
		if err := l.fill(); err != nil {
			return err
		}
	}
	return nil
}

// makeFolderSparse is makeSparse for all files of a folder.
func makeFolderSparse(files *memfs.FS, folder string) error {
	names, err := files.ReadDir(folder)
	for _, name := range names {
		err = errors.Join(err, makeSparse(files, filepath.Join(folder, name)))
	}
	return err
}

// makeSparse replaces a file by a copy that has no blocks for what is zero, as cp --sparse makes it.
func makeSparse(files *memfs.FS, name string) error {
	from, err := files.OpenReadOnly(name)
	if err != nil {
		return err
	}
	size, err := from.Size()
	if err != nil {
		return err
	}
	content := make([]byte, size)
	if _, err := from.ReadAt(content, 0); err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	const blockBytes = 4 << 10
	to, err := files.Create(name+".copy", 0o600)
	if err != nil {
		return err
	}
	err = to.Truncate(size)
	zeros := make([]byte, blockBytes)
	for at := 0; at < len(content); at += blockBytes {
		if block := content[at:min(at+blockBytes, len(content))]; !bytes.Equal(block, zeros[:len(block)]) {
			_, failed := to.WriteAt(block, int64(at))
			err = errors.Join(err, failed)
		}
	}
	return errors.Join(err, to.SyncData(), to.Close(), from.Close(), files.Rename(name+".copy", name), files.SyncDir(filepath.Dir(name)))
}
