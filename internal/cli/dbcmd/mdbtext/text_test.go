package mdbtext

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
)

// readAll reads a file and describes it.
func readAll(text string) ([]string, error) {
	r := NewReader(strings.NewReader(text), 1<<16)
	var got []string
	for {
		s, err := r.Next()
		if errors.Is(err, io.EOF) {
			return got, nil
		}
		if err != nil {
			return got, err
		}
		got = append(got, fmt.Sprintf("%q dup=%v reverse=%v", s.Name, s.Duplicates, s.ReverseKey))
		for {
			key, value, err := r.Entry()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				return got, err
			}
			got = append(got, fmt.Sprintf("%x=%x", key, value))
		}
	}
}

// TestRoundTrip makes sure that what is written in either encoding is read again.
func TestRoundTrip(t *testing.T) {
	all := make([]byte, 256)
	for i := range all {
		all[i] = byte(i)
	}
	for _, encoding := range []Encoding{ByteValue, Print} {
		var out bytes.Buffer
		w := NewWriter(&out)
		var want []string
		for _, s := range []Section{{Name: "a b", Encoding: encoding, MapSize: 5}, {Encoding: encoding, Duplicates: true, ReverseKey: true}} {
			err := w.Begin(s)
			want = append(want, fmt.Sprintf("%q dup=%v reverse=%v", s.Name, s.Duplicates, s.ReverseKey))
			for _, e := range [][2][]byte{{all, {}}, {[]byte("k\\"), all}} {
				err = errors.Join(err, w.Entry(e[0], e[1]))
				want = append(want, fmt.Sprintf("%x=%x", e[0], e[1]))
			}
			if err := errors.Join(err, w.End(), w.Flush()); err != nil {
				t.Fatal(err)
			}
		}
		got, err := readAll(out.String())
		if err != nil || fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%v\n%v\n%v", err, got, want)
		}
	}
	if err := NewWriter(io.Discard).Begin(Section{Name: "a\nb"}); !errors.Is(err, ErrName) {
		t.Error(err)
	}
}

// TestRefusals makes sure that files that are cut or wrong are refused, with the line.
func TestRefusals(t *testing.T) {
	const head = "VERSION=3\nformat=bytevalue\ntype=btree\nHEADER=END\n"
	for text, line := range map[string]string{
		"VERSION=2\n":                       "line 1",
		"VERSION=3\n":                       "ends inside a header",
		"nonsense\n":                        "line 1",
		"type=hash\n":                       "line 1",
		head:                                "ends inside a section",
		head + " 6b\n":                      "without a value",
		head + " 6\n":                       "line 5",
		head + " 6b\n76\n":                  "line 6",
		"format=print\nHEADER=END\n \\":     "cut off",
		"format=print\nHEADER=END\n \\zz\n": "not hexadecimal",
		"mapsize=-1\n":                      "mapsize",
		strings.Repeat("x", 1<<17):          "longer than",
	} {
		_, err := readAll(text)
		if !errors.Is(err, ErrFormat) || !strings.Contains(err.Error(), line) {
			t.Errorf("%.60q: %v", text, err)
		}
	}
}

// FuzzReader makes sure that no file makes the reader panic.
func FuzzReader(f *testing.F) {
	f.Add("VERSION=3\nformat=print\ndatabase=x\ntype=btree\nHEADER=END\n k\\41\n v\nDATA=END\n")
	f.Fuzz(func(_ *testing.T, text string) { _, _ = readAll(text) })
}
