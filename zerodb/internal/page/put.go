package page

import "bytes"

// Room returns how many bytes lie between the slots and the lowest cell of a page.
func (n Node) Room() int { return n.contiguous() }

// Put stores an entry in a leaf in place, whether or not its key is there. payload comes from AppendInline. It returns false, with the page unchanged, where Insert or
// ReplacePayload would.
func (n Node) Put(key, payload []byte) bool {
	i, found := n.Search(key)
	if found {
		return n.ReplacePayload(i, payload)
	}
	return n.Insert(i, key, payload)
}

// PutTakes returns how much of a page's room Put takes at most for a key, and reports whether the page has its prefix. There is no prefix that a page could get later: Put never lays it out anew.
func (n Node) PutTakes(key, payload []byte) (int, bool) {
	_, body := n.takeApart(payload)
	return len(key) - n.prefixSize() + len(body) + slotSize, bytes.HasPrefix(key, n.Prefix())
}
