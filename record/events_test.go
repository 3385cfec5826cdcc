package record

import (
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/aerolith/aerolith/zerodb/vfs"
	"github.com/aerolith/aerolith/zerodb/vfs/faultfs"
	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// collector keeps events.
type collector struct {
	mu     sync.Mutex
	events []Event
}

// Event implements EventListener.
func (c *collector) Event(e Event) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.events = append(c.events, e)
}

// all returns the events so far.
func (c *collector) all() []Event {
	c.mu.Lock()
	defer c.mu.Unlock()
	return append([]Event(nil), c.events...)
}

// TestEvents lets records expire and be truncated, and the expirer fail, and looks for the events.
func TestEvents(t *testing.T) {
	clock, events := newClock(), new(collector)
	files := faultfs.New(memfs.New(memfs.Options{}))
	options := fileOptions(clock, nil)
	options.Engine.FS, options.Events = files, events
	s := mustOpen(t, options)
	do(t, s, withTTL(put(1, "a", integer(1)), 1))
	do(t, s, withTTL(put(2, "a", integer(1)), 1000))
	clock.advance(3 * time.Second)
	s.namespaces["test"].expireAll()
	if err := s.Truncate("test", "", time.Time{}); err != nil {
		t.Fatal(err)
	}
	waitUntilCleaned(t, s)
	do(t, s, withTTL(put(1, "a", integer(1)), 1))
	clock.advance(3 * time.Second)
	if err := files.Inject(faultfs.Rule{Op: vfs.OpSyncData, Fault: faultfs.IOError}); err != nil {
		t.Fatal(err)
	}
	s.namespaces["test"].expireAll()
	if err := s.Close(); err != nil {
		t.Logf("close: %v", err)
	}
	var found struct{ expired, truncated, failed bool }
	for _, e := range events.all() {
		switch e := e.(type) {
		case Expired:
			found.expired = e.Namespace == "test" && e.Records == 1
		case Truncated:
			found.truncated = e.Namespace == "test" && e.Records == 1
		case BackgroundFailed:
			found.failed = e.Task == taskExpiry && errors.Is(e.Err, faultfs.ErrInjected)
		}
	}
	if !found.expired || !found.truncated || !found.failed {
		t.Errorf("%+v, of the events %v", found, events.all())
	}
}
