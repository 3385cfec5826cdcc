package server

// outbox gathers the replies of a burst, so that one write sends them.
type outbox struct {
	pool   *blockPool
	budget *budget
	// keep is the capacity that an idle connection keeps and that is not charged to the budget.
	keep int
	// hintMax is the largest block that is taken before there are replies for it.
	hintMax int

	bytes   []byte
	charged int64
	// block is where bytes began, nil if that was no block.
	block *block
	// hint is the block size that a burst starts with: it follows how much was sent at once lately. quiet counts the bursts in a
	// row that needed no block.
	hint, quiet int
}

// begin readies the outbox for a burst.
func (o *outbox) begin() {
	if charge := int64(o.hint - o.keep); o.hint > cap(o.bytes) && o.charged == 0 && o.budget.takeSpare(charge) {
		o.block, o.charged = o.pool.get(o.hint), charge
		o.bytes = o.block.bytes[:0]
	}
}

// settle charges what the replies have grown by, after something was appended to bytes.
func (o *outbox) settle() {
	charge := int64(max(cap(o.bytes)-o.keep, 0))
	if charge != o.charged {
		o.budget.force(charge - o.charged)
		o.charged = charge
	}
}

// reset empties the outbox after its bytes were sent.
func (o *outbox) reset() {
	switch sent := len(o.bytes); {
	case sent > o.keep:
		o.hint, o.quiet = min(blockSize(sent), o.hintMax), 0
	case o.hint > 0 && sent > 0:
		if o.quiet++; o.quiet >= quietFills {
			o.hint, o.quiet = 0, 0
		}
	}
	o.bytes = o.bytes[:0]
}

// relax gives memory that is larger than what is kept back, before the connection waits.
func (o *outbox) relax() {
	if cap(o.bytes) > o.keep {
		o.release()
	}
}

// release drops the memory and what was not sent.
func (o *outbox) release() {
	o.pool.put(o.block) // whatever has outgrown it is elsewhere
	o.block, o.bytes = nil, nil
	o.settle()
}
