package record

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/aerolith/aerolith/aero"
)

// TestRaider lets the raider work by itself, in virtual time: it begins once the period is over, pauses after each step, begins anew
// after the next period, goes on without a pause as soon as that is set, and ends with the namespace in the middle of a pause.
func TestRaider(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		options := plainOptions()
		options.Enterprise, options.ScanChunkRecords, options.ExpiryInterval = true, 3, 1000*time.Hour
		options.Now = func() time.Time { return time.Now().AddDate(20, 0, 0) } // virtual time begins before the protocol's
		s := openStore(t, "", options)
		set := func(sleep time.Duration) {
			t.Helper()
			if err := s.SetTombstoneCare("test", TombstoneCare{Age: time.Minute, Period: time.Hour, Sleep: sleep}); err != nil {
				t.Fatal(err)
			}
		}
		bury := func() {
			t.Helper()
			for i := range 8 {
				want(t, s, inSet(put(i, "i", integer(1)), "a"), aero.CodeOK, "")
				want(t, s, durably(i, "a"), aero.CodeOK, "")
			}
		}
		expect := func(wait time.Duration, left uint64) {
			t.Helper()
			time.Sleep(wait)
			synctest.Wait()
			if got := tombstonesOf(s)[0]; got != left {
				t.Errorf("%v later %d are left, want %d", wait, got, left)
			}
		}
		set(time.Minute)
		bury()
		expect(time.Hour-time.Second, 8)
		expect(2*time.Second, 5)
		expect(time.Minute-3*time.Second, 5)
		expect(3*time.Second, 2)
		expect(time.Minute, 0)
		bury()
		expect(time.Hour-2*time.Minute-2*time.Second, 8)
		expect(2*time.Second, 5)
		set(0)
		expect(0, 0)
		bury()
		set(time.Hour)
		expect(time.Hour+2*time.Second, 5)
		if err := s.Close(); err != nil { // in the middle of a pause
			t.Error(err)
		}
	})
}
