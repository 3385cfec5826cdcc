package record

// EventListener receives what happens in a store's background. Its method must return soon and must not call the
// store. Events carry no keys and no values.
type EventListener interface {
	// Event receives one of the event types of this package.
	Event(Event)
}

// Event is one of Expired, Evicted, Truncated and BackgroundFailed.
type Event interface{ isEvent() }

// Expired tells that a round of the expirer has removed records.
type Expired struct {
	// Namespace is where, Records how many.
	Namespace string
	Records   uint64
}

// Evicted tells that records were removed to make room.
type Evicted struct {
	// Namespace is where, Records how many.
	Namespace string
	Records   uint64
}

// Truncated tells that all records of a truncation have been removed.
type Truncated struct {
	// Namespace is where, Records how many.
	Namespace string
	Records   uint64
}

// BackgroundFailed tells that work in the background failed. It is tried again later.
type BackgroundFailed struct {
	// Namespace and Task say what failed, Err why.
	Namespace, Task string
	Err             error
}

// isEvent marks Expired as an Event.
func (Expired) isEvent() {}

// isEvent marks Evicted as an Event.
func (Evicted) isEvent() {}

// isEvent marks Truncated as an Event.
func (Truncated) isEvent() {}

// isEvent marks BackgroundFailed as an Event.
func (BackgroundFailed) isEvent() {}

// nobody drops every event.
type nobody struct{}

// Event drops the event.
func (nobody) Event(Event) {}
