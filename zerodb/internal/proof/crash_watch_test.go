package proof

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/aerolith/aerolith/zerodb"
	"github.com/aerolith/aerolith/zerodb/vfs"
	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// watcher crashes a database after each operation of its file system, and judges what the crashes leave, beside the work
// that goes on.
type watcher struct {
	t       *testing.T
	seed    uint64
	history *history
	// options are those of the database; FS is replaced by each image.
	options zerodb.Options
	// vary changes them for each image; nil leaves them.
	vary   func(o *zerodb.Options, random *rand.Rand)
	varied atomic.Uint64
	// kinds says which images to take after operation n, nested whether to crash in the recovery of the n-th image too, thorough
	// whether to use the i-th image after operation n, and lose the power again, rather than only to look at it.
	kinds    func(n int) []memfs.Kind
	nested   func(n int) nesting
	thorough func(n, i int) bool
	// known are the images that were judged.
	known knownImages
	// sparse is how many operations there are from one that is followed by images to the next: 1 is each.
	sparse int

	jobs    chan image
	working sync.WaitGroup
	waiting unjudged
	// Figures for the report.
	operations, images, inner, failures atomic.Int64
	// places counts the transactions that took no page, farthest is how many segments the log was ahead of its syncs at most.
	places   placeCounter
	farthest int
}

// image is what a crash has left, to be judged.
type image struct {
	files *memfs.FS
	// least is the state that must be there at least, origin says where the image comes from.
	least  int
	number int
	origin string
	// thorough says that the image is to be used too.
	thorough bool
}

// unjudged counts the images that are still to be judged. Unlike a sync.WaitGroup it may grow from nothing while somebody waits, as it
// does when a process works on in the background.
type unjudged struct {
	mu   sync.Mutex
	n    int
	none *sync.Cond
}

// add counts one more.
func (u *unjudged) add() {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.n++
}

// done counts one less.
func (u *unjudged) done() {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.n--
	if u.n == 0 && u.none != nil {
		u.none.Broadcast()
	}
}

// wait returns once there was a moment without any.
func (u *unjudged) wait() {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.none == nil {
		u.none = sync.NewCond(&u.mu)
	}
	for u.n > 0 {
		u.none.Wait()
	}
}

// nesting says at which operations of a recovery the power fails again.
type nesting int

// The nestings.
const (
	noStep nesting = iota
	oneStep
	eachStep
)

// failuresMax is after how many wrong images a run says no more.
const failuresMax = 5

// start begins to judge images.
func (w *watcher) start() {
	w.jobs = make(chan image, 2*runtime.GOMAXPROCS(0))
	for range runtime.GOMAXPROCS(0) {
		w.working.Go(func() {
			for i := range w.jobs {
				w.judge(i)
				w.waiting.done()
			}
		})
	}
}

// drain waits until all images so far were judged.
func (w *watcher) drain() { w.waiting.wait() }

// stop ends the judging and reports.
func (w *watcher) stop() {
	w.drain()
	close(w.jobs)
	w.working.Wait()
	last, _ := w.history.last()
	w.t.Logf("%d operations, %d images, %d images of recoveries, %d of them the same again, %d states, %d of them by changes in place", w.operations.Load(),
		w.images.Load(), w.inner.Load(), w.known.times(), last, w.places.commits.Load())
}

// watch looks at a file system from now on.
func (w *watcher) watch(files *memfs.FS) {
	files.OnOp(func(n int, op memfs.Op) { w.crash(files, n, op) })
}

// crash takes the images of one moment. What was acknowledged is read first, since work may go on meanwhile.
func (w *watcher) crash(files *memfs.FS, n int, op memfs.Op) {
	w.operations.Add(1)
	_, least := w.history.last()
	kinds := w.kinds(n)
	if n%(slowdown*max(1, w.sparse)) != 0 {
		kinds = nil
	} else if n <= creationOperations {
		kinds = creationKinds()
	}
	for i, kind := range kinds {
		left, err := files.CrashImage(kind, randomOf(w.seed, uint64(n)<<16|uint64(i)<<8|uint64(kind)))
		if err != nil {
			w.fail(err)
			return
		}
		left.SetQuota(0)
		w.waiting.add()
		w.jobs <- image{
			files: left, least: least, number: int(w.images.Add(1)), thorough: w.thorough(n, i),
			origin: fmt.Sprintf("crash after operation %d (%s %s at %d+%d), image %v, seed %d", n, op.Kind, op.Name, op.Offset, op.Length, kind, w.seed),
		}
	}
}

// creationOperations is about how many operations make a database. They are few, differ from all later ones, and not
// everything that they may leave shows in one random image.
const creationOperations = 24

// creationKinds are the images to take while a database is being made.
func creationKinds() []memfs.Kind {
	kinds := memfs.Kinds()
	for range 4 {
		kinds = append(kinds, memfs.RandomSubset, memfs.TornSectors)
	}
	return kinds
}

// optionsOn returns the options to open files with that a crash has left.
func (w *watcher) optionsOn(files vfs.FS) zerodb.Options {
	options := w.options
	if w.vary != nil {
		w.vary(&options, randomOf(w.seed, w.varied.Add(1)<<8|78))
	}
	options.FS = files
	return options
}

// judge judges an image and reports a failure.
func (w *watcher) judge(i image) {
	if w.failures.Load() >= failuresMax {
		return
	}
	if err := w.judgeImage(i); err != nil {
		w.fail(fmt.Errorf("%s: %w", i.origin, err))
	}
}

// fail reports a failure, unless there were many.
func (w *watcher) fail(err error) {
	if w.failures.Add(1) <= failuresMax {
		w.t.Error(err)
	}
}
