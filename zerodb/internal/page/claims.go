package page

const (
	// claimBits is the number of bytes that one word of claims stands for.
	claimBits = 64
	// leastClaims is how many words cover the smallest page size, smallClaims the smaller ones, allClaims any: zeroing them takes time.
	leastClaims, smallClaims, allClaims = MinSize/claimBits + 1, 4*MinSize/claimBits + 1, MaxSize/claimBits + 1
)

// claims has a bit for each byte of a page that an entry occupies, and one for the end of the page.
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

// flip turns one bit over. It serves pages without dead bytes, instead of take and without a branch that depends on the data: when both ends of each
// entry have been flipped, joins judges.
func (c claims) flip(offset int) { c[uint(offset)/claimBits] ^= 1 << (uint(offset) % claimBits) }

// joins reports, after both ends of all entries were flipped, whether they can lie one behind the other from low to high. They do so, and no two overlap, if
// moreover their sizes add up to the distance: bits that are left at low and high alone say that a chain of entries joins the two, going there and back maybe, and
// only one that goes straight and leaves no entry out is as short as that.
func (c claims) joins(low, high int) bool {
	c.flip(low)
	c.flip(high)
	var left uint64
	for _, word := range c[uint(low)/claimBits : uint(high)/claimBits+1] {
		left |= word
	}
	return left == 0
}
