package client_test

import (
	"errors"
	"reflect"
	"testing"
	"time"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/aerolithtest"
	"github.com/aerolith/aerolith/client"
)

// address is nested in person.
type address struct {
	Street string `as:"street"`
	Zip    int32  `as:"zip,omitempty"`
}

// base is embedded in person.
type base struct {
	ID uint32 `as:"id"`
}

// person has fields of all kinds.
type person struct {
	base
	Base       int
	Name       string             `as:"name"`
	Height     float64            `as:"height"`
	Tags       []string           `as:"tags"`
	Home       address            `as:"home"`
	Work       *address           `as:"work"`
	Born       time.Time          `as:"born"`
	Raw        []byte             `as:"raw"`
	Hash       [3]byte            `as:"hash"`
	Scores     map[string]float64 `as:"scores"`
	Alive      bool               `as:"alive"`
	Secret     string             `as:"-"`
	Empty      string             `as:"empty,omitempty"`
	Generation uint32             `asm:"gen"`
	Expires    time.Time          `asm:"ttl"`
	hidden     int
}

// TestStructs stores structs and reads them back.
func TestStructs(t *testing.T) {
	c := connect(t, aerolithtest.NewServer(t).Address(), nil)
	in := person{
		base: base{ID: 7}, Base: -3, Name: "Anna", Height: 1.75, Tags: []string{"a", "b"}, Home: address{"Long Road", 12345},
		Work: &address{Street: "Short Road"}, Born: time.Unix(1_000_000_000, 5), Raw: []byte{1, 2}, Hash: [3]byte{7, 8, 9},
		Scores: map[string]float64{"x": 1, "y": 2.5}, Alive: true, Secret: "s", hidden: 1,
	}
	key := aero.StringKey("test", "people", "anna")
	must(t, c.PutStruct(t.Context(), key, &in, nil))
	out, err := client.GetStruct[person](t.Context(), c, key, nil)
	must(t, err)
	want := in
	want.Secret, want.hidden, want.Generation = "", 0, 1
	if !out.Expires.IsZero() || !out.Born.Equal(in.Born) {
		t.Errorf("expires %v, born %v", out.Expires, out.Born)
	}
	out.Born, want.Born = time.Time{}, time.Time{}
	if !reflect.DeepEqual(out, want) {
		t.Errorf("\n got %+v\nwant %+v", out, want)
	}
}

// TestStructMisfits reads bins into fields that they do not fit, and maps what is no struct.
func TestStructMisfits(t *testing.T) {
	record := func(value any) *client.Record {
		p, err := aero.NewParticle(value)
		must(t, err)
		return &client.Record{Bins: []aero.Bin{{Name: "N", Value: p}}}
	}
	cases := []struct {
		value  any
		target any
	}{
		{300, &struct{ N int8 }{}},
		{-1, &struct{ N uint }{}},
		{"x", &struct{ N int }{}},
		{1.5, &struct{ N int }{}},
		{[]byte{1}, &struct{ N [2]byte }{}},
		{[]any{1, "x"}, &struct{ N []int }{}},
		{map[string]any{"a": "b"}, &struct{ N map[string]int }{}},
		{2, &struct{ N bool }{}},
		{[]any{1}, &struct{ N string }{}},
		{map[string]any{}, &struct{ N []int }{}},
	}
	for _, c := range cases {
		if err := client.Unmarshal(record(c.value), c.target); !errors.Is(err, client.ErrBinType) {
			t.Errorf("%v into %T: %v", c.value, c.target, err)
		}
	}
	for _, v := range []any{1, "x", nil, (*person)(nil)} {
		if _, err := client.Marshal(v); !errors.Is(err, client.ErrStruct) {
			t.Errorf("%T: %v", v, err)
		}
		if err := client.Unmarshal(record(1), v); !errors.Is(err, client.ErrStruct) {
			t.Errorf("%T: %v", v, err)
		}
	}
	if _, err := client.Marshal(struct{ C chan int }{make(chan int)}); !errors.Is(err, aero.ErrUnsupportedValue) {
		t.Error(err)
	}
	target := struct {
		N *float64
		M []any
	}{}
	must(t, client.Unmarshal(record(4), &target))
	if target.N == nil || *target.N != 4 || target.M != nil {
		t.Errorf("%+v", target)
	}
}
