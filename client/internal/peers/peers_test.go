package peers

import (
	"errors"
	"reflect"
	"strings"
	"testing"
)

// TestParse reads lists as servers send them.
func TestParse(t *testing.T) {
	cases := []struct {
		text string
		want List
	}{
		{"0,3000,[]", List{}},
		{"7,3000,[[BB9,,[10.0.0.1]]]", List{7, []Peer{{Name: "BB9", Addresses: []string{"10.0.0.1:3000"}}}}},
		{
			"12,4333,[[A1,tls,[a.example:3001,[2001:db8::1]:3002,[::1]]],[A2,,[b]]]",
			List{12, []Peer{
				{Name: "A1", TLSName: "tls", Addresses: []string{"a.example:3001", "[2001:db8::1]:3002", "[::1]:4333"}},
				{Name: "A2", Addresses: []string{"b:4333"}},
			}},
		},
		{"3,3000,[[A1,,[]]]", List{3, []Peer{{Name: "A1"}}}},
	}
	for _, c := range cases {
		got, err := Parse(c.text)
		if err != nil || !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: %+v, %v", c.text, got, err)
		}
	}
}

// TestParseRefuses gives lists that are cut off, wrong or endless, and expects ErrMalformed.
func TestParseRefuses(t *testing.T) {
	endless := "1,3000,[" + strings.Repeat("[A,,[h]],", maxPeers+1) + "[A,,[h]]]"
	for _, text := range []string{
		"", "x", "1", "1,", "1,3000", "1,3000,", "1,3000,[", "1,3000,[]x", "1,3000,[[", "1,3000,[[A", "1,3000,[[A,,[h]",
		"1,3000,[[A,,[h]]", "1,3000,[[,,[h]]]", "1,3000,[[A,,[]]", "1,3000,[[A,,[,]]]", "1,3000,[[A,,[[::1]]]", endless,
	} {
		if list, err := Parse(text); !errors.Is(err, ErrMalformed) {
			t.Errorf("%.40q: %+v, %v", text, list, err)
		}
	}
}

// FuzzParse checks that any text gives a bounded list or an error.
func FuzzParse(f *testing.F) {
	f.Add("12,4333,[[A1,tls,[a:3001,[::1]:3002]],[A2,,[b]]]")
	f.Add("0,3000,[]")
	f.Fuzz(func(t *testing.T, text string) {
		list, err := Parse(text)
		if err != nil {
			return
		}
		for _, peer := range list.Peers {
			if peer.Name == "" || len(peer.Addresses) > maxAddresses {
				t.Fatalf("%q: %+v", text, peer)
			}
		}
	})
}
