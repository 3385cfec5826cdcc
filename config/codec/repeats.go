package codec

// repeats finds keys of a map that were there before.
type repeats struct {
	d *document
	// seen holds the keys of a large map; small ones are looked through.
	seen map[string]bool
}

// keysFew is up to how many keys are looked through.
const keysFew = 32

// before reports whether the key at an index was there before. Keys are asked for in order.
func (r *repeats) before(i int) bool {
	text := r.d.key(i).text
	if r.d.pairs() <= keysFew {
		for j := range i {
			if r.d.key(j).text == text {
				return true
			}
		}
		return false
	}
	if r.seen == nil {
		r.seen = make(map[string]bool, r.d.pairs())
	}
	found := r.seen[text]
	r.seen[text] = true
	return found
}
