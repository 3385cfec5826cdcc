package backup

import (
	"bytes"
	"errors"
	"fmt"
	"testing"
)

// recorder notes what it is given as text.
type recorder struct{ lines []string }

// Head implements Visitor.
func (r *recorder) Head(h Head) error {
	r.lines = append(r.lines, fmt.Sprintf("head %+v", h))
	return nil
}

// Table implements Visitor.
func (r *recorder) Table(t Table) error {
	r.lines = append(r.lines, fmt.Sprintf("table %+v", t))
	return nil
}

// Entry implements Visitor.
func (r *recorder) Entry(key, value []byte) error {
	r.lines = append(r.lines, fmt.Sprintf("%s=%.9s/%d", key, value, len(value)))
	return nil
}

// sample is a small backup with every kind of block, and what it says.
func sample(t testing.TB, large int) ([]byte, []string) {
	t.Helper()
	var out bytes.Buffer
	w, want := NewWriter(&out), &recorder{}
	head := Head{Identity: [16]byte{7}, Tx: 9, WallTime: 1234, PageSize: 4096, Tables: 2, Entries: 4, Position: "here"}
	err := errors.Join(w.Begin(head), want.Head(head))
	for _, table := range []Table{{Name: "a", Options: []byte{1, 2}, Entries: 3}, {Name: "b", Options: []byte{}, Entries: 1}} {
		err = errors.Join(err, w.Table(table), want.Table(table))
		for i := range table.Entries {
			key, value := fmt.Appendf(nil, "%s%d", table.Name, i), bytes.Repeat([]byte{byte('0' + i)}, int(i)*large)
			err = errors.Join(err, w.Entry(key, value), want.Entry(key, value))
		}
	}
	totals, endErr := w.End()
	if err = errors.Join(err, endErr); err != nil || totals.Tables != 2 || totals.Entries != 4 {
		t.Fatal(totals, err)
	}
	return out.Bytes(), want.lines
}

// read reads a stream.
func read(t testing.TB, b []byte) ([]string, error) {
	t.Helper()
	got := &recorder{}
	_, err := Read(t.Context(), bytes.NewReader(b), 1<<24, got)
	return got.lines, err
}

// TestRoundTrip makes sure that what is written is read, with values that need no, one and several blocks of their own.
func TestRoundTrip(t *testing.T) {
	for _, large := range []int{1, 1000, blockFill + 1, 2*blockMax + 5} {
		b, want := sample(t, large)
		got, err := read(t, b)
		if err != nil || fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%d: %v\n%v\n%v", large, err, got, want)
		}
	}
}

// TestDamageIsRefused cuts a backup at each byte, flips each byte, repeats and exchanges blocks, and makes sure that none of it is
// taken for a whole backup, nor anything wrong handed on.
func TestDamageIsRefused(t *testing.T) {
	b, want := sample(t, 40)
	judge := func(what string, at int, damaged []byte) {
		got, err := read(t, damaged)
		if !errors.Is(err, ErrDamaged) && !errors.Is(err, ErrVersion) {
			t.Fatalf("%s at %d: %v", what, at, err)
		}
		for i, line := range got {
			if i >= len(want) || line != want[i] {
				t.Fatalf("%s at %d: handed on %s", what, at, line)
			}
		}
	}
	for i := range b {
		judge("cut", i, b[:i])
		flipped := bytes.Clone(b)
		flipped[i] ^= 0x10
		judge("flip", i, flipped)
		if i > 0 {
			judge("doubled", i, append(bytes.Clone(b[:i]), b[max(0, i-60):]...))
		}
	}
	judge("followed", len(b), append(bytes.Clone(b), 0))
	judge("twice", len(b), append(bytes.Clone(b), b...))
}

// TestLimits makes sure that a value beyond the limit is refused before memory is taken for it.
func TestLimits(t *testing.T) {
	b, _ := sample(t, blockMax)
	if _, err := Read(t.Context(), bytes.NewReader(b), 100, &recorder{}); !errors.Is(err, ErrDamaged) {
		t.Errorf("%v", err)
	}
}

// FuzzRead makes sure that no stream makes the reader panic, hang or take memory beyond its limits, and that what it accepts is
// what a Writer writes.
func FuzzRead(f *testing.F) {
	b, _ := sample(f, 3)
	f.Add(b)
	f.Add(b[:40])
	f.Fuzz(func(t *testing.T, b []byte) {
		_, _ = read(t, b)
	})
}
