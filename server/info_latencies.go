package server

import (
	"strconv"
	"sync"
	"time"

	"github.com/aerolith/aerolith/aero"
)

// latencyWindowMin is how long a window of the latency answers lasts at least.
const latencyWindowMin = 10 * time.Second

// latencyWindow is what was counted when the present window of the answers began. A window ends with the first question
// after its time: nobody's work is spent on windows that nobody asks for.
type latencyWindow struct {
	mu     sync.Mutex // guards the rest
	began  time.Time
	before map[string]counts
	// last is the answer of the window that has ended.
	last map[string]latencyAnswer
}

// latencyAnswer is what is shown of a histogram.
type latencyAnswer struct {
	perSecond float64
	counts    counts
}

// all returns every histogram's numbers by name, in order.
func (l *latencies) all() (names []string, now map[string]counts) {
	now = map[string]counts{"batch-index": l.batches.snapshot()}
	names = append(names, "batch-index")
	for i := range l.names {
		for kind := range latencyKinds {
			name := histogramName(l.names[i], kind)
			names = append(names, name)
			now[name] = l.namespaces[i][kind].snapshot()
		}
	}
	return names, now
}

// answers returns what is to be shown: the present window's numbers if it is long enough, and begins a new one then;
// otherwise those of the last one.
func (l *latencies) answers(at time.Time) (names []string, shown map[string]latencyAnswer) {
	names, now := l.all()
	w := &l.window
	w.mu.Lock()
	defer w.mu.Unlock()
	span := at.Sub(w.began)
	if span < latencyWindowMin && w.last != nil {
		return names, w.last
	}
	shown = make(map[string]latencyAnswer, len(now))
	for name, count := range now {
		since := count.since(w.before[name])
		perSecond := 0.0
		if span > 0 {
			perSecond = float64(since.total()) / span.Seconds()
		}
		shown[name] = latencyAnswer{perSecond, since}
	}
	if span >= latencyWindowMin {
		w.began, w.before, w.last = at, now, shown
	}
	return names, shown
}

// answerLatencies answers with all latency histograms, or the one that is asked for: name, unit, commands a second, then
// the shares above 1, 2, 4 … ms. One without commands is its name alone.
func answerLatencies(q *infoQuery) {
	wanted, one := q.parameter("hist")
	names, shown := q.server.latencies.answers(q.server.options.Now())
	separator, found := "", false
	for _, name := range names {
		if one && name != wanted {
			continue
		}
		found = true
		q.text(separator + name + ":")
		separator = ";"
		q.latency(shown[name])
	}
	if !found {
		q.fail(aero.CodeParameter, "bad hist name")
	}
}

// latency appends the numbers of one histogram.
func (q *infoQuery) latency(a latencyAnswer) {
	if a.counts.total() == 0 {
		return
	}
	q.text("msec,")
	q.out = strconv.AppendFloat(q.out, a.perSecond, 'f', 1, 64)
	for power := range latencyBoundsSeen {
		q.text(",")
		q.out = strconv.AppendFloat(q.out, a.counts.above(power), 'f', 2, 64)
	}
}
