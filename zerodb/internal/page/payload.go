package page

import "github.com/aerolith/aerolith/zerodb/internal/ids"

// AppendInline appends the payload of a leaf entry whose value lies in the leaf. FitsInline must permit it.
func AppendInline(dst, value []byte) []byte {
	dst = order.AppendUint16(dst, uint16(len(value)))
	return append(dst, value...)
}

// InlineSize returns the size of a payload of AppendInline for a value of a length.
func InlineSize(length int) int { return 2 + length }

// AppendRun appends the payload of a leaf entry whose value of the given length lies in a run.
func AppendRun(dst []byte, run ids.PageRef, length uint64) []byte {
	dst = order.AppendUint16(dst, valueLargeFlag|runRefSize)
	dst = appendRef(dst, run)
	return order.AppendUint64(dst, length)
}

// IsRun reports whether the payload of a leaf entry is one of AppendRun.
func IsRun(payload []byte) bool { return order.Uint16(payload)&valueLargeFlag != 0 }

// AppendChild appends the payload of a branch entry.
func AppendChild(dst []byte, child ids.PageRef) []byte { return appendRef(dst, child) }

// takeApart divides a payload from one of the Append functions into the word that goes into the slot and the bytes that
// follow the key in the cell.
func takeApart(kind Kind, payload []byte) (word uint16, body []byte) {
	if kind == KindBranch {
		return 0, payload
	}
	return order.Uint16(payload), payload[valueWordSize:]
}

// takeApart divides a payload for this page.
func (n Node) takeApart(payload []byte) (word uint16, body []byte) {
	return takeApart(n.Kind(), payload)
}
