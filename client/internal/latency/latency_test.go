package latency

import (
	"testing"
	"time"
)

// TestAverage checks that an average rises sooner than it falls, and fades without values.
func TestAverage(t *testing.T) {
	var a Average
	a.Add(time.Millisecond)
	for range 20 {
		a.Add(500 * time.Millisecond)
	}
	if a.Value() < 400*time.Millisecond {
		t.Fatalf("slow node: %v", a.Value())
	}
	a.Fade()
	before := a.Value()
	for range 10 {
		a.Fade()
	}
	if a.Value() > before/10 {
		t.Fatalf("unused node: %v of %v", a.Value(), before)
	}
}

// TestPercentile compares percentiles with known ones.
func TestPercentile(t *testing.T) {
	var h Histogram
	if _, known := h.Percentile(99, 1); known {
		t.Fatal("a percentile of nothing")
	}
	for i := range 1000 {
		h.Add(time.Duration(i+1) * time.Microsecond)
	}
	for percent, want := range map[float64]time.Duration{50: 500 * time.Microsecond, 99: 990 * time.Microsecond, 100: time.Millisecond} {
		got, known := h.Percentile(percent, 1000)
		if !known || got < want || got > want*5/4+time.Microsecond {
			t.Errorf("%v %%: %v, want %v to 25 %% more", percent, got, want)
		}
	}
	h.Fade(1001)
	if _, known := h.Percentile(50, 1000); !known {
		t.Fatal("too few, but forgotten")
	}
	for range 11 {
		h.Fade(0)
	}
	if _, known := h.Percentile(50, 1); known {
		t.Fatal("nothing was forgotten")
	}
	h.Add(-1)
	h.Add(0)
	h.Add(1<<63 - 1)
}
