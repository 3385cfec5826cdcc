package server

import "sync/atomic"

// budget bounds the bytes that all connections together hold in their buffers.
type budget struct {
	used  atomic.Int64
	limit int64
}

// take reserves size bytes and reports whether they fit. Without a fit nothing is reserved.
func (b *budget) take(size int64) bool {
	if b.used.Add(size) <= b.limit {
		return true
	}
	b.used.Add(-size)
	return false
}

// takeSpare reserves size bytes for comfort, and only while less than half of the budget is in use.
func (b *budget) takeSpare(size int64) bool {
	if b.used.Load()+size > b.limit/2 {
		return false
	}
	return b.take(size)
}

// force reserves size bytes even beyond the limit; it is for replies, which must be sent once a command was
// executed. An overdraft makes take refuse until it is settled.
func (b *budget) force(size int64) { b.used.Add(size) }

// give returns size bytes.
func (b *budget) give(size int64) { b.used.Add(-size) }
