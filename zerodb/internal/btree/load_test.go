package btree

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"testing"
)

// TestLoad loads sorted keys of every style, into an empty tree and behind what is there, with several fill factors, and checks structure and
// content.
func TestLoad(t *testing.T) {
	for style, source := range keyStyles {
		for _, pageSize := range []int{4096, 65536} {
			for _, fill := range []int{1, 100} {
				t.Run(fmt.Sprintf("%s/%d/%d", style, pageSize, fill), func(t *testing.T) {
					r := seeded(t)
					s, tree, m := newMemStore(t, pageSize), &Tree{}, model{}
					var keys []string
					for range 1200 / min(raceFactor, 4) {
						keys = append(keys, string(source(r, 900)))
					}
					slices.Sort(keys)
					keys = slices.Compact(keys)
					for rest := keys; len(rest) > 0; {
						n := min(len(rest), 1+r.IntN(800))
						for _, key := range rest[:n] {
							m[key] = randomValue(r, pageSize)
						}
						loadKeys(t, s, tree, m, rest[:n], fill)
						checkTree(t, s, tree)
						s.commit()
						rest = rest[n:]
					}
					compareAll(t, s, tree, m)
					for range 200 / raceFactor {
						modelPut(t, r, s, tree, m, source)
						modelDelete(t, r, s, tree, m, source)
					}
					checkTree(t, s, tree)
					compareAll(t, s, tree, m)
				})
			}
		}
	}
}

// loadKeys loads keys with the values of the model.
func loadKeys(t *testing.T, s *memStore, tree *Tree, m model, keys []string, fill int) {
	t.Helper()
	l, err := tree.StartLoad(s, fill)
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range keys {
		if err := l.Add([]byte(key), m[key]); err != nil {
			t.Fatal(err)
		}
		if err := l.Add([]byte(key), nil); err != ErrKeyOrder {
			t.Fatalf("the same key again: %v", err)
		}
	}
	if n, err := l.Finish(); err != nil || n != uint64(len(keys)) {
		t.Fatalf("finish: %d, %v, want %d", n, err, len(keys))
	}
}

// TestLoadPacks checks that pages are as full as they should be.
func TestLoadPacks(t *testing.T) {
	for _, fill := range []int{50, 100} {
		s, tree, m := newMemStore(t, 4096), &Tree{}, model{}
		var keys []string
		for i := range 20_000 {
			key := fmt.Sprintf("key %08d", i)
			keys, m[key] = append(keys, key), bytes.Repeat([]byte("v"), 40)
		}
		loadKeys(t, s, tree, m, keys, fill)
		shape := checkTree(t, s, tree)
		if got, want := shape.fill(4096), float64(fill)/100; got > want || got < want-0.03 {
			t.Errorf("fill %d: pages are %.2f full", fill, got)
		}
	}
}

// TestLoadBesideChanges changes a tree that is being loaded.
func TestLoadBesideChanges(t *testing.T) {
	s, tree, _ := numberedTree(t, 4096, 100)
	l, err := tree.StartLoad(s, 100)
	if err != nil {
		t.Fatal(err)
	}
	if err := l.Add([]byte("x"), nil); err != nil {
		t.Fatal(err)
	}
	mustDelete(t, s, tree, []byte("k00000"))
	if err := l.Add([]byte("y"), nil); !errors.Is(err, ErrBusy) {
		t.Errorf("got %v", err)
	}
	if _, err := l.Finish(); !errors.Is(err, ErrBusy) {
		t.Errorf("got %v", err)
	}
}

// BenchmarkLoad fills an empty tree with 100,000 entries.
func BenchmarkLoad(b *testing.B) {
	const count = 100_000
	keys := make([][]byte, count)
	for i := range keys {
		keys[i] = fmt.Appendf(nil, "key %012d", i)
	}
	value := make([]byte, 100)
	b.Run("load", func(b *testing.B) {
		for b.Loop() {
			s, tree := newMemStore(b, 4096), &Tree{}
			l, err := tree.StartLoad(s, 100)
			if err != nil {
				b.Fatal(err)
			}
			for _, key := range keys {
				if err := l.Add(key, value); err != nil {
					b.Fatal(err)
				}
			}
			if _, err := l.Finish(); err != nil {
				b.Fatal(err)
			}
		}
	})
	for name, store := range map[string]func(tree *Tree, s *memStore, key []byte) error{
		"put":    func(tree *Tree, s *memStore, key []byte) error { return tree.Put(s, key, value, Upsert) },
		"append": func(tree *Tree, s *memStore, key []byte) error { return tree.Append(s, key, value) },
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				s, tree := newMemStore(b, 4096), &Tree{}
				for _, key := range keys {
					if err := store(tree, s, key); err != nil {
						b.Fatal(err)
					}
				}
			}
		})
	}
}
