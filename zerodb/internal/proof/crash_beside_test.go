package proof

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"

	"github.com/aerolith/aerolith/zerodb"
	"github.com/aerolith/aerolith/zerodb/vfs"
	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// ordinary is the ordinary change of the workloads that are about something else.
func (r *crashRun) ordinary(tx *zerodb.Tx, next *draft) error {
	return mix(tx, next, r.random, 12, 1500)
}

// inFlight has several commits under way that nobody waits for yet, as a server has.
func (r *crashRun) inFlight(commits int) {
	for done := 0; done < commits; {
		var pending []zerodb.Pending
		var last int
		for range 1 + r.random.IntN(5) {
			p, n, err := r.commitAsync(r.ordinary)
			if err != nil {
				r.fail(err)
				return
			}
			pending, last = append(pending, p), n
			done++
		}
		for _, p := range pending {
			if err := p.Wait(r.t.Context()); err != nil {
				r.fail(err)
			}
		}
		if r.options.Durability == zerodb.DurabilityAlways {
			r.history.keep(last)
		}
		if r.random.IntN(3) == 0 {
			r.checkpoint()
		}
	}
}

// commitAsync makes a commit that is not waited for and returns its number.
func (r *crashRun) commitAsync(do change) (zerodb.Pending, int, error) {
	tx, err := r.db.BeginWrite(r.t.Context())
	if err != nil {
		return zerodb.Pending{}, 0, err
	}
	next, n := r.history.next()
	if err := write(tx, next, do); err != nil {
		return zerodb.Pending{}, n, errors.Join(err, tx.Rollback())
	}
	r.history.attempt(next)
	pending, err := tx.CommitAsync()
	return pending, n, err
}

// severalReaders keeps readers of different ages open over commits and checkpoints; what each sees must stay what it was.
func (r *crashRun) severalReaders(commits int) {
	type parked struct {
		tx *zerodb.Tx
		n  int
	}
	var held []parked
	for i := range commits {
		r.commit(r.ordinary)
		if i%2 == 0 {
			n, err := serialOf(r.db)
			if err != nil {
				r.fail(err)
			}
			if tx := r.openReader(); tx != nil {
				held = append(held, parked{tx, n})
			}
		}
		if i%3 == 2 {
			r.checkpoint()
		}
		if len(held) > 3 || i == commits-1 {
			gone := held[r.random.IntN(len(held))]
			if err := matches(gone.tx, r.history.state(gone.n)); err != nil {
				r.fail(fmt.Errorf("a reader of state %d: %w", gone.n, err))
			}
			for at, h := range held {
				if h.tx == gone.tx {
					held = append(held[:at], held[at+1:]...)
					break
				}
			}
			if err := gone.tx.Rollback(); err != nil {
				r.fail(err)
			}
		}
	}
	for _, h := range held {
		if err := h.tx.Rollback(); err != nil {
			r.fail(err)
		}
	}
}

// sharingProcess is a process that shares memory with others: each sees what another has left there, be it dead.
type sharingProcess struct{ *process }

// Share implements vfs.Sharer.
func (p sharingProcess) Share(name string, perm fs.FileMode, size int64) (vfs.Shared, error) {
	sharer, ok := p.FS.(vfs.Sharer)
	if !ok {
		return nil, zerodb.ErrNotShared
	}
	shared, err := sharer.Share(name, perm, size)
	if err == nil {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.shared = append(p.shared, shared)
	}
	return shared, err
}

// shareMemory makes all lives share memory with readers.
func (r *crashRun) shareMemory() { r.shares = true }

// readBeside has a second process that reads while the first commits, so that commits write their pages at once.
func (r *crashRun) readBeside(commits int) {
	options := r.options
	options.FS = r.files
	for i := range commits {
		r.commit(r.ordinary)
		if i%3 != 1 {
			continue
		}
		other, err := zerodb.OpenReadOnly(databasePath, options)
		if err != nil {
			r.fail(fmt.Errorf("open beside: %w", err))
			return
		}
		r.commit(r.ordinary)
		r.checkpoint()
		n, err := serialOf(other)
		if err == nil {
			err = other.View(func(tx *zerodb.Tx) error { return matches(tx, r.history.state(n)) })
		}
		if err := errors.Join(err, other.Close()); err != nil {
			r.fail(fmt.Errorf("read beside, state %d: %w", n, err))
		}
	}
}

// backups takes backups while commits and checkpoints go on; each must be whole.
func (r *crashRun) backups(commits int) {
	for i := range commits {
		r.commit(r.ordinary)
		if i%3 != 1 {
			continue
		}
		var out bytes.Buffer
		beside := &actingWriter{Writer: &out, do: func() {
			r.commit(r.ordinary)
			r.checkpoint()
		}}
		if _, err := r.db.Backup(r.t.Context(), beside, zerodb.BackupOptions{}); err != nil {
			r.fail(fmt.Errorf("backup: %w", err))
			return
		}
		if _, err := zerodb.VerifyBackup(r.t.Context(), &out, zerodb.BackupOptions{}); err != nil {
			r.fail(err)
		}
	}
}

// actingWriter does something once, before the first write.
type actingWriter struct {
	io.Writer
	do func()
}

// Write implements io.Writer.
func (w *actingWriter) Write(b []byte) (int, error) {
	if w.do != nil {
		w.do()
		w.do = nil
	}
	return w.Writer.Write(b)
}

// restored makes the database by restoring a backup and the log behind it: a crash on the way leaves no database, or a whole one.
func (r *crashRun) restored() {
	other := &crashRun{watcher: &watcher{t: r.t, seed: r.seed, history: r.history, options: r.options}, random: r.random, files: newFiles(r.t)}
	other.begin()
	var out bytes.Buffer
	for i := range 4 {
		other.commit(other.ordinary)
		if i == 1 {
			_, err := other.db.Backup(r.t.Context(), &out, zerodb.BackupOptions{})
			must(r.t, err)
		}
	}
	other.end(closed)
	last, _ := r.history.last()
	const source = "/home/source"
	r.history.unkeep()
	must(r.t, copyFolder(other.files, r.files, databasePath, source))
	options := r.options
	options.FS = r.files
	_, err := zerodb.Restore(r.t.Context(), databasePath, options, zerodb.RestoreOptions{Backup: &out, LogPath: source})
	must(r.t, err)
	r.history.keep(last)
}

// copyFolder copies the files of a folder and of its folders into another file system, unwatched.
func copyFolder(from, to *memfs.FS, source, target string) error {
	names, err := from.ReadDir(source)
	if err != nil {
		return err
	}
	if err := to.Mkdir(target, 0o700); err != nil {
		return err
	}
	for _, name := range names {
		info, err := from.Stat(source + "/" + name)
		if err != nil {
			return err
		}
		if info.Mode.IsDir() {
			err = copyFolder(from, to, source+"/"+name, target+"/"+name)
		} else {
			err = copyFile(from, to, source+"/"+name, target+"/"+name)
		}
		if err != nil {
			return err
		}
	}
	return to.SyncDir(target)
}

// copyFile copies a file durably.
func copyFile(from, to *memfs.FS, source, target string) error {
	in, err := from.OpenReadOnly(source)
	if err != nil {
		return err
	}
	size, err := in.Size()
	if err != nil {
		return err
	}
	content := make([]byte, size)
	if _, err := in.ReadAt(content, 0); err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	out, err := to.Create(target, 0o600)
	if err != nil {
		return err
	}
	_, err = out.WriteAt(content, 0)
	return errors.Join(err, out.SyncData(), out.Close(), in.Close())
}
