package app

import (
	"runtime"
	"runtime/debug"
)

// ProtocolVersion is the Aerospike server version whose protocol and behaviour the server follows. Clients read it as
// the node's build and switch features by it.
const ProtocolVersion = "8.1.2.0"

// Build identifies the running program.
type Build struct {
	// Version is the module's version, or "devel" for a build from a work tree.
	Version string `json:"version"`
	// Protocol is the Aerospike version that the server follows.
	Protocol string `json:"protocol"`
	// Go is the toolchain, OS and Arch the target.
	Go string `json:"go"`
	// OS is the operating system that the program was built for.
	OS string `json:"os"`
	// Arch is the processor architecture that the program was built for.
	Arch string `json:"arch"`
}

// BuildInfo returns the identity of the running program.
func BuildInfo() Build {
	version := "devel"
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" && info.Main.Version != "(devel)" {
		version = info.Main.Version
	}
	return Build{Version: version, Protocol: ProtocolVersion, Go: runtime.Version(), OS: runtime.GOOS, Arch: runtime.GOARCH}
}
