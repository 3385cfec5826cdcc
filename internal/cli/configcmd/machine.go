package configcmd

import (
	"bytes"
	"os"
	"runtime"
	"strconv"

	"github.com/aerolith/aerolith/config/check"
	"github.com/aerolith/aerolith/config/problem"
	"github.com/aerolith/aerolith/config/source"
)

// thisMachine returns what is known of the machine that the command runs on: processors, the limit of open files, memory, and which
// paths are there. What cannot be learnt is unknown.
func thisMachine() check.Host {
	return check.Host{CPUs: uint64(runtime.NumCPU()), OpenFiles: openFiles(), Memory: memory(), Exists: exists}
}

// exists reports whether a path is there. One that cannot be looked at counts as there.
func exists(path string) bool {
	_, err := os.Stat(path)
	return !os.IsNotExist(err)
}

// memory returns the machine's memory in bytes as Linux tells it, 0 for unknown.
func memory() uint64 {
	text, err := os.ReadFile("/proc/meminfo")
	if err != nil {
		return 0
	}
	for line := range bytes.Lines(text) {
		fields := bytes.Fields(line)
		if len(fields) > 1 && string(fields[0]) == "MemTotal:" {
			kib, err := strconv.ParseUint(string(fields[1]), 10, 54)
			if err != nil {
				return 0
			}
			return kib << 10
		}
	}
	return 0
}

// notes returns what a configuration would break on a machine beside the problems that it has anywhere.
func notes(c *source.Config, target check.Target, host check.Host) problem.Problems {
	known := map[string]bool{}
	for _, p := range c.Problems {
		known[p.Error()] = true
	}
	target.Host = host
	var more problem.Problems
	for _, p := range check.Run(c.Schema, c.Given, target) {
		if !known[p.Error()] {
			more = append(more, p)
		}
	}
	return more
}
