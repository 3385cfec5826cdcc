package retry

import (
	"sync/atomic"
	"time"
)

// BudgetOptions bound the repeated attempts of a whole client, so that a sick cluster gets no storm. Every field must
// be set.
type BudgetOptions struct {
	// Share is how many retries the commands earn, in percent of their number.
	Share int
	// Reserve is how many retries are there at first, and at most.
	Reserve int
	// PerSecond is how many retries come back each second without any command.
	PerSecond int
}

// Budget counts retries against commands. It is safe for concurrent use.
type Budget struct {
	options BudgetOptions
	// hundredths are what is there, in hundredths of a retry.
	hundredths atomic.Int64
	// refilled is when time last gave something, in Unix nanoseconds.
	refilled atomic.Int64
}

// NewBudget makes a full budget.
func NewBudget(options BudgetOptions) *Budget {
	b := &Budget{options: options}
	b.hundredths.Store(int64(options.Reserve) * 100)
	return b
}

// Earn counts a command.
func (b *Budget) Earn() {
	if b.hundredths.Load() < int64(b.options.Reserve)*100 {
		b.hundredths.Add(int64(b.options.Share))
	}
}

// Spend takes a retry, and reports whether there was one.
func (b *Budget) Spend(now time.Time) bool {
	b.refill(now)
	if b.hundredths.Add(-100) >= 0 {
		return true
	}
	b.hundredths.Add(100)
	return false
}

// refill adds what came back with time.
func (b *Budget) refill(now time.Time) {
	last, at := b.refilled.Load(), now.UnixNano()
	each := int64(time.Second) / max(int64(b.options.PerSecond), 1)
	passed := at - last
	if passed < each || !b.refilled.CompareAndSwap(last, at) {
		return
	}
	missing := int64(b.options.Reserve)*100 - b.hundredths.Load()
	b.hundredths.Add(max(0, min(missing, passed/each*100)))
}
