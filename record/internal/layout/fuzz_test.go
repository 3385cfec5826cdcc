package layout

import (
	"bytes"
	"encoding/hex"
	"testing"
)

// FuzzDecode feeds arbitrary bytes. What is accepted must encode to the same bytes again, for then there is exactly
// one form of each record, and every bin must be readable.
func FuzzDecode(f *testing.F) {
	seed, err := hex.DecodeString(vector)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(seed)
	f.Add(seed[:fixedSize])
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, b []byte) {
		r, err := Decode(b)
		if err != nil {
			return
		}
		var bins []Bin
		for reader := r.Bins(); ; {
			bin, ok := reader.Next()
			if !ok {
				break
			}
			bins = append(bins, bin)
		}
		if len(bins) != r.BinCount() {
			t.Fatalf("%d bins, header says %d", len(bins), r.BinCount())
		}
		if again := Append(nil, r.Header, r.Key, bins); !bytes.Equal(again, b) {
			t.Fatalf("accepted %x, which encodes as %x", b, again)
		}
	})
}
