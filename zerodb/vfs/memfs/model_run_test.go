package memfs_test

import (
	"math/rand/v2"
	"testing"

	"github.com/aerolith/aerolith/zerodb/vfs"
	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// The random workload: few names, so that they are often replaced, and files that cross the border of a chunk by
// little, so that the model stays cheap.
const (
	modelSeeds = 20
	modelSteps = 100
	modelBase  = 65_536 - 1200
	modelSpan  = 2400
)

// workload makes the same random operations on a file system and on its model.
type workload struct {
	t      *testing.T
	random *rand.Rand
	files  *memfs.FS
	model  *model
}

// TestImagesAgainstModel runs random operations and takes an image of every kind after each one. What must be exact
// is compared with the model's state; of the random kinds, each file must hold what a crash may leave. An
// image of an earlier moment is read again later, so that it proves to be independent.
func TestImagesAgainstModel(t *testing.T) {
	for seed := range uint64(modelSeeds) {
		w := &workload{t: t, random: seeded(seed), files: recording(), model: newModel()}
		var earlier *memfs.FS
		var expected string
		for step := range modelSteps {
			w.step()
			w.checkExact(seed, step)
			w.checkRandom(seed, step)
			if step%10 == 0 {
				if earlier != nil && read(t, earlier).show() != expected {
					t.Fatalf("seed %d, step %d: an earlier image has changed", seed, step)
				}
				earlier, expected = image(t, w.files, memfs.Everything, nil), w.model.live.show()
			}
		}
	}
}

// step makes one random operation.
func (w *workload) step() {
	names := []string{"/a", "/b", "/c"}
	name, other := names[w.random.IntN(3)], names[w.random.IntN(3)]
	file, exists := w.model.live.names[name]
	switch op := w.random.IntN(12); {
	case !exists:
		must(w.t, create(w.t, w.files, name, "").Close())
		w.model.do(change{file: w.model.files, to: name})
		w.model.files++
	case op < 6:
		w.write(name, file)
	case op == 6:
		size := w.random.IntN(modelSpan)
		must(w.t, open(w.t, w.files, name).Truncate(int64(modelBase+size)))
		w.model.do(change{file: file, offset: size})
	case op < 9:
		must(w.t, open(w.t, w.files, name).SyncData())
		w.model.syncData(file)
	case op == 9:
		must(w.t, w.files.SyncDir("/"))
		w.model.syncDir()
	case op == 10 && name != other:
		must(w.t, w.files.Rename(name, other))
		w.model.do(change{file: file, from: name, to: other})
	case op == 11:
		must(w.t, w.files.Remove(name))
		w.model.do(change{file: file, from: name})
	}
}

// write writes bytes to a file that are never zero and differ from their neighbours, so that a misplaced one shows.
func (w *workload) write(name string, file int) {
	offset := w.random.IntN(modelSpan)
	b := make([]byte, 1+w.random.IntN(1500))
	first := w.random.IntN(255)
	for i := range b {
		b[i] = byte(1 + (first+i)%255)
	}
	if w.random.IntN(3) == 0 {
		w.writeParts(name, file, b, offset)
		return
	}
	write(w.t, open(w.t, w.files, name), int64(modelBase+offset), string(b))
	w.model.do(change{file: file, bytes: b, offset: offset})
}

// writeParts writes bytes in parts with one call. To the model each is a change of its own.
func (w *workload) writeParts(name string, file int, b []byte, offset int) {
	var parts [][]byte
	for rest := b; len(rest) > 0; {
		n := min(len(rest), w.random.IntN(700))
		if parts, rest = append(parts, rest[:n]), rest[n:]; n > 0 {
			w.model.do(change{file: file, bytes: parts[len(parts)-1], offset: offset})
			offset += n
		}
	}
	must(w.t, open(w.t, w.files, name).(vfs.VectorWriter).WriteVectorAt(parts, int64(modelBase+offset-len(b))))
}

// read returns what a file system holds, as a state with files numbered anew.
func read(t *testing.T, files *memfs.FS) state {
	t.Helper()
	names, err := files.ReadDir("/")
	must(t, err)
	s := newState()
	for i, name := range names {
		s.names["/"+name] = i
		s.content[i] = tail(t, files, "/"+name)
	}
	return s
}

// tail returns what a file holds from modelBase.
func tail(t *testing.T, files *memfs.FS, name string) []byte {
	t.Helper()
	file := open(t, files, name)
	size, err := file.Size()
	must(t, err)
	b := make([]byte, max(0, size-modelBase))
	if len(b) > 0 {
		_, err = file.ReadAt(b, modelBase)
		must(t, err)
	}
	must(t, file.Close())
	return b
}

// checkExact compares the kinds of which only one image, or one of few, is right.
func (w *workload) checkExact(seed uint64, step int) {
	w.t.Helper()
	if got := read(w.t, image(w.t, w.files, memfs.OnlySynced, nil)); got.show() != w.model.durable.show() {
		w.t.Fatalf("seed %d, step %d: %v differs", seed, step, memfs.OnlySynced)
	}
	if got := read(w.t, image(w.t, w.files, memfs.Everything, nil)); got.show() != w.model.live.show() {
		w.t.Fatalf("seed %d, step %d: %v differs", seed, step, memfs.Everything)
	}
	got := read(w.t, image(w.t, w.files, memfs.OrderedPrefix, w.random)).show()
	for kept := range len(w.model.pending) + 1 {
		if got == w.model.prefix(kept).show() {
			return
		}
	}
	w.t.Fatalf("seed %d, step %d: %v is none of the prefixes", seed, step, memfs.OrderedPrefix)
}

// checkRandom checks that the other kinds hold nothing that no crash could leave, and every durable name whose
// change was not under way.
func (w *workload) checkRandom(seed uint64, step int) {
	w.t.Helper()
	for _, kind := range []memfs.Kind{memfs.RandomSubset, memfs.TornSectors, memfs.StaleLength, memfs.Reordered, memfs.TornHeads} {
		got := read(w.t, image(w.t, w.files, kind, w.random))
		for name, file := range got.names {
			if !w.model.mayHave(name, got.content[file]) {
				w.t.Fatalf("seed %d, step %d: %v has impossible content in %s", seed, step, kind, name)
			}
		}
		for name, file := range w.model.durable.names {
			_, there := got.names[name]
			if !there && w.model.live.names[name] == file && !w.isMoved(name) {
				w.t.Fatalf("seed %d, step %d: %v has lost %s", seed, step, kind, name)
			}
		}
	}
}

// isMoved reports whether a change that is not durable is about a name.
func (w *workload) isMoved(name string) bool {
	for _, c := range w.model.pending {
		if c.from == name || c.to == name {
			return true
		}
	}
	return false
}
