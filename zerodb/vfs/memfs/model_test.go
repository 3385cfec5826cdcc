package memfs_test

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
)

// model repeats the operations on a memfs in the plainest way: one folder, content as whole slices, and every
// change that is not durable in one list. Offsets count from modelBase: what lies before is zero in every file.
type model struct {
	live, durable state
	pending       []change
	files         int
}

// state is what a file system holds: which file has which name, and what the files contain.
type state struct {
	names   map[string]int
	content map[int][]byte
}

// change is one operation that is not yet durable.
type change struct {
	// file is what the change is about.
	file int
	// from and to are the names of a change of names; both empty for a change of content.
	from, to string
	// bytes were written at the offset; nil for a change of the length to offset.
	bytes  []byte
	offset int
}

// newModel returns an empty model.
func newModel() *model { return &model{live: newState(), durable: newState()} }

// newState returns an empty state.
func newState() state { return state{names: map[string]int{}, content: map[int][]byte{}} }

// clone returns a copy whose changes do not reach the original.
func (s state) clone() state {
	c := state{names: maps.Clone(s.names), content: map[int][]byte{}}
	for file, b := range s.content {
		c.content[file] = slices.Clone(b)
	}
	return c
}

// isMove reports whether the change is one of names.
func (c change) isMove() bool { return c.from != "" || c.to != "" }

// apply makes a change.
func (s state) apply(c change) {
	switch {
	case c.isMove():
		if file, ok := s.names[c.from]; ok && file == c.file {
			delete(s.names, c.from)
		}
		if c.to != "" {
			s.names[c.to] = c.file
		}
	case c.bytes == nil:
		s.content[c.file] = resized(s.content[c.file], c.offset)
	default:
		b := resized(s.content[c.file], max(len(s.content[c.file]), c.offset+len(c.bytes)))
		copy(b[c.offset:], c.bytes)
		s.content[c.file] = b
	}
}

// resized returns a copy of b with another length.
func resized(b []byte, length int) []byte {
	c := make([]byte, length)
	copy(c, b)
	return c
}

// do makes a change and keeps it as not durable.
func (m *model) do(c change) {
	m.live.apply(c)
	m.pending = append(m.pending, c)
}

// syncData makes the content of a file durable.
func (m *model) syncData(file int) {
	m.settle(func(c change) bool { return !c.isMove() && c.file == file })
}

// syncDir makes the names durable.
func (m *model) syncDir() { m.settle(change.isMove) }

// settle makes the chosen changes durable.
func (m *model) settle(chosen func(c change) bool) {
	for _, c := range m.pending {
		if chosen(c) {
			m.durable.apply(c)
		}
	}
	m.pending = slices.DeleteFunc(m.pending, chosen)
}

// prefix returns the state with the first changes that are not durable.
func (m *model) prefix(kept int) state {
	s := m.durable.clone()
	for _, c := range m.pending[:kept] {
		s.apply(c)
	}
	return s
}

// show returns the state as text, for comparing.
func (s state) show() string {
	var b bytes.Buffer
	for _, name := range slices.Sorted(maps.Keys(s.names)) {
		fmt.Fprintf(&b, "%s: %d bytes %s\n", name, len(s.content[s.names[name]]), s.content[s.names[name]])
	}
	return b.String()
}

// mayHold reports whether a file may hold b after a crash that keeps any sectors of any changes: each byte must be
// of the durable content, of some write since, or zero where the file was grown; and so for the length.
func (m *model) mayHold(file int, b []byte) bool {
	durable := m.durable.content[file]
	var since []change
	for _, c := range m.pending {
		if !c.isMove() && c.file == file {
			since = append(since, c)
		}
	}
	for i, value := range b {
		kept := i < len(durable) && durable[i] == value || i >= len(durable) && value == 0
		if !kept && !slices.ContainsFunc(since, func(c change) bool { return c.explains(i, value) }) {
			return false
		}
	}
	return len(b) == len(durable) || slices.ContainsFunc(since, func(c change) bool { return c.mayEnd(len(b)) })
}

// explains reports whether a byte can have its value because of the change.
func (c change) explains(index int, value byte) bool {
	if c.bytes == nil {
		return index >= c.offset && value == 0
	}
	return index >= c.offset && index < c.offset+len(c.bytes) && c.bytes[index-c.offset] == value
}

// mayEnd reports whether the file can have a length because of the change, or of some of its sectors.
func (c change) mayEnd(length int) bool {
	end := c.offset + len(c.bytes)
	return length == end || length > c.offset && length < end && (modelBase+length)%512 == 0
}

// mayBeNamed reports whether a name may lead to a file after a crash that keeps any changes of names.
func (m *model) mayBeNamed(name string, file int) bool {
	if have, ok := m.durable.names[name]; ok && have == file {
		return true
	}
	return slices.ContainsFunc(m.pending, func(c change) bool { return c.to == name && c.file == file })
}

// mayHave reports whether a name may lead to content b after a crash.
func (m *model) mayHave(name string, b []byte) bool {
	for file := range m.files {
		if m.mayBeNamed(name, file) && m.mayHold(file, b) {
			return true
		}
	}
	return false
}
