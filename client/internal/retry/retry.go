package retry

import "time"

// Limits bound the attempts of one command.
type Limits struct {
	// MaxRetries is how many attempts may follow the first one: N retries are N+1 attempts. Negative means 0.
	MaxRetries int
	// Delay is the upper bound of the pause after the first attempt; it doubles with every further one.
	Delay time.Duration
	// DelayMax is the largest upper bound that the doubling reaches.
	DelayMax time.Duration
}

// Failure is what is known about an attempt that failed.
type Failure struct {
	// Unsent says that no byte of the request can have reached a server.
	Unsent bool
	// Idempotent says that the command may run twice without harm.
	Idempotent bool
	// Transient says that the reason may pass by itself and that the command was not carried out.
	Transient bool
	// Answered says that the server answered, so that the outcome is known.
	Answered bool
	// Unclear says that the server's answer leaves open what happened.
	Unclear bool
}

// InDoubt reports whether the command may have been carried out although it failed.
func (f Failure) InDoubt() bool {
	if f.Idempotent || f.Unsent {
		return false
	}
	return f.Unclear || !f.Answered
}

// Safe reports whether the command can be sent again without running twice, with a chance to succeed.
func (f Failure) Safe() bool {
	switch {
	case f.Unsent, f.Transient:
		return true
	case f.Answered && !f.Unclear:
		return false
	default:
		return f.Idempotent
	}
}

// Allows reports whether another attempt may follow the given number of attempts, the last of which failed in the
// given way.
func (l Limits) Allows(attempts int, f Failure) bool {
	return attempts <= max(l.MaxRetries, 0) && f.Safe()
}

// Pause returns how long to wait after the given number of attempts: exponential backoff with full jitter, which is a
// random time between zero and the bound. random is any 64-bit number.
func (l Limits) Pause(attempts int, random uint64) time.Duration {
	bound := l.Delay
	for i := 1; i < attempts && bound < l.DelayMax; i++ {
		bound *= 2
	}
	bound = min(bound, l.DelayMax)
	if bound <= 0 {
		return 0
	}
	return time.Duration(random % uint64(bound+1))
}
