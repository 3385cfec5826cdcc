package partition

import (
	"encoding/base64"
	"errors"
	"strings"
	"testing"

	"github.com/aerolith/aerolith/aero"
)

// bits returns a bitmap with the bits of some partitions.
func bits(ids ...aero.PartitionID) *Bitmap {
	var b Bitmap
	for _, id := range ids {
		b[id/8] |= 0x80 >> (id % 8)
	}
	return &b
}

// encoded returns a bitmap as it travels.
func encoded(b *Bitmap) string { return base64.StdEncoding.EncodeToString(b[:]) }

// TestParseReplicas reads an answer about two namespaces and checks single bits at byte borders.
func TestParseReplicas(t *testing.T) {
	text := "test:0,2," + encoded(bits(0, 7, 8)) + "," + encoded(bits(4095)) + ";bar:3,1," + encoded(bits()) + ";"
	owned, err := ParseReplicas(text)
	if err != nil || len(owned) != 2 {
		t.Fatalf("%+v, %v", owned, err)
	}
	test := owned[0]
	if test.Namespace != "test" || len(test.Replicas) != 2 || owned[1].Regime != 3 {
		t.Fatalf("%+v", owned)
	}
	for _, id := range []aero.PartitionID{0, 7, 8} {
		if !test.Replicas[0].Has(id) {
			t.Errorf("partition %d is missing", id)
		}
	}
	if test.Replicas[0].Has(1) || test.Replicas[0].Has(9) || !test.Replicas[1].Has(4095) {
		t.Error("a bit stands elsewhere")
	}
	if none, err := ParseReplicas(""); err != nil || none != nil {
		t.Errorf("empty answer: %v, %v", none, err)
	}
}

// TestParseReplicasRefuses gives answers that are cut off or contradict themselves.
func TestParseReplicasRefuses(t *testing.T) {
	good := encoded(bits(1))
	for _, text := range []string{
		"test", "test:", "test:0", "test:0,1", "test:0,1,", ":0,1," + good, "test:x,1," + good, "test:0,2," + good,
		"test:0,4000000000," + good, "test:0,1," + good + "," + good, "test:0,1," + good[:100],
		"test:0,1," + strings.Repeat("!", len(good)), "test:0,0," + good, "a:0,1," + good + ";;b:0,1," + good,
	} {
		if owned, err := ParseReplicas(text); !errors.Is(err, ErrMalformed) {
			t.Errorf("%.40q: %v, %v", text, owned, err)
		}
	}
}

// TestBuild checks which of several claims wins, and that holes are filled from the previous map unless the node is
// gone.
func TestBuild(t *testing.T) {
	claim := func(node string, regime uint32, ids ...aero.PartitionID) Claim[string] {
		return Claim[string]{Node: node, Owned: []Ownership{{"test", regime, []*Bitmap{bits(ids...), bits()}}}}
	}
	first := Build(nil, []Claim[string]{claim("a", 0, 1, 2, 3), claim("b", 0, 3, 4)})
	for id, want := range map[aero.PartitionID]string{1: "a", 2: "a", 3: "b", 4: "b", 5: ""} {
		if got := first.Owner("test", id, 0); got != want {
			t.Errorf("partition %d: %q, want %q", id, got, want)
		}
	}
	regimes := Build(nil, []Claim[string]{claim("a", 9, 1), claim("b", 2, 1)})
	if got := regimes.Owner("test", 1, 0); got != "a" {
		t.Errorf("the older regime won: %q", got)
	}
	second := Build(first, []Claim[string]{claim("a", 0, 1), claim("c", 0, 2)})
	for id, want := range map[aero.PartitionID]string{1: "a", 2: "c", 3: "", 4: ""} {
		if got := second.Owner("test", id, 0); got != want {
			t.Errorf("after b left, partition %d: %q, want %q", id, got, want)
		}
	}
	third := Build(first, []Claim[string]{claim("a", 0), claim("b", 0, 4)})
	if got := third.Owner("test", 1, 0); got != "a" {
		t.Errorf("hole not filled: %q", got)
	}
	if !third.Maps("b") || third.Maps("c") || third.Maps("") == false {
		t.Error("Maps is wrong")
	}
}

// TestOwnerOutOfRange checks that wrong arguments give nobody.
func TestOwnerOutOfRange(t *testing.T) {
	m := Build(nil, []Claim[string]{{Node: "a", Owned: []Ownership{{"test", 0, []*Bitmap{bits(0)}}}}})
	if m.Owner("other", 0, 0)+m.Owner("test", 4096, 0)+m.Owner("test", 0, 1)+m.Owner("test", 0, -1) != "" {
		t.Error("somebody owns what does not exist")
	}
	if !m.Has("test") || m.Has("other") || m.Replicas("test") != 1 || m.Replicas("other") != 0 {
		t.Error("Has or Replicas is wrong")
	}
}

// FuzzParseReplicas checks that any text gives ownership that Build can work with, or an error.
func FuzzParseReplicas(f *testing.F) {
	f.Add("test:0,1," + encoded(bits(1, 2)))
	f.Add("a:1,0;b:2,1," + encoded(bits()))
	f.Fuzz(func(t *testing.T, text string) {
		owned, err := ParseReplicas(text)
		if err != nil {
			return
		}
		m := Build(nil, []Claim[string]{{Node: "a", Owned: owned}})
		for _, o := range owned {
			if !m.Has(o.Namespace) {
				t.Fatalf("namespace %q is lost", o.Namespace)
			}
		}
	})
}

// TestSilentNodes keeps a namespace known while its only nodes have not said yet what they own, as after both were found anew,
// and lets it go once all have.
func TestSilentNodes(t *testing.T) {
	var all Bitmap
	for i := range all {
		all[i] = 0xff
	}
	owned := []Ownership{{Namespace: "test", Replicas: []*Bitmap{&all}}}
	first := Build(nil, []Claim[string]{{Node: "a", Owned: owned}})
	for name, claims := range map[string][]Claim[string]{"nobody": nil, "silent": {{Node: "b"}}} {
		m := Build(first, claims)
		if m.Complete() || !m.Has("test") || m.Owner("test", 7, 0) != "" || m.Replicas("test") != 1 {
			t.Errorf("%s: namespace is forgotten, or owned by %q", name, m.Owner("test", 7, 0))
		}
		if m = Build(m, []Claim[string]{{Node: "b", Owned: owned}}); m.Owner("test", 7, 0) != "b" || !m.Complete() {
			t.Errorf("%s: owner is %q", name, m.Owner("test", 7, 0))
		}
	}
	other := []Ownership{{Namespace: "other", Replicas: []*Bitmap{&all}}}
	if m := Build(first, []Claim[string]{{Node: "a", Owned: other}}); m.Has("test") || !m.Has("other") {
		t.Error("a namespace that has gone is still known")
	}
}
