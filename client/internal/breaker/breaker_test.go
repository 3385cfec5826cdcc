package breaker

import (
	"testing"
	"time"
)

// options are limits for tests.
func options() Options {
	return Options{MinFailures: 3, FailureShare: 50, Window: 10 * time.Second, OpenFor: time.Second, OpenForMax: 4 * time.Second, Trials: 1}
}

// TestBreaker walks through scripts: s a success, f a failure, a an allowed command, r a refused one, x a forgotten
// one, digits seconds that pass.
func TestBreaker(t *testing.T) {
	cases := []struct {
		name, script string
		want         State
	}{
		{"few failures", "ffa", Closed},
		{"enough failures", "fffr", Open},
		{"successes between do not clear", "sfsfsfr", Open},
		{"a small share of many", "fsssssff", Closed},
		{"old failures do not count", "ff99fa", Closed},
		{"trial succeeds", "fff1asa", Closed},
		{"one trial at a time", "fff1ar", HalfOpen},
		{"trial fails", "fff1afr1r", Open},
		{"and opens for longer", "fff1af2a", HalfOpen},
		{"trial is forgotten", "fff1axa", HalfOpen},
		{"trial never ends", "fff1ar4a", HalfOpen},
		{"late outcomes", "fffsfr", Open},
		{"all begins anew", "fff1asff", Closed},
	}
	for _, c := range cases {
		b, now := New(options()), time.Unix(1000, 0)
		for i, step := range c.script {
			switch step {
			case 's':
				b.Succeed()
			case 'f':
				b.Fail(now)
			case 'x':
				b.Forget()
			case 'a', 'r':
				ready := b.Ready(now)
				if got := b.Allow(now); got != (step == 'a') || ready != got {
					t.Errorf("%s: step %d: allowed %v, ready %v", c.name, i, got, ready)
				}
			default:
				now = now.Add(time.Duration(step-'0') * time.Second)
			}
		}
		if b.State() != c.want {
			t.Errorf("%s: state %d, want %d", c.name, b.State(), c.want)
		}
	}
}
