package page

import (
	"slices"
	"testing"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
)

// FuzzValidate makes a page of arbitrary bytes, with a header good enough to get far, and requires of every page that
// passes Validate that no accessor, search or edit panics and that each edit leaves a valid page. One input goes behind
// the checksum, the other one to the end of the page.
func FuzzValidate(f *testing.F) {
	for _, n := range []Node{sampleLeaf(), sampleBranch()} {
		body := n[offsetKind:]
		f.Add(byte(n.Kind()), []byte(body[:100]), []byte(body[len(body)-200:]), []byte("user/bz"))
	}
	f.Add(byte(KindLeaf), []byte{1}, []byte{}, []byte{})
	f.Fuzz(func(t *testing.T, kind byte, start, tail, key []byte) {
		n := forgedPage(kind, start, tail)
		if Validate(n, testRef, MinSize) != nil {
			return
		}
		if kind := n.Kind(); kind != KindLeaf && kind != KindBranch {
			return
		}
		key = key[:min(len(key), MaxKeySize(MinSize))]
		exerciseAccessors(n, key)
		exerciseEdits(t, n, key)
		exerciseRebuild(t, n, key)
	})
}

// forgedPage returns a page with these bytes behind the checksum and at its end, under the tests' reference.
func forgedPage(kind byte, start, tail []byte) Node {
	n := make(Node, MinSize)
	copy(n[offsetKind:], start)
	copy(n[max(HeaderSize, MinSize-len(tail)):], tail)
	n[offsetKind], n[offsetFlags] = kind, 0
	SetRef(n, testRef)
	return n
}

// exerciseAccessors calls everything that reads a page.
func exerciseAccessors(n Node, key []byte) {
	n.Search(key)
	n.ChildIndex(key)
	for i := range n.Count() {
		n.AppendKey(nil, i)
		n.body(i)
		if n.Kind() == KindBranch {
			n.Child(i)
		} else if _, inline := n.Inline(i); !inline {
			n.Run(i)
		}
	}
}

// sampleEntry returns a payload for the page's kind.
func sampleEntry(n Node, keySize int) []byte {
	if n.Kind() == KindBranch {
		return AppendChild(nil, ids.PageRef{ID: 3, Birth: 1})
	}
	return AppendInline(nil, make([]byte, keySize%5))
}

// exerciseEdits changes copies of a page in place, in every way, and validates each outcome.
func exerciseEdits(t *testing.T, page Node, key []byte) {
	n := slices.Clone(page)
	insertOrdered(n, key)
	mustStayValid(t, n)
	for i := range n.Count() {
		if n.Kind() == KindLeaf {
			n.ReplacePayload(i, sampleEntry(n, i))
		} else {
			n.SetChild(i, ids.PageRef{ID: 9, Birth: 1})
		}
	}
	mustStayValid(t, n)
	for n.Count() > 1 {
		n.Remove(len(key) % n.Count())
		mustStayValid(t, n)
	}
}

// insertOrdered inserts a key where it belongs, unless it is there or may not be.
func insertOrdered(n Node, key []byte) {
	if n.Kind() == KindLeaf {
		if i, found := n.Search(key); !found {
			n.Insert(i, key, sampleEntry(n, len(key)))
		}
		return
	}
	i := n.ChildIndex(key)
	if len(key) > 0 && string(n.AppendKey(nil, i)) != string(key) {
		n.Insert(i+1, key, sampleEntry(n, len(key)))
	}
}

// exerciseRebuild takes a page together with the key into a list and lays it out in one or two pages.
func exerciseRebuild(t *testing.T, n Node, key []byte) {
	var a Assembly
	a.Reset(n.Kind(), len(n))
	a.Add(n)
	if i, found := n.searchFrom(a.keyed(0), key); !found && (n.Kind() == KindLeaf || len(key) > 0) {
		a.Insert(i, key, sampleEntry(n, len(key)))
	}
	if !a.Ordered() {
		t.Fatal("a valid page and a key in its place are out of order")
	}
	built := newNode(n.Kind(), len(n))
	if a.Fits(0, a.Count()) {
		a.Build(built, 0, a.Count())
		mustStayValid(t, built)
	}
	if a.Count() < 2 {
		return
	}
	s := a.Split(Pattern(len(key) % 3))
	if s == 0 {
		t.Fatal("no place to split")
	}
	a.AppendSeparator(nil, s)
	a.Build(built, s, a.Count())
	mustStayValid(t, built)
}

// mustStayValid fails the test if an edit made a page invalid.
func mustStayValid(t *testing.T, n Node) {
	t.Helper()
	if err := Validate(n, n.Ref(), len(n)); err != nil {
		t.Fatalf("an edit made the page invalid: %v", err)
	}
}
