package record

import (
	"bytes"
	"encoding/hex"
	"errors"
	"testing"
)

// TestRowVectors pins the rows of sets and truncations to the bytes that docs/format/record.md publishes.
func TestRowVectors(t *testing.T) {
	for name, test := range map[string]struct {
		got  []byte
		want string
	}{
		"set key":        {appendSetKey(nil, 1), "0001"},
		"set row":        {appendSetRow(nil, setRow{3, 258, "users"}), "01030000000000000002010000000000007573657273"},
		"truncation key": {appendTruncationKey(nil, noSet), "7472756e636174696f6e0000"},
		"truncation row": {appendTruncationRow(nil, truncation{258, true}), "01010201000000000000"},
	} {
		if got := hex.EncodeToString(test.got); got != test.want {
			t.Errorf("%s: %s, want %s", name, got, test.want)
		}
	}
}

// FuzzSetRow feeds arbitrary rows of sets: what is accepted must encode to the same bytes again.
func FuzzSetRow(f *testing.F) {
	f.Add(appendSetKey(nil, 1), appendSetRow(nil, setRow{3, 258, "users"}))
	f.Add([]byte{}, []byte{})
	f.Fuzz(func(t *testing.T, key, value []byte) {
		set, row, err := decodeSetRow(key, value)
		if err != nil {
			if !errors.Is(err, ErrFormat) {
				t.Fatal(err)
			}
			return
		}
		if !bytes.Equal(appendSetKey(nil, set), key) || !bytes.Equal(appendSetRow(nil, row), value) {
			t.Fatalf("accepted %x %x", key, value)
		}
	})
}

// FuzzTruncationRow feeds arbitrary rows of truncations: what is accepted must encode to the same bytes again.
func FuzzTruncationRow(f *testing.F) {
	f.Add(appendTruncationKey(nil, 7), appendTruncationRow(nil, truncation{258, true}))
	f.Add([]byte{}, []byte{})
	f.Fuzz(func(t *testing.T, key, value []byte) {
		set, row, err := decodeTruncationRow(key, value)
		if err != nil {
			if !errors.Is(err, ErrFormat) {
				t.Fatal(err)
			}
			return
		}
		if !bytes.Equal(appendTruncationKey(nil, set), key) || !bytes.Equal(appendTruncationRow(nil, row), value) {
			t.Fatalf("accepted %x %x", key, value)
		}
	})
}
