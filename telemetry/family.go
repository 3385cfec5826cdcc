package telemetry

// Kind says how the numbers of a Family behave.
type Kind uint8

// The kinds.
const (
	// Gauge goes up and down.
	Gauge Kind = iota
	// Counter only grows, until the program starts again. Its name ends in _total.
	Counter
	// Histogram counts observations by size.
	Histogram
)

// String returns the name that Prometheus uses.
func (k Kind) String() string {
	return [...]string{Gauge: "gauge", Counter: "counter", Histogram: "histogram"}[k]
}

// Family is a metric with all its samples.
type Family struct {
	// Name follows the conventions of Prometheus: letters, digits and underscores, with the unit (seconds, bytes) in it.
	Name string
	// Help says in a sentence what is counted.
	Help string
	// Kind says how it behaves.
	Kind Kind
	// Samples are the numbers.
	Samples []Sample
}

// Sample is one number of a Family, or one histogram.
type Sample struct {
	// Labels tell the samples of a family apart.
	Labels []Label
	// Value is the number; unused for a histogram.
	Value float64
	// Buckets is the histogram.
	Buckets Buckets
}

// Label is a name with a value.
type Label struct{ Name, Value string }

// Buckets is a histogram.
type Buckets struct {
	// Bounds are the upper bounds of all buckets but the last, which has none; ascending, in the unit of the family.
	Bounds []float64
	// Counts are the observations of each bucket by itself, one more than Bounds.
	Counts []uint64
}

// Count returns how many observations there are.
func (b Buckets) Count() (count uint64) {
	for _, n := range b.Counts {
		count += n
	}
	return count
}

// sum estimates the sum of the observations from the middle of each bucket. It is exact to the width of the buckets.
func (b Buckets) sum() (sum float64) {
	lower := 0.0
	for i, count := range b.Counts {
		upper := lower
		if i < len(b.Bounds) {
			upper = b.Bounds[i]
		}
		sum += float64(count) * (lower + upper) / 2
		lower = upper
	}
	return sum
}

// Source delivers metrics as they are now. It may be called from several goroutines.
type Source func() []Family

// One returns a family of a single sample without labels.
func One(name, help string, kind Kind, value float64) Family {
	return Family{Name: name, Help: help, Kind: kind, Samples: []Sample{{Value: value}}}
}
