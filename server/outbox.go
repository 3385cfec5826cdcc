package server

// outbox gathers the replies of a burst, so that one write sends them.
type outbox struct {
	budget *budget
	// keep is the capacity that survives a flush and is not charged to the budget.
	keep int

	bytes   []byte
	charged int64
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
	o.bytes = o.bytes[:0]
	if cap(o.bytes) > o.keep {
		o.release()
	}
}

// release drops the memory and what was not sent.
func (o *outbox) release() {
	o.bytes = nil
	o.settle()
}
