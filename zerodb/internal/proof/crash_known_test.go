package proof

import (
	"fmt"
	"hash/maphash"
	"sync"

	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// knownImages remembers which state each image showed that was judged, by its fingerprint. Different kinds of image are often the
// same files, right after a sync all of them, and an opening depends on nothing but the files: what was judged need not be
// judged again, only held against what must be there by now. The zero value is ready for use.
type knownImages struct {
	mu     sync.Mutex
	seed   maphash.Seed
	states map[uint64]int
	// repeated counts the images that were known.
	repeated int64
}

// fingerprint returns what an image is known by.
func (k *knownImages) fingerprint(files *memfs.FS) uint64 {
	k.mu.Lock()
	if k.states == nil {
		k.states, k.seed = map[uint64]int{}, maphash.MakeSeed()
	}
	seed := k.seed
	k.mu.Unlock()
	return files.Fingerprint(seed)
}

// state returns the state that an image showed before.
func (k *knownImages) state(fingerprint uint64) (n int, known bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	n, known = k.states[fingerprint]
	if known {
		k.repeated++
	}
	return n, known
}

// enter notes the state that an image shows, and that all is well in it.
func (k *knownImages) enter(fingerprint uint64, n int) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.states[fingerprint] = n
}

// forget is for when numbers of states get another meaning.
func (k *knownImages) forget() {
	k.mu.Lock()
	defer k.mu.Unlock()
	clear(k.states)
}

// times returns how many images were known.
func (k *knownImages) times() int64 {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.repeated
}

// look opens an image, compares what it shows with the history, and closes it again, unless the same was done before.
func (w *watcher) look(files *memfs.FS, least int) (found int, err error) {
	fingerprint := w.known.fingerprint(files)
	if n, known := w.known.state(fingerprint); known {
		if n < least {
			err = fmt.Errorf("state %d was found, but %d was acknowledged", n, least)
		}
		return n, err
	}
	db, n, err := w.open(files, least)
	if err != nil {
		return n, err
	}
	if err := db.Close(); err != nil {
		return n, err
	}
	w.known.enter(fingerprint, n)
	return n, nil
}
