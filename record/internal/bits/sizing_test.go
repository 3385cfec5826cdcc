package bits

import (
	"testing"

	"github.com/aerolith/aerolith/aero"
)

// The write flags as clients send them.
const (
	createOnly = int(flagCreateOnly)
	updateOnly = int(flagUpdateOnly)
	noFail     = int(flagNoFail)
	partial    = int(flagPartial)
)

// TestResize grows and shrinks blobs at both ends, with every flag, as a table.
func TestResize(t *testing.T) {
	run(t, []change{
		{"grow", "0102", encode(opResize, 4), "01020000", aero.CodeOK},
		{"grow at the front", "0102", encode(opResize, 4, 0, resizeFromFront), "00000102", aero.CodeOK},
		{"shrink", "010203", encode(opResize, 1), "01", aero.CodeOK},
		{"shrink at the front", "010203", encode(opResize, 1, 0, resizeFromFront), "03", aero.CodeOK},
		{"to nothing", "0102", encode(opResize, 0), "", aero.CodeOK},
		{"same size", "0102", encode(opResize, 2), "0102", aero.CodeOK},
		{"create", "-", encode(opResize, 3), "000000", aero.CodeOK},
		{"create nothing", "-", encode(opResize, 0), "-", aero.CodeOK},
		{"grow only", "0102", encode(opResize, 1, 0, resizeGrowOnly), "0102", aero.CodeParameter},
		{"grow only, no fail", "0102", encode(opResize, 1, noFail, resizeGrowOnly), "0102", aero.CodeOK},
		{"shrink only", "0102", encode(opResize, 3, 0, resizeShrinkOnly), "0102", aero.CodeParameter},
		{"shrink only, no fail", "0102", encode(opResize, 3, noFail, resizeShrinkOnly), "0102", aero.CodeOK},
		{"shrink only creates nothing", "-", encode(opResize, 3, 0, resizeShrinkOnly), "-", aero.CodeParameter},
		{"grow and shrink only", "01", encode(opResize, 1, 0, resizeGrowOnly|resizeShrinkOnly), "01", aero.CodeParameter},
		{"unknown resize flag", "01", encode(opResize, 1, 0, 8), "01", aero.CodeParameter},
		{"partial", "01", encode(opResize, 1, partial), "01", aero.CodeParameter},
		{"create only", "01", encode(opResize, 2, createOnly), "01", aero.CodeBinExists},
		{"create only, no fail", "01", encode(opResize, 2, createOnly|noFail), "01", aero.CodeOK},
		{"create only, new", "-", encode(opResize, 2, createOnly), "0000", aero.CodeOK},
		{"update only", "-", encode(opResize, 2, updateOnly), "-", aero.CodeBinNotFound},
		{"update only, no fail", "-", encode(opResize, 2, updateOnly|noFail), "-", aero.CodeOK},
		{"create only and update only", "-", encode(opResize, 2, createOnly|updateOnly), "-", aero.CodeParameter},
		{"largest", "01", encode(opResize, MaxBlobSize), "01", aero.CodeParameter},
		{"too large", "01", encode(opResize, MaxBlobSize+1), "01", aero.CodeParameter},
		{"negative size", "01", encode(opResize, -1), "01", aero.CodeParameter},
	})
}

// TestInsert inserts bytes within, at and behind the end of blobs, as a table.
func TestInsert(t *testing.T) {
	run(t, []change{
		{"front", "0102", encode(opInsert, 0, raw(9, 8)), "09080102", aero.CodeOK},
		{"middle", "0102", encode(opInsert, 1, raw(9, 8)), "01090802", aero.CodeOK},
		{"end", "0102", encode(opInsert, 2, raw(9, 8)), "01020908", aero.CodeOK},
		{"behind the end", "0102", encode(opInsert, 4, raw(9)), "0102000009", aero.CodeOK},
		{"from the end", "0102", encode(opInsert, -1, raw(9)), "010902", aero.CodeOK},
		{"from the end to the start", "0102", encode(opInsert, -2, raw(9)), "090102", aero.CodeOK},
		{"before the start", "0102", encode(opInsert, -3, raw(9)), "0102", aero.CodeParameter},
		{"before the start, no fail", "0102", encode(opInsert, -3, raw(9), noFail), "0102", aero.CodeParameter},
		{"create", "-", encode(opInsert, 2, raw(9)), "000009", aero.CodeOK},
		{"create before the start", "-", encode(opInsert, -1, raw(9)), "-", aero.CodeParameter},
		{"nothing", "01", encode(opInsert, 0, raw()), "01", aero.CodeParameter},
		{"too far", "01", encode(opInsert, MaxBlobSize, raw(9)), "01", aero.CodeParameter},
		{"too far, no fail", "01", encode(opInsert, MaxBlobSize, raw(9), noFail), "01", aero.CodeParameter},
		{"offset too large", "01", encode(opInsert, MaxBlobSize+1, raw(9)), "01", aero.CodeParameter},
		{"smallest offset", "01", encode(opInsert, -1<<63, raw(9)), "01", aero.CodeParameter},
		{"create only", "01", encode(opInsert, 0, raw(9), createOnly), "01", aero.CodeBinExists},
		{"update only", "-", encode(opInsert, 0, raw(9), updateOnly), "-", aero.CodeBinNotFound},
		{"partial", "01", encode(opInsert, 0, raw(9), partial), "01", aero.CodeParameter},
	})
}

// TestRemove removes bytes, as a table.
func TestRemove(t *testing.T) {
	run(t, []change{
		{"front", "010203", encode(opRemove, 0, 1), "0203", aero.CodeOK},
		{"middle", "010203", encode(opRemove, 1, 1), "0103", aero.CodeOK},
		{"from the end", "010203", encode(opRemove, -2, 2), "01", aero.CodeOK},
		{"all", "010203", encode(opRemove, 0, 3), "", aero.CodeOK},
		{"past the end", "010203", encode(opRemove, 1, 3), "010203", aero.CodeParameter},
		{"past the end, no fail", "010203", encode(opRemove, 1, 3, noFail), "010203", aero.CodeOK},
		{"past the end, partial", "010203", encode(opRemove, 1, 3, partial), "01", aero.CodeOK},
		{"behind the end", "010203", encode(opRemove, 3, 1, partial), "010203", aero.CodeParameter},
		{"behind the end, no fail", "010203", encode(opRemove, 3, 1, partial|noFail), "010203", aero.CodeOK},
		{"nothing", "010203", encode(opRemove, 1, 0), "010203", aero.CodeParameter},
		{"missing", "-", encode(opRemove, 0, 1), "-", aero.CodeBinNotFound},
		{"missing, no fail", "-", encode(opRemove, 0, 1, noFail), "-", aero.CodeOK},
		{"create only", "01", encode(opRemove, 0, 1, createOnly), "01", aero.CodeParameter},
	})
}
