package pack

import (
	"bytes"
	"math/rand/v2"
	"testing"

	"github.com/aerolith/aerolith/aero"
)

// TestCanonical puts values into their stored form and compares with bytes worked out by hand; nil stands for a value
// that is refused.
func TestCanonical(t *testing.T) {
	deep := bytes.Repeat([]byte{0x91}, aero.MaxValueDepth)
	for name, test := range map[string]struct {
		in, want []byte
	}{
		"empty list":             {[]byte{0x90}, []byte{0x90}},
		"empty map":              {[]byte{0x80}, []byte{0x80}},
		"nothing":                {nil, nil},
		"trailing byte":          {[]byte{0x90, 0}, nil},
		"missing element":        {[]byte{0x92, 1}, nil},
		"missing value":          {[]byte{0x81, 1}, nil},
		"huge count":             {[]byte{0xdd, 0xff, 0xff, 0xff, 0xff}, nil},
		"huge string":            {[]byte{0x91, 0xdb, 0xff, 0xff, 0xff, 0xff}, nil},
		"cut length":             {[]byte{0x91, 0xd9}, nil},
		"never-used head":        {[]byte{0x91, 0xc1}, nil},
		"wildcard":               {[]byte{0x91, 0xd4, 0xff, 0}, nil},
		"infinity":               {[]byte{0x92, 1, 0xc7, 1, 0xff, 1}, nil},
		"long heads":             {[]byte{0xdc, 0, 2, 0xcd, 0, 1, 0xd1, 0xff, 0xff}, []byte{0x92, 1, 0xff}},
		"signed positive":        {[]byte{0x91, 0xd2, 0, 0, 1, 0}, []byte{0x91, 0xcd, 1, 0}},
		"long string":            {[]byte{0x91, 0xda, 0, 2, 3, 'a'}, []byte{0x91, 0xa2, 3, 'a'}},
		"bin becomes string":     {[]byte{0x91, 0xc4, 2, 4, 9}, []byte{0x91, 0xa2, 4, 9}},
		"floats stay":            {[]byte{0x91, 0xca, 0, 0, 0, 0}, []byte{0x91, 0xca, 0, 0, 0, 0}},
		"ordered list":           {[]byte{0x93, 0xc7, 0, 1, 5, 5}, []byte{0x93, 0xc7, 0, 1, 5, 5}},
		"ordered list, unsorted": {[]byte{0x93, 0xc7, 0, 1, 6, 5}, nil},
		"index of a bin":         {[]byte{0x92, 0xc7, 2, 0x11, 7, 7, 5}, []byte{0x92, 0xc7, 0, 0x11, 5}},
		"index inside":           {[]byte{0x91, 0x92, 0xc7, 0, 0x11, 5}, []byte{0x91, 0x92, 0xc7, 0, 1, 5}},
		"marker without flags":   {[]byte{0x92, 0xc7, 0, 0, 5}, []byte{0x91, 5}},
		"map in no order":        {[]byte{0x83, 3, 30, 1, 10, 2, 20}, []byte{0x83, 1, 10, 2, 20, 3, 30}},
		"ordered map":            {[]byte{0x83, 0xc7, 0, 1, 0xc0, 1, 2, 3, 4}, []byte{0x83, 0xc7, 0, 1, 0xc0, 1, 2, 3, 4}},
		"ordered map, unsorted":  {[]byte{0x83, 0xc7, 0, 1, 0xc0, 3, 2, 1, 4}, nil},
		"answered map":           {[]byte{0x83, 0xc7, 0, 8, 0xc0, 3, 2, 1, 4}, []byte{0x82, 1, 4, 3, 2}},
		"key twice":              {[]byte{0x83, 1, 1, 2, 2, 1, 3}, nil},
		"key twice, sorted":      {[]byte{0x82, 1, 1, 0xcc, 1, 2}, nil},
		"blob key":               {[]byte{0x81, 0xa2, 4, 9, 1}, []byte{0x81, 0xa2, 4, 9, 1}},
		"float key":              {[]byte{0x81, 0xca, 0, 0, 0, 0, 1}, nil},
		"nil key":                {[]byte{0x81, 0xc0, 1}, nil},
		"list key":               {[]byte{0x81, 0x90, 1}, nil},
		"other bytes as key":     {[]byte{0x81, 0xa1, 'k', 1}, nil},
		"deepest":                {append(bytes.Clone(deep[1:]), 0x90), append(bytes.Clone(deep[1:]), 0x90)},
		"too deep":               {append(bytes.Clone(deep), 0x90), nil},
	} {
		got, ok := Canonical(nil, test.in, PlaceBin, 0)
		if ok != (test.want != nil) || ok && !bytes.Equal(got, test.want) {
			t.Errorf("%s: %x became %x, %v; want %x", name, test.in, got, ok, test.want)
		}
	}
}

