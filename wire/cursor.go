package wire

import "encoding/binary"

// cursor reads the bytes of a message in order. It remembers the first failure, so that callers may check once after
// several reads; from then on it returns zeros.
type cursor struct {
	// data is what is read.
	data []byte
	// offset is the place of the next byte.
	offset int
	// failed says that something was cut off.
	failed bool
}

// left returns how many bytes are left.
func (c *cursor) left() int {
	return len(c.data) - c.offset
}

// take returns the next n bytes, or nil if fewer are left.
func (c *cursor) take(n int) []byte {
	if c.failed || n < 0 || n > c.left() {
		c.failed = true
		return nil
	}
	b := c.data[c.offset : c.offset+n : c.offset+n]
	c.offset += n
	return b
}

// uint8 returns the next byte.
func (c *cursor) uint8() uint8 {
	if b := c.take(1); b != nil {
		return b[0]
	}
	return 0
}

// uint16 returns the next 2 bytes as a number.
func (c *cursor) uint16() uint16 {
	if b := c.take(2); b != nil {
		return binary.BigEndian.Uint16(b)
	}
	return 0
}

// uint32 returns the next 4 bytes as a number.
func (c *cursor) uint32() uint32 {
	if b := c.take(4); b != nil {
		return binary.BigEndian.Uint32(b)
	}
	return 0
}

// sized returns as many bytes as the next 4 bytes say.
func (c *cursor) sized() []byte {
	n := c.uint32()
	if uint64(n) > uint64(c.left()) {
		c.failed = true
		return nil
	}
	return c.take(int(n))
}
