package record

import (
	"context"
	"time"
)

// pace keeps a scan at its rate.
type pace struct {
	now       func() time.Time
	began     time.Time
	perSecond uint32
}

// start begins to count. A rate of 0 is no limit.
func (p *pace) start(now func() time.Time, perSecond uint32) {
	p.now, p.began, p.perSecond = now, now(), perSecond
}

// paceStep is the shortest time worth waiting for: timers are not finer, and small bursts harm nobody.
const paceStep = time.Millisecond

// wait returns when, after so many records, the next may follow, and whether it waited. It fails with the error of ctx.
func (p *pace) wait(ctx context.Context, records uint64) (waited bool, err error) {
	if p.perSecond == 0 {
		return false, nil
	}
	seconds := float64(records) / float64(p.perSecond)
	early := time.Duration(seconds*float64(time.Second)) - p.now().Sub(p.began)
	if early < paceStep {
		return false, nil
	}
	timer := time.NewTimer(early)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true, nil
	case <-ctx.Done():
		return true, ctx.Err()
	}
}
