package page

const (
	// claimBits is the number of bytes that one word of claims stands for.
	claimBits = 64
	// smallClaims is how many words cover the smaller page sizes; the array for them costs little to zero.
	smallClaims = 4 * MinSize / claimBits
)

// claims has a bit for each byte of a page that an entry occupies.
type claims []uint64

// take claims the bytes from offset on and reports whether all of them were free. The range must lie in the page.
func (c claims) take(offset, size int) bool {
	for size > 0 {
		word, bit := offset/claimBits, offset%claimBits
		step := min(claimBits-bit, size)
		mask := (^uint64(0) >> (claimBits - step)) << bit
		if c[word]&mask != 0 {
			return false
		}
		c[word] |= mask
		offset, size = offset+step, size-step
	}
	return true
}
