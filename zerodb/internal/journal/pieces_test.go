package journal

import (
	"errors"
	"slices"
	"testing"
	"time"
)

// namesAndOperations decodes a piece on its own, as "kind table key value" lines.
func namesAndOperations(t *testing.T, b []byte) (h Header, got []string) {
	t.Helper()
	var r Reader
	if err := r.Reset(b); err != nil {
		t.Fatal(err)
	}
	var names []string
	for r.Next() {
		o := r.Operation()
		if o.Kind == NameTable {
			names = append(names, string(o.Key))
			continue
		}
		got = append(got, names[o.Table]+" "+string(o.Key)+"="+string(o.Value))
	}
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	return r.Header(), got
}

// TestPiecesStandAlone cuts a transaction, goes back to a mark of a piece that was cut off, and checks that each piece can be
// decoded alone, is numbered, and that what was taken back is gone.
func TestPiecesStandAlone(t *testing.T) {
	var w Writer
	w.Reset()
	a, b := w.Table("a"), w.Table("b")
	w.Put(a, []byte("k"), []byte("1"))
	mark := w.Mark()
	w.Put(b, []byte("k"), []byte("2"))
	first, more, err := w.Piece(time.Unix(0, 0), 7)
	if err != nil {
		t.Fatal(err)
	}
	first = slices.Clone(whole(first, more))
	w.Cut()
	w.Put(b, []byte("k"), []byte("3"))
	if h, got := namesAndOperations(t, slices.Clone(whole(w.Finish(time.Unix(9, 0), 7)))); h.Part != 1 || !slices.Equal(got, []string{"b k=3"}) {
		t.Errorf("second piece: %+v %q", h, got)
	}
	if mark.Part() != 0 || w.Parts() != 1 {
		t.Errorf("mark in piece %d, %d pieces", mark.Part(), w.Parts())
	}
	if err := w.Reopen(mark, first); err != nil {
		t.Fatal(err)
	}
	w.Put(b, []byte("k"), []byte("4"))
	w.Put(a, []byte("l"), []byte("5"))
	h, got := namesAndOperations(t, whole(w.Finish(time.Unix(9, 0), 7)))
	if want := []string{"a k=1", "b k=4", "a l=5"}; h.Part != 0 || !slices.Equal(got, want) {
		t.Errorf("opened again: %+v %q, want %q", h, got, want)
	}
}

// TestReopenRefusesOtherBytes holds bytes that are not the piece of the mark against Reopen.
func TestReopenRefusesOtherBytes(t *testing.T) {
	var w Writer
	w.Reset()
	a := w.Table("a")
	w.Put(a, []byte("k"), []byte("1"))
	mark := w.Mark()
	first, more, err := w.Piece(time.Unix(0, 0), 7)
	if err != nil {
		t.Fatal(err)
	}
	first = slices.Clone(whole(first, more))
	w.Cut()
	w.Delete(a, []byte("k"))
	second := slices.Clone(whole(w.Finish(time.Unix(0, 0), 7)))
	for name, b := range map[string][]byte{"nothing": nil, "header": first[:headerSize], "another piece": second, "cut": first[:len(first)-1]} {
		if err := w.Reopen(mark, b); !errors.Is(err, ErrMalformed) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestChain checks which orders of pieces belong together.
func TestChain(t *testing.T) {
	add := func(c *Chain, part uint32) error {
		_, err := c.Add(5, Header{Part: part})
		return err
	}
	var c Chain
	if err := errors.Join(add(&c, 0), add(&c, 1), c.Commit(5, Header{Part: 2})); err != nil {
		t.Errorf("two pieces and a commit: %v", err)
	}
	if _, open := c.Open(); open {
		t.Error("open behind the commit")
	}
	if err := errors.Join(add(&c, 0), c.Commit(6, Header{})); err != nil {
		t.Errorf("a piece that was given up: %v", err)
	}
	for name, bad := range map[string]func(c *Chain) error{
		"piece 1 first":     func(c *Chain) error { return add(c, 1) },
		"piece left out":    func(c *Chain) error { return errors.Join(add(c, 0), add(c, 2)) },
		"commit alone":      func(c *Chain) error { return c.Commit(5, Header{Part: 1}) },
		"commit of another": func(c *Chain) error { return errors.Join(add(c, 0), c.Commit(6, Header{Part: 1})) },
		"commit too early":  func(c *Chain) error { return errors.Join(add(c, 0), c.Commit(5, Header{Part: 2})) },
	} {
		var c Chain
		if err := bad(&c); !errors.Is(err, ErrMalformed) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
