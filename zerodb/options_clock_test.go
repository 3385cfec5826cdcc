package zerodb

import (
	"math"
	"strings"
	"testing"
	"time"
)

// TestCheckpointClockIsBounded refuses clocks of checkpoints that would keep a processor busy, such as a number without its unit.
func TestCheckpointClockIsBounded(t *testing.T) {
	for interval, possible := range map[time.Duration]bool{
		0: true, -1: true, math.MinInt64: true, time.Millisecond: true, math.MaxInt64: true, 1: false, 300: false, time.Millisecond - 1: false,
	} {
		err := Options{CheckpointInterval: interval}.Validate()
		if (err == nil) != possible {
			t.Errorf("%d: %v", interval, err)
		}
		if err != nil && !strings.Contains(err.Error(), "CheckpointInterval") {
			t.Errorf("the error does not name the option: %v", err)
		}
	}
}
