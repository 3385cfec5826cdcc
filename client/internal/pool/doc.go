// Package pool keeps the exclusive connections to one node: bounded in number, dialled with a limit, handed to
// waiting callers in the order of their arrival.
//
// Invariants:
//   - A connection has one holder at a time. It goes back with Put only if its last exchange was completed; otherwise
//     it is discarded, so that no reply is ever taken for the answer to another request.
//   - The number of open connections, those being dialled included, never exceeds Options.MaxConns; not more than
//     Options.MaxDials are dialled at once and not more than Options.MaxWaiters callers wait.
//   - Close ends everything, in use or not; nothing is handed out afterwards.
//
// Lock order: a Conn's lock and the Pool's lock are never held together.
//
// Read pool.go first, then conn.go.
package pool
