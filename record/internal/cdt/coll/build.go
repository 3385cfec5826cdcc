package coll

import "github.com/aerolith/aerolith/record/internal/cdt/pack"

// headRoom is how many bytes head and marker of a list or map take at most.
const headRoom = 9

// Builder puts a list or map together.
type Builder struct {
	kind  pack.Kind
	flags uint8
	count int
	body  []byte
}

// NewBuilder returns a builder for a list or map whose members take about size bytes.
func NewBuilder(kind pack.Kind, flags uint8, size int) *Builder {
	return &Builder{kind: kind, flags: flags, body: make([]byte, headRoom, headRoom+max(size, 0))}
}

// Add appends count members that b holds.
func (b *Builder) Add(members []byte, count int) {
	b.body = append(b.body, members...)
	b.count += count
}

// AddInteger appends an integer as a member.
func (b *Builder) AddInteger(n int) {
	b.body = pack.AppendInteger(b.body, int64(n))
	b.count++
}

// AddNils appends so many nils as members.
func (b *Builder) AddNils(count int) {
	for range count {
		b.body = pack.AppendNil(b.body)
	}
	b.count += count
}

// AddRange appends count members of a collection from a position on.
func (b *Builder) AddRange(c *Collection, position, count int) {
	if count > 0 {
		b.Add(c.Range(position, count), count)
	}
}

// Bytes returns the list or map. The builder must not be used any more.
func (b *Builder) Bytes() []byte {
	var room [headRoom]byte
	head := pack.AppendHead(room[:0], b.kind, b.flags, b.count)
	start := headRoom - len(head)
	copy(b.body[start:], head)
	return b.body[start:]
}
