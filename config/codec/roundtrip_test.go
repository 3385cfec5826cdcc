package codec

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"testing"

	"github.com/aerolith/aerolith/config/check"
	"github.com/aerolith/aerolith/config/internal/sample"
	"github.com/aerolith/aerolith/config/registry"
	"github.com/aerolith/aerolith/config/schema"
	"github.com/aerolith/aerolith/config/tree"
)

// rounds is how many random configurations are tried for each format: AEROLITH_CONFIG_ROUNDS, or a number that suits every run.
func rounds(t *testing.T) int {
	t.Helper()
	text := os.Getenv("AEROLITH_CONFIG_ROUNDS")
	if text == "" {
		return 30
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// TestRoundTrip writes random configurations and reads them back: the tree must be the same, and the rules of package check must hold for
// it, as they do for what is drawn. One in four further ones is drawn without regard to the rules.
//
//	AEROLITH_CONFIG_ROUNDS=10000 go test -run 'TestRoundTrip|TestChain' -v ./config/codec
func TestRoundTrip(t *testing.T) {
	const seed = 811
	for _, s := range registry.All() {
		for _, f := range Formats() {
			if f == Conf && s.Name != "aerospike" {
				continue
			}
			t.Run(s.Name+"/"+string(f), func(t *testing.T) {
				r := rand.New(rand.NewPCG(seed, uint64(len(f))))
				for i := range rounds(t) {
					want := sample.Valid(r, s, 1+i%20)
					got := same(t, s, f, want)
					if err := check.Run(s, got, check.Target{}).Err(); err != nil {
						t.Fatalf("round %d: %v", i, err)
					}
					if i%4 == 0 {
						same(t, s, f, sample.Draw(r, s, 2+i%20))
					}
				}
				t.Logf("%d valid configurations", rounds(t))
			})
		}
	}
}

// same writes a tree, reads it back and fails if it is another one.
func same(t *testing.T, s *schema.Schema, f Format, want *tree.Node) *tree.Node {
	t.Helper()
	text, got := roundTrip(t, s, f, want)
	if changes := tree.Diff(s, want, got); len(changes) > 0 {
		t.Fatalf("%s: %s became %s\n%s", changes[0].Path(), show(changes[0].Old), show(changes[0].New), text)
	}
	return got
}

// roundTrip writes a tree and reads it back.
func roundTrip(t *testing.T, s *schema.Schema, f Format, want *tree.Node) ([]byte, *tree.Node) {
	t.Helper()
	text, err := Write(s, f, want)
	if err != nil {
		t.Fatalf("write: %v", err)
	}
	got, problems := Read(s, f, "test", text)
	if err := problems.Err(); err != nil {
		t.Fatalf("read: %v\n%s", err, text)
	}
	return text, got
}

// show writes a value that may be missing.
func show(v *tree.Value) string {
	if v == nil {
		return "nothing"
	}
	return fmt.Sprintf("%q", v.String())
}

// TestChain carries random configurations from conf over YAML and JSON back to conf: both texts must be the same.
func TestChain(t *testing.T) {
	s, r := registry.Aerospike(), rand.New(rand.NewPCG(3, 9))
	for i := range rounds(t) {
		first, n := roundTrip(t, s, Conf, sample.Valid(r, s, 1+i%20))
		for _, f := range []Format{YAML, JSON} {
			_, n = roundTrip(t, s, f, n)
		}
		last, err := Write(s, Conf, n)
		if err != nil || string(last) != string(first) {
			t.Fatalf("round %d: %v\n%s\nbecame\n%s", i, err, first, last)
		}
	}
}
