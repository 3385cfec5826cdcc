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

// wait returns the next request, and false when there will be none any more.
func (i *intake) wait() (*request, bool) {
	if len(i.aside) > 0 {
		return i.first(), true
	}
	for r := range i.n.queue {
		if i.take(r) {
			return r, true
		}
	}
	return nil, false
}

// poll returns the next request for a group that has so many, or nil if none waits or the group must end.
func (i *intake) poll(inGroup int) *request {
	if i.groupLimit > 0 {
		if len(i.aside) == 0 || inGroup >= i.groupLimit {
			return nil
		}
		return i.first()
	}
	for {
		select {
		case r, ok := <-i.n.queue:
			if !ok {
				return nil
			}
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
	i.aside, i.groupLimit = slices.Concat(requests, i.aside), groupLimit
}

// first returns the first request that was put back.
func (i *intake) first() *request {
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
