package node

import (
	"bytes"
	"fmt"
	"os"
	"strconv"
)

// ResidentBytes returns how much memory the process occupies, from the proc file system (Linux).
func (n *Node) ResidentBytes() (uint64, error) {
	const kibibyte = 1024
	path := fmt.Sprintf("/proc/%d/status", n.command.Process.Pid)
	status, err := os.ReadFile(path)
	if err != nil {
		return 0, fmt.Errorf("node: memory of the process: %w", err)
	}
	for line := range bytes.Lines(status) {
		rest, found := bytes.CutPrefix(line, []byte("RssAnon:"))
		if !found {
			continue
		}
		fields := bytes.Fields(rest)
		if len(fields) == 0 {
			break
		}
		size, err := strconv.ParseUint(string(fields[0]), 10, 64)
		if err != nil {
			return 0, fmt.Errorf("node: memory of the process: %w", err)
		}
		return size * kibibyte, nil
	}
	return 0, fmt.Errorf("node: no RssAnon in %s", path)
}
