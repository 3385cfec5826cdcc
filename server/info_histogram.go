package server

import (
	"context"
	"fmt"
	"math/bits"
	"strconv"
	"strings"

	"github.com/aerolith/aerolith/aero"
)

// DistributionStore is what a Store also is that can say how its records are distributed.
type DistributionStore interface {
	// Distribution visits the records of a namespace, or of a set of it, with their remaining life in seconds, 0 for ever,
	// and their size in bytes.
	Distribution(ctx context.Context, namespace, set string, visit func(ttlSeconds uint32, size int)) error
}

// distributionBuckets is how many buckets a linear histogram has.
const distributionBuckets = 100

// answerHistogram shows how lives or sizes of records are distributed. It walks all records: an operator's command, not
// for every second.
func answerHistogram(q *infoQuery) {
	namespace, ok := q.namespace()
	if !ok {
		return
	}
	kind, ok := q.required("type")
	if !ok {
		return
	}
	set, _ := q.parameter("set")
	store, ok := q.server.store.(DistributionStore)
	if !ok {
		q.fail(aero.CodeUnsupportedFeature, "no histograms")
		return
	}
	var err error
	d := &distribution{store: store, namespace: namespace, set: set}
	switch kind {
	case "ttl":
		err = d.linear(q, "seconds", func(ttl uint32, _ int) (uint64, bool) { return uint64(ttl), ttl != 0 })
	case "object-size-linear":
		err = d.linear(q, "bytes", func(_ uint32, size int) (uint64, bool) { return uint64(size), true })
	case "object-size":
		err = d.logarithmic(q)
	default:
		q.fail(aero.CodeParameter, "bad histogram type")
	}
	if err != nil {
		q.server.storeFailed(err)
		q.fail(aero.CodeUnknown, "records cannot be read")
	}
}

// distribution is a histogram of records under construction.
type distribution struct {
	store          DistributionStore
	namespace, set string
}

// walk visits the records.
func (d *distribution) walk(visit func(ttl uint32, size int)) error {
	return d.store.Distribution(context.Background(), d.namespace, d.set, visit)
}

// linear answers with buckets of equal width that reach up to the largest value. pick takes the value of a record, if it
// counts.
func (d *distribution) linear(q *infoQuery, units string, pick func(ttl uint32, size int) (uint64, bool)) error {
	largest := uint64(0)
	err := d.walk(func(ttl uint32, size int) {
		if value, counts := pick(ttl, size); counts {
			largest = max(largest, value)
		}
	})
	if err != nil {
		return err
	}
	width := largest/distributionBuckets + 1
	var buckets [distributionBuckets]uint64
	err = d.walk(func(ttl uint32, size int) {
		if value, counts := pick(ttl, size); counts {
			buckets[min(value/width, distributionBuckets-1)]++
		}
	})
	if err != nil {
		return err
	}
	q.text(fmt.Sprintf("units=%s:hist-width=%d:bucket-width=%d:buckets=", units, width*distributionBuckets, width))
	numbers := make([]string, distributionBuckets)
	for i, count := range buckets {
		numbers[i] = strconv.FormatUint(count, 10)
	}
	q.text(strings.Join(numbers, ","))
	return nil
}

// logarithmic answers with the sizes by powers of two, without empty buckets.
func (d *distribution) logarithmic(q *infoQuery) error {
	var buckets [bits.UintSize + 1]uint64
	if err := d.walk(func(_ uint32, size int) { buckets[bits.Len(uint(size))]++ }); err != nil {
		return err
	}
	q.text("units=bytes")
	for i, count := range buckets {
		if count > 0 {
			q.text(fmt.Sprintf(":[%d-%d)=%d", uint64(1)<<i>>1, uint64(1)<<i, count))
		}
	}
	return nil
}
