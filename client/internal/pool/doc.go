// Package pool keeps the exclusive connections to one node: bounded in number, dialled with a limit, handed to
// waiting callers in the order of their arrival.
//
// Invariants:
//   - A connection has one holder at a time. It goes back with Put only if its last exchange was completed; otherwise
//     it is discarded, so that no reply is ever taken for the answer to another request.
//   - The number of open connections, those being dialled included, never exceeds Options.MaxConns; not more than
//     Options.MaxDials are dialled at once and not more than Options.MaxWaiters callers wait.
//   - A dial belongs to the pool, which alone ends it: by Options.DialTimeout or Close. Callers wait for connections and never
//     dial, so that one who gives up costs no other caller a connection, and deadlines shorter than a dial are
//     served in the end.
//   - Whoever waits has a free connection, a dial under way or a limit that is reached.
//   - Close ends everything, in use or not; nothing is handed out and no goroutine runs afterwards.
//
// Lock order: a Conn's lock and the Pool's lock are never held together.
//
// Read pool.go first, then dial.go and conn.go.
package pool
