package client

// BatchMemory is what the results of a batch lie in. The zero value is empty; used for one batch after the other, it spares
// most of what they would allocate. One batch at a time may use it; it keeps as much as the largest of them needed.
type BatchMemory struct {
	results  []BatchResult
	outcomes []outcome
	// entries are those of a batch that made its own.
	entries []BatchEntry
	// requests are those of the present batch, with their memory; used is how many there are.
	requests []*batchRequest
	used     int
	// lasting says that the memory will be used again.
	lasting bool
}

// begin readies the memory for a batch of so many entries.
func (m *BatchMemory) begin(count int) {
	m.results, m.outcomes = cleared(m.results, count), cleared(m.outcomes, count)
	m.used = 0
}

// release forgets what belongs to the caller of a batch now, and what the batch was about.
func (m *BatchMemory) release() {
	m.results = nil
	clear(m.outcomes)
	clear(m.entries)
	for _, r := range m.requests {
		r.node = nil
		r.memory.again(0, false)
	}
	if cap(m.outcomes) > maxKeptEntries {
		m.outcomes, m.requests, m.entries = nil, nil, nil
	}
}

// maxKeptEntries is of how many entries a batch may be whose memory is kept for the next one.
const maxKeptEntries = 1024

// cleared returns a slice of zero values, in the memory of the given one if that is large enough.
func cleared[T any](memory []T, count int) []T {
	if cap(memory) < count {
		return make([]T, count)
	}
	clear(memory[:cap(memory)])
	return memory[:count]
}

// request returns a new request to a node, with room for so many entries.
func (m *BatchMemory) request(n *node, room int) *batchRequest {
	if m.used == len(m.requests) {
		m.requests = append(m.requests, &batchRequest{memory: new(recordMemory)})
	}
	r := m.requests[m.used]
	m.used++
	r.node = n
	if cap(r.indexes) < room {
		r.indexes = make([]uint32, 0, room)
	}
	r.indexes = r.indexes[:0]
	r.memory.again(room, m.lasting)
	return r
}
