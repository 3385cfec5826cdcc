package record

import (
	"bytes"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/record/internal/sindex"
)

// partitions are those that a query asks for: some from their beginning, some from behind an entry.
type partitions struct {
	// bits has a bit for each partition that is asked for; all says that all are, from their beginning.
	bits [aero.PartitionCount / 8]byte
	all  bool
	// resumed are the entries behind which partitions are asked for.
	resumed map[aero.PartitionID]resumePoint
	// lowest is a value below which nothing is asked for.
	lowest sindex.Value
}

// resumePoint is an entry: the last of its partition that was seen.
type resumePoint struct {
	value  sindex.Value
	digest aero.Digest
}

// wantedPartitions returns the partitions of a query on an index.
func wantedPartitions(of *sindex.Definition, ranges []aero.PartitionRange) partitions {
	p := partitions{all: len(ranges) == aero.PartitionCount}
	for i := range ranges {
		part := &ranges[i]
		p.bits[part.ID/8] |= 1 << (part.ID % 8)
		if part.After == nil {
			continue
		}
		p.all = false
		if p.resumed == nil {
			p.resumed = map[aero.PartitionID]resumePoint{}
		}
		p.resumed[part.ID] = resumePoint{of.FromWire(part.AfterValue), *part.After}
	}
	if len(p.resumed) == len(ranges) { // all go on somewhere: from the first of these places
		p.lowest = ^sindex.Value(0)
		for _, point := range p.resumed {
			p.lowest = min(p.lowest, point.value)
		}
	}
	return p
}

// listed reports whether a partition is asked for at all.
func (p *partitions) listed(id aero.PartitionID) bool { return p.bits[id/8]&(1<<(id%8)) != 0 }

// has reports whether an entry is asked for.
func (p *partitions) has(value sindex.Value, digest aero.Digest) bool {
	if p.all {
		return true
	}
	id := digest.Partition()
	if !p.listed(id) {
		return false
	}
	point, resumed := p.resumed[id]
	if !resumed || value != point.value {
		return !resumed || value > point.value
	}
	return bytes.Compare(digest[:], point.digest[:]) > 0
}

// appendNext adds a key that lies behind an entry that is not asked for, and before the next that may be.
func (p *partitions) appendNext(dst []byte, value sindex.Value, digest aero.Digest) []byte {
	id := digest.Partition()
	if point, resumed := p.resumed[id]; resumed && value == point.value {
		return sindex.AppendKey(dst, value, point.digest)
	}
	for id++; id < aero.PartitionCount; id++ {
		if point, resumed := p.resumed[id]; p.listed(id) && (!resumed || point.value <= value) {
			return sindex.AppendPrefix(dst, value, id)
		}
	}
	if value == ^sindex.Value(0) {
		return sindex.AppendPrefix(dst, value, aero.PartitionCount)
	}
	return sindex.AppendPrefix(dst, value+1, 0)
}