// TestCompare compares every pair of a list of values in ascending order, equal ones in a row.
func TestCompare(t *testing.T) {
	rows := [][][]byte{
		{{0xc0}},
		{{0xc2}},
		{{0xc3}},
		{{0xd3, 0x80, 0, 0, 0, 0, 0, 0, 0}},
		{{0xe0}, {0xd0, 0xe0}},
		{{0xff}},
		{{0}, {0xcc, 0}},
		{{1}},
		{{0xcd, 1, 0}, {0xd1, 1, 0}},
		{{0xcf, 0xff, 0, 0, 0, 0, 0, 0, 0}},
		{{0xa1, 3}},
		{{0xa2, 3, 'a'}, {0xd9, 2, 3, 'a'}},
		{{0xa3, 3, 'a', 'b'}},
		{{0xa2, 3, 'b'}},
		{{0x90}, {0x91, 0xc7, 0, 1}},
		{{0x91, 1}, {0x92, 0xc7, 0, 1, 1}},
		{{0x92, 1, 1}},
		{{0x91, 2}},
		{{0x91, 0x91, 5}},
		{{0x80}, {0x81, 0xc7, 0, 1, 0xc0}},
		{{0x81, 5, 5}},
		{{0x81, 5, 6}},
		{{0x82, 1, 1, 2, 2}, {0x83, 0xc7, 0, 3, 0xc0, 1, 1, 2, 2}},
		{{0xa0}},
		{{0xa2, 4, 'a'}},
		{{0xcb, 0xbf, 0xf0, 0, 0, 0, 0, 0, 0}, {0xca, 0xbf, 0x80, 0, 0}},
		{{0xca, 0, 0, 0, 0}},
		{{0xca, 0x3f, 0x80, 0, 0}},
		{{0xa2, 23, '{'}},
		{{0xd4, 0xff, 1}, {0xc7, 1, 0xff, 1}},
	}
	for i, low := range rows {
		for j, high := range rows {
			for _, a := range low {
				for _, b := range high {
					if got := Compare(a, b); sign(got) != sign(i-j) {
						t.Errorf("%x and %x: %d", a, b, got)
					}
					prefixA, okA := Prefix(a)
					prefixB, okB := Prefix(b)
					if !okA || !okB || prefixA < prefixB && i > j || prefixA > prefixB && i < j {
						t.Errorf("%x and %x have prefixes %x and %x", a, b, prefixA, prefixB)
					}
				}
			}
		}
	}
	wildcard := []byte{0xd4, 0xff, 0}
	for _, row := range rows {
		if Compare(row[0], wildcard) != 0 || Compare(wildcard, row[0]) != 0 {
			t.Errorf("%x does not equal the wildcard", row[0])
		}
	}
	if Compare([]byte{0x92, 1, 0xd4, 0xff, 0}, []byte{0x93, 1, 2, 3}) != 0 {
		t.Error("what follows a wildcard counts")
	}
}

// sign returns -1, 0 or 1.
func sign(n int) int { return max(-1, min(1, n)) }

// FuzzCanonical feeds arbitrary bytes: nothing may fail, the result is canonical, and comparison has two sides.
func FuzzCanonical(f *testing.F) {
	f.Add([]byte{0x83, 3, 30, 1, 10, 2, 0x92, 0xc7, 0, 1, 5}, []byte{0x92, 0xd4, 0xff, 0, 0xca, 0, 0, 0, 0})
	f.Add([]byte{0xdd, 0xff, 0xff, 0xff, 0xff}, []byte{0xc9, 0xff, 0xff, 0xff, 0xff, 1})
	f.Fuzz(func(t *testing.T, a, b []byte) {
		if Compare(a, b) != 0 && sign(Compare(a, b)) != -sign(Compare(b, a)) {
			t.Fatal("comparison depends on the side")
		}
		ReadHead(a)
		Particle(a)
		once, ok := Canonical(nil, a, PlaceBin, 0)
		if !ok {
			return
		}
		if len(once) > len(a) {
			t.Fatalf("%x grew to %x", a, once)
		}
		twice, ok := Canonical(nil, once, PlaceBin, 0)
		if !ok || !bytes.Equal(once, twice) {
			t.Fatalf("%x became %x, then %x", a, once, twice)
		}
	})
}

// TestIntegers packs integers of every size and reads them back.
func TestIntegers(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 10_000 {
		n := int64(r.Uint64()) >> r.IntN(64)
		b := AppendInteger(nil, n)
		got, size, ok := Integer(b)
		if !ok || size != len(b) || got != n {
			t.Fatalf("%d became %x, then %d", n, b, got)
		}
		other := AppendInteger(nil, int64(r.Uint64())>>r.IntN(64))
		x, _ := Prefix(b)
		y, _ := Prefix(other)
		if order := Compare(b, other); x < y && order > 0 || x > y && order < 0 {
			t.Fatalf("%x and %x have prefixes %x and %x", b, other, x, y)
		}
		if again, _ := Canonical(nil, b, PlaceMember, 0); !bytes.Equal(again, b) {
			t.Fatalf("%d: %x is not the shortest form", n, b)
		}
	}
}
