// Package route chooses the copy of a record that a read goes to. It is pure: what is known about the nodes comes in, the
// choice comes out.
//
// What always holds: a node that is not usable is chosen only if none is; with each further try the copies that come next
// in the policy's order are taken, so that no copy is tried twice before all were.
//
// Read route.go.
package route
