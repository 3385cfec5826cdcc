package retry

import (
	"testing"
	"time"
)

// TestSafeAndInDoubt walks through the kinds of failure: only reads and provably unsent or refused writes may be
// repeated, and a write without a clear answer is in doubt.
func TestSafeAndInDoubt(t *testing.T) {
	cases := []struct {
		name          string
		failure       Failure
		safe, inDoubt bool
	}{
		{"write never sent", Failure{Unsent: true}, true, false},
		{"write without answer", Failure{}, false, true},
		{"write refused for now", Failure{Answered: true, Transient: true}, true, false},
		{"write refused for good", Failure{Answered: true}, false, false},
		{"write timed out on the server", Failure{Answered: true, Unclear: true}, false, true},
		{"read without answer", Failure{Idempotent: true}, true, false},
		{"read timed out on the server", Failure{Idempotent: true, Answered: true, Unclear: true}, true, false},
		{"read refused for good", Failure{Idempotent: true, Answered: true}, false, false},
		{"read never sent", Failure{Idempotent: true, Unsent: true}, true, false},
	}
	for _, c := range cases {
		if c.failure.Safe() != c.safe || c.failure.InDoubt() != c.inDoubt {
			t.Errorf("%s: safe %v, in doubt %v", c.name, c.failure.Safe(), c.failure.InDoubt())
		}
	}
}

// TestAllows checks that N retries are N+1 attempts.
func TestAllows(t *testing.T) {
	unsent := Failure{Unsent: true}
	for _, c := range []struct {
		retries, attempts int
		want              bool
	}{{0, 1, false}, {2, 1, true}, {2, 2, true}, {2, 3, false}, {-1, 1, false}} {
		if got := (Limits{MaxRetries: c.retries}).Allows(c.attempts, unsent); got != c.want {
			t.Errorf("%d retries after %d attempts: %v", c.retries, c.attempts, got)
		}
	}
	if (Limits{MaxRetries: 5}).Allows(1, Failure{}) {
		t.Error("a write in doubt is repeated")
	}
}

// TestPause checks that pauses stay within the doubling bound and that the whole range is used.
func TestPause(t *testing.T) {
	l := Limits{Delay: 10, DelayMax: 35}
	for attempts, bound := range map[int]time.Duration{1: 10, 2: 20, 3: 35, 4: 35, 1000: 35} {
		for random := range uint64(200) {
			if p := l.Pause(attempts, random); p < 0 || p > bound {
				t.Fatalf("after %d attempts: %d", attempts, p)
			}
		}
		if l.Pause(attempts, 0) != 0 || l.Pause(attempts, uint64(bound)) != bound {
			t.Errorf("after %d attempts the range is not used", attempts)
		}
	}
	if (Limits{}).Pause(3, 12345) != 0 {
		t.Error("a pause without a delay")
	}
}
