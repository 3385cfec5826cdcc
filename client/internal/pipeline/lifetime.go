package pipeline

import (
	"slices"
	"time"
)

// retire lets a line finish what it has and take no more. Beyond the bound of retired lines the oldest is closed.
func (l *Lane) retire(ln *line) {
	l.mu.Lock()
	oldest := l.retireLocked(ln)
	l.serveLocked()
	l.mu.Unlock()
	if oldest != nil {
		oldest.fail(ErrStalled)
	}
	ln.closeIfDone()
}

// retireLocked is retire with the lock held; it returns the line that has to be closed.
func (l *Lane) retireLocked(ln *line) (oldest *line) {
	if !l.removeLocked(ln) {
		return nil
	}
	ln.mu.Lock()
	ln.retired.Store(true)
	ln.mu.Unlock()
	l.retired = append(l.retired, ln)
	if len(l.retired) > l.options.MaxLines {
		return l.retired[0]
	}
	return nil
}

// removeLocked takes a line out of those that take requests. It reports whether it was among them.
func (l *Lane) removeLocked(ln *line) bool {
	present := *l.lines.Load()
	at := slices.Index(present, ln)
	if at < 0 {
		return false
	}
	lines := slices.Delete(slices.Clone(present), at, at+1)
	l.lines.Store(&lines)
	return true
}

// forget drops a line that has ended.
func (l *Lane) forget(ln *line) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.removeLocked(ln)
	l.retired = slices.DeleteFunc(l.retired, func(other *line) bool { return other == ln })
}

// closeIfDone ends a retired line that has nothing left.
func (ln *line) closeIfDone() {
	if !ln.retired.Load() {
		return
	}
	ln.mu.Lock()
	done := ln.count == 0 && len(ln.queue) == 0 && !ln.writing
	ln.mu.Unlock()
	if done {
		ln.fail(ErrClosed)
	}
}

// Sweep closes lines that make no progress and those that have been idle for too long, and retires those that are too
// old. It is called from time to time.
func (l *Lane) Sweep() {
	now := l.options.Now()
	l.mu.Lock()
	var stalled, idle, old []*line
	for _, ln := range append(slices.Clone(*l.lines.Load()), l.retired...) {
		ln.observe(now)
		switch {
		case now.Sub(ln.busyAt) >= l.options.StallLimit:
			stalled = append(stalled, ln)
		case now.Sub(ln.idleAt) >= l.options.IdleLimit:
			idle = append(idle, ln)
		case !ln.expires.IsZero() && !now.Before(ln.expires):
			old = append(old, ln)
		}
	}
	l.mu.Unlock()
	for _, ln := range stalled {
		ln.fail(ErrStalled)
	}
	for _, ln := range append(idle, old...) {
		l.retire(ln)
	}
}

// observe notes whether the line is idle or makes progress. The lane's lock is held.
func (ln *line) observe(now time.Time) {
	frames, busy := ln.frames.Load(), ln.load.Load() > 0
	progress := frames != ln.sweptFrames
	ln.sweptFrames = frames
	if progress || busy {
		ln.idleAt = now
	}
	if progress || !busy {
		ln.busyAt = now
	}
}

// Warm opens connections until there are count of them, as far as the limits allow.
func (l *Lane) Warm(count int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for missing := count - len(*l.lines.Load()) - l.dialing; missing > 0; missing-- {
		l.dialLocked()
	}
}

// Close ends everything: requests in flight fail, and it returns when no goroutine of the lane runs any more.
func (l *Lane) Close() {
	l.mu.Lock()
	l.closed = true
	l.cancel()
	l.stopLooking()
	l.refuseLocked(ErrClosed)
	all := append(slices.Clone(*l.lines.Load()), l.retired...)
	l.mu.Unlock()
	for _, ln := range all {
		ln.fail(ErrClosed)
	}
	l.running.Wait()
}

// Stats says how a lane is used at a moment.
type Stats struct {
	// Open counts the connections, Dialing those being made, InFlight the requests on them, Waiting the callers in
	// line.
	Open, Dialing, InFlight, Waiting int
}

// Stats returns how the lane is used.
func (l *Lane) Stats() Stats {
	l.mu.Lock()
	defer l.mu.Unlock()
	s := Stats{Dialing: l.dialing, Waiting: len(l.queue) - l.head}
	for _, ln := range append(slices.Clone(*l.lines.Load()), l.retired...) {
		s.Open++
		s.InFlight += int(ln.load.Load())
	}
	return s
}
