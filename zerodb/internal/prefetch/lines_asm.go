//go:build amd64 || arm64

package prefetch

import "unsafe"

// lines asks for count lines, at least one, from an address on.
//
//go:noescape
func lines(from unsafe.Pointer, count int)

// Asks says whether this processor can be asked; else Lines does nothing.
const Asks = true
