package page

import "testing"

// benchLeaf returns a leaf filled with entries of 20 bytes of key and 12 of value.
func benchLeaf(b *testing.B) Node {
	b.Helper()
	r, n := seeded(b), newNode(KindLeaf, MinSize)
	for {
		key := randomBytes(r, 20)
		i, _ := n.Search(key)
		if !n.Insert(i, key, AppendInline(nil, key[:12])) {
			return n
		}
	}
}

// BenchmarkValidate measures the check that each page gets when it is read for the first time.
func BenchmarkValidate(b *testing.B) {
	n := benchLeaf(b)
	b.ReportMetric(float64(n.Count()), "entries")
	for b.Loop() {
		if err := Validate(n, testRef, MinSize); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkVerifyChecksum measures the checksum of a page.
func BenchmarkVerifyChecksum(b *testing.B) {
	n := benchLeaf(b)
	Seal(n)
	for b.Loop() {
		if err := VerifyChecksum(n, testRef.ID); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkSearch measures the search in one leaf.
func BenchmarkSearch(b *testing.B) {
	n := benchLeaf(b)
	keys := make([][]byte, n.Count())
	for i := range keys {
		keys[i] = n.AppendKey(nil, (i*7)%len(keys))
	}
	i := 0
	for b.Loop() {
		if _, found := n.Search(keys[i%len(keys)]); !found {
			b.Fatal("not found")
		}
		i++
	}
}
