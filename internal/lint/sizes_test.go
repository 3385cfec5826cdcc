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

// TestSizesInFields checks in which functions arithmetic with an unchecked number is found that came through a field of a struct.
func TestSizesInFields(t *testing.T) {
	const decoder = "type head struct { size, first uint64 }\ntype tail struct { head head; at uint64 }\n" +
		"func decode(b []byte) (head, error) { h := head{size: order.Uint64(b), first: order.Uint64(b[8:])}; if h.first > 9 { return h, nil }; return h, nil }\n"
	for source, want := range map[string]int{
		"func f(b []byte) uint64 { h := head{size: order.Uint64(b)}; return h.size + 8 }":                                   1,
		"func f(b []byte) uint64 { var h head; h.size = order.Uint64(b); g := h; return g.size * 8 }":                       1,
		"func f(b []byte) uint64 { h := &head{size: order.Uint64(b)}; if h.size > 9 { return 0 }; return h.size + 8 }":      0,
		"func f(b []byte) uint64 { h := head{size: order.Uint64(b)}; h = head{}; return h.size + 8 }":                       0,
		"func f(b []byte) uint64 { h := tail{head: head{size: order.Uint64(b)}}; return h.head.size << 1 }":                 1,
		decoder + "func (h head) end() uint64 { return h.size + 8 }":                                                        1,
		decoder + "func (h *head) end() uint64 { return h.first + 8 }":                                                      0,
		decoder + "func (h head) end() uint64 { if h.size > 100 { return 0 }; return h.size + 8 }":                          0,
		decoder + "func (h head) end() uint64 { return min(h.size, 100) + 8 }":                                              0,
		decoder + "func end(h head) uint64 { size := uint64(h.size); return size + 8 }":                                     1,
		decoder + "func end(t *tail) uint64 { return t.head.size + t.at }":                                                  1,
		decoder + "func end(t *tail) uint64 { return t.head.first + t.at }":                                                 0,
		decoder + "func end(b []byte) uint64 { h, err := decode(b); if err != nil { return 0 }; return h.size + 8 }":        1,
		decoder + "func end(b []byte) uint64 { h, _ := decode(b); if h.size != 8 { return 0 }; return h.size + 8 }":         0,
		decoder + "func end(b []byte) uint64 { h, _ := decode(b); if h.Validate() != nil { return 0 }; return h.size + 8 }": 0,
	} {
		files := []*lint.File{parse(t, "zerodb/x.go", "package zerodb\n"+source)}
		if findings := append(lint.Sizes(files[0]), lint.SizesInFields(files)...); len(findings) < want || want == 0 && len(findings) > 0 {
			t.Errorf("%s: %v, want %d findings", source, findings, want)
		}
	}
	files := []*lint.File{
		parse(t, "zerodb/internal/form/x.go", "package form\n"+"type Head struct { Size uint64 }\nfunc Decode(b []byte) (*Head, error) { return &Head{Size: order.Uint64(b)}, nil }"),
		parse(t, "zerodb/y.go", "package zerodb\nfunc f(h form.Head) uint64 { return h.Size + 1 }\nfunc g(b []byte) uint64 { h, _ := form.Decode(b); return h.Size + 1 }"),
	}
	if findings := lint.SizesInFields(files); len(findings) != 2 {
		t.Errorf("through another package: %v, want 2 findings", findings)
	}
}
