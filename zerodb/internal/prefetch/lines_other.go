//go:build !amd64 && !arm64

package prefetch

import "unsafe"

// lines does nothing.
func lines(unsafe.Pointer, int) {}

// Asks says whether this processor can be asked; else Lines does nothing.
const Asks = false
