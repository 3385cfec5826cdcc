// Package mvcc lets readers take the newest visible version of the database, and tells the writer which versions are
// still being read.
//
// Place in the map: the engine begins and ends read transactions through it, publishes durable roots in it and asks it
// for the pins of the reuse rule. It imports ids.
//
// Invariants (R15): a reader stores its version in a slot and then loads the visible version again; if that has changed, it
// stores the new one and looks once more. The writer publishes before it scans the slots. All of these are
// sequentially consistent, so either the scan sees the slot, or the reader sees the newer version. Therefore no
// version that Pins leaves out, older than the visible one at the time of the call, is ever read from afterwards.
// A reader that is still looping may make Pins report a version that nobody reads: that only delays reuse.
//
// There are no locks. A read transaction costs two atomic writes to a slot of its own cache lines and allocates nothing.
//
// Read readers.go first.
package mvcc
