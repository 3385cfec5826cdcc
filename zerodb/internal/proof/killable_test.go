package proof

import (
	"errors"
	"io"
	"io/fs"
	"path/filepath"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/aerolith/aerolith/zerodb/vfs"
)

// errKilled is what a process would see of the file system after its end.
var errKilled = errors.New("proof: the process was killed")

// process is the file system as one process sees it: once that is killed, no call of its reaches the files any more, and
// its locks are gone, while all that it wrote stays in the page cache, synced or not.
type process struct {
	vfs.FS
	killed atomic.Bool
	// syncing guards beforeSync, which is called before each sync of the data file; nil when nobody wants to know. It is called by one checkpoint at a time.
	syncing    sync.Mutex
	beforeSync func()
	// givesWay lets other goroutines go on before each write to the data file.
	givesWay atomic.Bool
	// logSyncs holds up the syncs of the log's files.
	logSyncs gate
	// mu guards locks and shared, the memory that it shares with others.
	mu     sync.Mutex
	locks  []*processLock
	shared []vfs.Shared
}

// kill ends the process.
func (p *process) kill() error {
	p.killed.Store(true)
	p.mu.Lock()
	defer p.mu.Unlock()
	var err error
	for _, l := range p.locks {
		err = errors.Join(err, l.Closer.Close())
	}
	p.locks = nil
	return err
}

// Create implements vfs.FS.
func (p *process) Create(name string, perm fs.FileMode) (vfs.File, error) {
	return p.open(name, func() (vfs.File, error) { return p.FS.Create(name, perm) })
}

// Open implements vfs.FS.
func (p *process) Open(name string) (vfs.File, error) {
	if name == dataFile {
		return p.openData(name)
	}
	return p.open(name, func() (vfs.File, error) { return p.FS.Open(name) })
}

// open opens a file unless the process is dead.
func (p *process) open(name string, do func() (vfs.File, error)) (vfs.File, error) {
	if p.killed.Load() {
		return nil, errKilled
	}
	f, err := do()
	if err != nil {
		return nil, err
	}
	return &processFile{wholeFile: wholeFile{f}, of: p, logged: filepath.Dir(name) == logFolder}, nil
}

// openData is Open for the data file, whose syncs are announced.
func (p *process) openData(name string) (vfs.File, error) {
	return p.open(name, func() (vfs.File, error) {
		f, err := p.FS.Open(name)
		return announcingFile{wholeFile{f}, p}, err
	})
}

// announcingFile tells its process before it is synced.
type announcingFile struct {
	wholeFile
	of *process
}

// SyncData implements vfs.File.
func (f announcingFile) SyncData() error {
	f.of.announceSync()
	return f.File.SyncData()
}

// announceSync calls beforeSync, unless that is under way or is being set: then it is not about this sync.
func (p *process) announceSync() {
	if p.killed.Load() || !p.syncing.TryLock() {
		return
	}
	defer p.syncing.Unlock()
	if p.beforeSync != nil {
		p.beforeSync()
	}
}

// announceSyncs sets beforeSync. It waits for a call that is under way, of a checkpoint in the background.
func (p *process) announceSyncs(to func()) {
	p.syncing.Lock()
	defer p.syncing.Unlock()
	p.beforeSync = to
}

// WriteAt implements vfs.File.
func (f announcingFile) WriteAt(b []byte, offset int64) (int, error) {
	const turns = 20
	for n := turns; n > 0 && f.of.givesWay.Load(); n-- {
		runtime.Gosched()
	}
	return f.File.WriteAt(b, offset)
}

// alive makes a change unless the process is dead.
func (p *process) alive(do func() error) error {
	if p.killed.Load() {
		return errKilled
	}
	return do()
}

// Mkdir implements vfs.FS.
func (p *process) Mkdir(name string, perm fs.FileMode) error {
	return p.alive(func() error { return p.FS.Mkdir(name, perm) })
}

// Rename implements vfs.FS.
func (p *process) Rename(from, to string) error {
	return p.alive(func() error { return p.FS.Rename(from, to) })
}

// Remove implements vfs.FS.
func (p *process) Remove(name string) error {
	return p.alive(func() error { return p.FS.Remove(name) })
}

// SyncDir implements vfs.FS.
func (p *process) SyncDir(name string) error {
	return p.alive(func() error { return p.FS.SyncDir(name) })
}

// Lock implements vfs.FS.
func (p *process) Lock(name string, perm fs.FileMode) (io.Closer, error) {
	l, err := p.FS.Lock(name, perm)
	if err != nil {
		return nil, err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	held := &processLock{Closer: l, of: p}
	p.locks = append(p.locks, held)
	return held, nil
}

// processLock is a lock that ends with its process.
type processLock struct {
	io.Closer
	of *process
}

// Close gives the lock back unless the process has lost it.
func (l *processLock) Close() error {
	l.of.mu.Lock()
	defer l.of.mu.Unlock()
	at := slices.Index(l.of.locks, l)
	if at < 0 {
		return nil
	}
	l.of.locks = slices.Delete(l.of.locks, at, at+1)
	return l.Closer.Close()
}

// processFile is a file that the process has open.
type processFile struct {
	wholeFile
	of *process
	// logged says that it is a file of the log.
	logged bool
}

// WriteAt implements vfs.File.
func (f *processFile) WriteAt(b []byte, offset int64) (n int, err error) {
	err = f.of.alive(func() error {
		n, err = f.File.WriteAt(b, offset)
		return err
	})
	return n, err
}

// WriteVectorAt implements vfs.VectorWriter. The process may be killed between two parts.
func (f *processFile) WriteVectorAt(parts [][]byte, offset int64) error {
	for i, b := range parts {
		if err := f.of.alive(func() error { return f.wholeFile.WriteVectorAt(parts[i:i+1], offset) }); err != nil {
			return err
		}
		offset += int64(len(b))
	}
	return nil
}

// FillHoles implements vfs.Sparse.
func (f *processFile) FillHoles() error { return f.of.alive(f.wholeFile.FillHoles) }

// Truncate implements vfs.File.
func (f *processFile) Truncate(size int64) error {
	return f.of.alive(func() error { return f.File.Truncate(size) })
}

// Allocate implements vfs.File.
func (f *processFile) Allocate(size int64) error {
	return f.of.alive(func() error { return f.File.Allocate(size) })
}

// SyncData implements vfs.File.
func (f *processFile) SyncData() error {
	if f.logged {
		f.of.logSyncs.pass()
	}
	return f.of.alive(f.File.SyncData)
}

// gate holds up who wants to pass while it is shut. The zero value is open.
type gate struct {
	mu sync.Mutex
	// opened is closed when the gate opens again; nil while it is open.
	opened chan struct{}
}

// shut shuts the gate.
func (g *gate) shut() {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.opened == nil {
		g.opened = make(chan struct{})
	}
}

// open lets everybody pass.
func (g *gate) open() {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.opened != nil {
		close(g.opened)
		g.opened = nil
	}
}

// pass returns once the gate is open.
func (g *gate) pass() {
	g.mu.Lock()
	opened := g.opened
	g.mu.Unlock()
	if opened != nil {
		<-opened
	}
}
