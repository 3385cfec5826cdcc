package page

// AppendPayload appends the payload of entry i to dst, as Insert takes it.
func (a *Assembly) AppendPayload(dst []byte, i int) []byte {
	c := &a.cells[i]
	if a.kind == KindLeaf {
		dst = order.AppendUint16(dst, c.word)
	}
	return append(dst, c.body...)
}
