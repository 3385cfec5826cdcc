// Package pipeline shares connections to one node between many callers of single-record commands: requests that wait
// are written together with one system call, and answers complete their callers in order.
//
// A Lane is the connections for one kind of commands; a line is one of them. A Slot is one request: it waits for a line
// (at the limit in the order of arrival), is queued on it, written by whoever writes, and completed by the reader.
//
// Invariants:
//   - A slot's request is whole before it is queued, and is not touched until the slot is done or abandoned.
//   - The order in which slots enter a line's ring is the order in which their bytes are written.
//   - What the writer has not taken is provably unsent; what it has taken is in doubt until it is answered.
//   - The reader writes into a slot's reply only after it has claimed the slot; a caller that gives up first claims it
//     away, and the answer is read past. Nobody but its line may use an abandoned slot again.
//   - A context never sets a deadline on a shared connection. A line without progress is retired, then closed.
//   - The reader never waits for the writer; a caller never blocks in a write.
//   - Lines, those retired included, dials, depth and waiting callers are bounded.
//
// Locks: Lane.mu before line.mu and expiry.mu; none is held during I/O.
//
// Read slot.go first, then lane.go, line.go, writer.go, reader.go, expiry.go.
package pipeline
