package lint_test

import (
	"testing"

	"github.com/aerolith/aerolith/internal/lint"
)

// TestSizesFollowsVariables checks in which functions the rule on sizes finds arithmetic with an unchecked number.
func TestSizesFollowsVariables(t *testing.T) {
	for body, want := range map[string]int{
		"n := binary.LittleEndian.Uint64(b); return int(n) + 8":                                                        1,
		"n := int(binary.LittleEndian.Uint32(b)); m := n; return m * 8":                                                1,
		"n := binary.LittleEndian.Uint64(b); if n > 100 { return 0 }; return int(n) + 8":                               0,
		"n := binary.LittleEndian.Uint64(b); if n+8 > uint64(len(b)) { return 0 }; return int(n)":                      1,
		"n := binary.LittleEndian.Uint64(b); n += 8; return int(n)":                                                    1,
		"n := 8; n += int(binary.LittleEndian.Uint64(b)); return n":                                                    1,
		"n := binary.LittleEndian.Uint64(b); n = min(n, 9); return int(n) << 3":                                        0,
		"n, size := binary.Uvarint(b); return int(n) + size":                                                           1,
		"n, size := binary.Uvarint(b); if size <= 0 || n > 7 { return 0 }; return int(n) + size":                       0,
		"n := binary.LittleEndian.Uint64(b); switch { case n > 7: return 0 }; return 1 << n":                           0,
		"n := binary.LittleEndian.Uint64(b); n = 7; return 1 << n":                                                     0,
		"n := binary.LittleEndian.Uint16(b); return int(n) + 8":                                                        0,
		"n := binary.LittleEndian.Uint64(b); return int(n) - 8":                                                        0,
		"var c []int; for n := binary.LittleEndian.Uint64(b); n < 9; n++ { c = append(c, int(n)+1) }; _ = c; return 0": 0,
	} {
		source := "package zerodb\nimport \"encoding/binary\"\nfunc f(b []byte) int { " + body + " }"
		if findings := lint.Sizes(parse(t, "zerodb/x.go", source)); len(findings) != want {
			t.Errorf("%s: %v, want %d findings", body, findings, want)
		}
	}
}
