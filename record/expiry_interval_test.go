package record

import (
	"testing"
	"testing/synctest"
	"time"
)

// TestExpiryClock: work is done at every interval, at a new one as soon as it is set, and never at none.
func TestExpiryClock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, stop := newExpiryClock(time.Minute), make(chan struct{})
		count := 0
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			c.run(stop, func() { count++ })
		}()
		expect := func(wait time.Duration, want int) {
			t.Helper()
			time.Sleep(wait)
			synctest.Wait()
			if count != want {
				t.Errorf("worked %d times, want %d", count, want)
			}
		}
		expect(time.Minute+time.Second, 1)
		c.set(time.Second)
		expect(3*time.Second+time.Millisecond, 4)
		c.set(0)
		expect(time.Hour, 4)
		c.set(time.Hour)
		expect(time.Hour+time.Second, 5)
		close(stop)
		<-ended
	})
}
