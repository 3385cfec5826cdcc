package page

// AppendPayload appends the payload of entry i to dst.
func (a *Assembly) AppendPayload(dst []byte, i int) []byte { return append(dst, a.cells[i].payload...) }
