package hll

// counterIndexBits is how many registers a Counter has, as a power of two: its estimates are within 1 % two times out of three.
const counterIndexBits = 14

// Counter estimates how many different elements it was given, in 12 KiB however many they are.
type Counter struct{ sketch sketch }

// NewCounter returns a Counter that was given nothing.
func NewCounter() *Counter {
	s := shape{index: counterIndexBits}
	return &Counter{s.start(make([]byte, s.size()))}
}

// Add gives the counter an element, which it may have been given before.
func (c *Counter) Add(element []byte) { c.sketch.add(element) }

// Estimate returns about how many different elements the counter was given.
func (c *Counter) Estimate() uint64 { return c.sketch.estimate() }
