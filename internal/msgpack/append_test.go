package msgpack

import (
	"encoding/hex"
	"math"
	"testing"
)

// TestVectors compares encodings at the edges of every form with bytes that were worked out by hand.
func TestVectors(t *testing.T) {
	integer := func(n int64) []byte { return AppendInteger(nil, n) }
	unsigned := func(n uint64) []byte { return AppendUnsigned(nil, n) }
	text := func(n int) []byte { return AppendStringHead(nil, n) }
	list := func(n int) []byte { return AppendCount(nil, ListHeads(), n) }
	cases := []struct {
		got  []byte
		want string
	}{
		{integer(0), "00"},
		{integer(127), "7f"},
		{integer(128), "cc80"},
		{integer(256), "cd0100"},
		{integer(65536), "ce00010000"},
		{integer(1 << 32), "d30000000100000000"},
		{unsigned(1 << 32), "cf0000000100000000"},
		{unsigned(math.MaxUint64), "cfffffffffffffffff"},
		{integer(-1), "ff"},
		{integer(-32), "e0"},
		{integer(-33), "d0df"},
		{integer(-129), "d1ff7f"},
		{integer(-32769), "d2ffff7fff"},
		{integer(math.MinInt64), "d38000000000000000"},
		{AppendFloat(nil, 1.5), "cb3ff8000000000000"},
		{text(31), "bf"},
		{text(32), "d920"},
		{text(256), "da0100"},
		{text(65536), "db00010000"},
		{list(15), "9f"},
		{list(16), "dc0010"},
		{list(65536), "dd00010000"},
		{AppendCount(nil, MapHeads(), 1), "81"},
	}
	for i, c := range cases {
		if got := hex.EncodeToString(c.got); got != c.want {
			t.Errorf("case %d: %s, want %s", i, got, c.want)
		}
	}
}
