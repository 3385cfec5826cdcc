package conf

import "io"

// AppendText appends the text of the tree: for what Parse returned, the bytes that were parsed, except where they were
// edited.
func (f *File) AppendText(to []byte) ([]byte, error) { return f.Root.append(to), nil }

// WriteTo writes the text of the tree. It returns the error of the writer.
func (f *File) WriteTo(w io.Writer) (int64, error) {
	written, err := w.Write(f.Bytes())
	return int64(written), err
}

// Bytes returns the text of the tree.
func (f *File) Bytes() []byte { return f.Root.append(nil) }

// append appends the lines of a node. The recursion is as deep as contexts lie in each other, see depthMax.
func (n *Node) append(to []byte) []byte {
	to = append(to, n.raw...)
	if n.body == nil {
		return to
	}
	for _, child := range n.body.children {
		to = child.append(to)
	}
	return append(to, n.body.end...)
}
