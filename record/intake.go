package record

import "slices"

// intake is where the committer gets requests: those that were put back first, then those from the queue.
type intake struct {
	n *namespace
	// aside are requests that were taken but did not fit into a transaction, in order. groupLimit is how many of them
	// may share one at most.
	aside      []*request
	groupLimit int
}

// next returns the request that comes first, or nil if none waits.
func (i *intake) next() *request {
	if len(i.aside) > 0 {
		return i.first()
	}
	return i.receive()
}

// poll returns the next request for a group that has so many, or nil if none waits or the group must end.
func (i *intake) poll(inGroup int) *request {
	if i.groupLimit > 0 {
		if len(i.aside) == 0 || inGroup >= i.groupLimit {
			return nil
		}
		return i.first()
	}
	return i.receive()
}

// receive returns the next request of the queue, or nil if none waits.
func (i *intake) receive() *request {
	for {
		select {
		case r := <-i.n.queue:
			i.n.queued.Add(-1)
			if i.take(r) {
				return r
			}
		default:
			return nil
		}
	}
}

// putBack puts requests before all others. Until none of them is left, groups have at most so many requests.
func (i *intake) putBack(requests []*request, groupLimit int) {
	i.n.queued.Add(int64(len(requests)))
	i.aside, i.groupLimit = slices.Concat(requests, i.aside), groupLimit
}

// first returns the first request that was put back.
func (i *intake) first() *request {
	i.n.queued.Add(-1)
	r := i.aside[0]
	i.aside = slices.Delete(i.aside, 0, 1)
	if len(i.aside) == 0 {
		i.groupLimit = 0
	}
	return r
}

// take makes the request the committer's, unless its owner has given it up.
func (i *intake) take(r *request) bool {
	if r.state.CompareAndSwap(requestWaiting, requestTaken) {
		return true
	}
	i.n.requests.put(r)
	return false
}
