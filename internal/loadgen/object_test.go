package loadgen

import (
	"errors"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"github.com/aerolith/aerolith/aero"
)

// TestParseObject: descriptions are read, and a value of each is of the type that it describes.
func TestParseObject(t *testing.T) {
	for text, want := range map[string][]any{
		"I1":                  {int64(0)},
		"I8,S3":               {int64(0), ""},
		"B0":                  {[]byte(nil)},
		"D,T":                 {0.0, false},
		"[3*I2]":              {aero.List{}},
		"{4*S8:[2*{1*I1:D}]}": {aero.Map{}},
	} {
		o, err := ParseObject(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		bins, err := o.Bins(rand.New(rand.NewPCG(1, 2)))
		if err != nil || len(bins) != len(want) {
			t.Errorf("%s: %d bins, %v", text, len(bins), err)
			continue
		}
		for i := range bins {
			value, err := bins[i].Value.Value()
			if err != nil || reflect.TypeOf(value) != reflect.TypeOf(want[i]) {
				t.Errorf("%s: bin %s holds %T, want %T, %v", text, bins[i].Name, value, want[i], err)
			}
		}
	}
}

// TestParseObjectRefused: what is no description is refused with a place.
func TestParseObjectRefused(t *testing.T) {
	for _, text := range []string{
		"", "X", "I", "I0", "I9", "S", "S-1", "B9000000", "D,", ",D", "D D", "[I4]", "[2*I4", "{2*I4}", "{2*D:D}", "{2*[1*D]:D}",
		"[100000*S1000]", strings.Repeat("[1*", 9) + "D" + strings.Repeat("]", 9), strings.Repeat("D,", 512) + "D",
	} {
		if _, err := ParseObject(text); !errors.Is(err, ErrObject) {
			t.Errorf("%.40q: %v", text, err)
		}
	}
}

// TestDrawIsReproducible: the same random numbers make the same bins, and integers stay within their bytes.
func TestDrawIsReproducible(t *testing.T) {
	o, err := ParseObject("I1,S5,B5,D,T,[3*I1]")
	if err != nil {
		t.Fatal(err)
	}
	draw := func() []aero.Bin {
		bins, err := o.Bins(rand.New(rand.NewPCG(7, 7)))
		if err != nil {
			t.Fatal(err)
		}
		return bins
	}
	if first, second := draw(), draw(); !reflect.DeepEqual(first, second) {
		t.Errorf("%v and %v", first, second)
	}
	const byteSpan = 256
	if _, span, ok := o.integer(); !ok || span != byteSpan {
		t.Errorf("span %d, %v", span, ok)
	}
	if got := o.Names(2); !reflect.DeepEqual(got, []string{"b1", "b2"}) || o.Names(0) != nil || o.Names(6) != nil {
		t.Errorf("names %v", got)
	}
}

// FuzzParseObject: no text makes the parser panic, and what it accepts is no larger than a record.
func FuzzParseObject(f *testing.F) {
	for _, text := range []string{"I4,S20,B100,D,T", "[5*I4]", "{9*S5:I4}", "[2*[2*{1*B1:T}]]"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		o, err := ParseObject(text)
		if err != nil {
			return
		}
		for i := range o.bins {
			if o.bins[i].bytes() > maxValueBytes {
				t.Errorf("%q: %.0f bytes", text, o.bins[i].bytes())
			}
		}
	})
}
