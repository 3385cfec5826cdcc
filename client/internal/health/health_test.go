package health

import (
	"testing"
	"time"
)

// options are limits for tests.
func options() Options {
	return Options{Threshold: 50, Weight: 20, Quarantine: time.Second, QuarantineMax: 4 * time.Second}
}

// TestQuarantine lets a node fail, return, relapse and get well, and follows the length of its quarantines.
func TestQuarantine(t *testing.T) {
	h, now := New(options()), time.Unix(1000, 0)
	fail := func(times int) {
		for range times {
			h.Fail(now, ^uint64(0))
		}
	}
	fail(3)
	if h.Quarantined(now) || h.Score() < 50 {
		t.Fatalf("after three failures: score %d", h.Score())
	}
	for relapse, atMost := range []time.Duration{time.Second, 2 * time.Second, 4 * time.Second, 4 * time.Second} {
		fail(1)
		if !h.Quarantined(now) || !h.Quarantined(now.Add(atMost/2-1)) || h.Quarantined(now.Add(atMost)) {
			t.Fatalf("relapse %d: not about %v", relapse, atMost)
		}
		now = now.Add(atMost)
	}
	for range 60 {
		h.Succeed()
	}
	if h.Score() != 100 {
		t.Fatalf("well again: score %d", h.Score())
	}
	fail(4)
	if h.Quarantined(now.Add(time.Second)) {
		t.Fatal("relapses were not forgotten")
	}
}

// TestHalfFailures quarantines a node that fails every other command now and then only.
func TestHalfFailures(t *testing.T) {
	h, now := New(options()), time.Unix(1000, 0)
	for range 100 {
		h.Fail(now, 0)
		h.Succeed()
		h.Succeed()
	}
	if h.Quarantined(now) {
		t.Fatalf("one in three failed: score %d", h.Score())
	}
}
