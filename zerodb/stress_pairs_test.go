package zerodb

import (
	"encoding/binary"
	"hash/fnv"
	"strings"
)

// sortedPairs is a sorted set of pairs of key and value that never changes: what changes it makes another one, which shares most of it. So each version of a database can have its own. It is a
// treap: a search tree by keys, a heap by weights, which follow from the content.
type sortedPairs struct {
	left, right *sortedPairs
	key, value  string
	weight      uint64
	size        int
}

// newPairs returns a set of one pair.
func newPairs(key, value string) *sortedPairs {
	h := fnv.New64a()
	_, _ = h.Write([]byte(key))
	_, _ = h.Write([]byte{byte(len(key))})
	_, _ = h.Write([]byte(value[:min(len(value), 8)]))
	return &sortedPairs{key: key, value: value, weight: h.Sum64(), size: 1}
}

// len returns the number of pairs.
func (n *sortedPairs) len() int {
	if n == nil {
		return 0
	}
	return n.size
}

// with returns the same pair above others.
func (n *sortedPairs) with(left, right *sortedPairs) *sortedPairs {
	c := *n
	c.left, c.right, c.size = left, right, 1+left.len()+right.len()
	return &c
}

// cut divides the set into the pairs before the first one for which behind holds, and the rest.
func (n *sortedPairs) cut(behind func(n *sortedPairs) bool) (before, rest *sortedPairs) {
	if n == nil {
		return nil, nil
	}
	if behind(n) {
		before, rest = n.left.cut(behind)
		return before, n.with(rest, n.right)
	}
	before, rest = n.right.cut(behind)
	return n.with(n.left, before), rest
}

// join returns the set of all pairs of n and of others, which stand behind them.
func (n *sortedPairs) join(behind *sortedPairs) *sortedPairs {
	switch {
	case n == nil:
		return behind
	case behind == nil:
		return n
	case n.weight > behind.weight:
		return n.with(n.left, n.right.join(behind))
	default:
		return behind.with(n.join(behind.left), behind.right)
	}
}

// rank returns how many pairs stand before the first one for which behind holds.
func (n *sortedPairs) rank(behind func(n *sortedPairs) bool) int {
	switch {
	case n == nil:
		return 0
	case behind(n):
		return n.left.rank(behind)
	default:
		return n.left.len() + 1 + n.right.rank(behind)
	}
}

// at returns the pair at a rank, or nil.
func (n *sortedPairs) at(rank int) *sortedPairs {
	for n != nil {
		left := n.left.len()
		switch {
		case rank < left:
			n = n.left
		case rank == left:
			return n
		default:
			n, rank = n.right, rank-left-1
		}
	}
	return nil
}

// all calls fn for each pair in order, until it returns false.
func (n *sortedPairs) all(fn func(n *sortedPairs) bool) bool {
	return n == nil || n.left.all(fn) && fn(n) && n.right.all(fn)
}

// list returns the pairs in order.
func (n *sortedPairs) list() (all []*sortedPairs) {
	n.all(func(n *sortedPairs) bool { all = append(all, n); return true })
	return all
}

// compareKeys compares keys as a table with that order does.
func compareKeys(order KeyOrder, a, b string) int {
	switch order {
	case OrderReverse:
		for i := 1; i <= min(len(a), len(b)); i++ {
			if x, y := a[len(a)-i], b[len(b)-i]; x != y {
				return int(x) - int(y)
			}
		}
		return len(a) - len(b)
	case OrderUint32:
		a, b = numberKey(uint64(binary.LittleEndian.Uint32([]byte(a)))), numberKey(uint64(binary.LittleEndian.Uint32([]byte(b))))
	case OrderUint64:
		a, b = numberKey(binary.LittleEndian.Uint64([]byte(a))), numberKey(binary.LittleEndian.Uint64([]byte(b)))
	}
	return strings.Compare(a, b)
}

// numberKey returns a number as bytes in the order of numbers.
func numberKey(n uint64) string { return string(binary.BigEndian.AppendUint64(nil, n)) }
