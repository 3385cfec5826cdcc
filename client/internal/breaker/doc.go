// Package breaker stops commands to a node that fails them: closed it lets all through, open none, half-open a few as a
// trial. It is pure: the time comes in with each call.
//
// What always holds: a success never clears the failures of the window, so that a node that fails half of what it gets
// is noticed; a trial that never ends does not keep the breaker half-open for ever.
//
// Read breaker.go.
package breaker
