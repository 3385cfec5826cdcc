package node

import (
	"bufio"
	"encoding/json"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// ticksPerSecond is the unit of processor times in /proc on Linux.
const ticksPerSecond = 100

// Process is a running `aerolith serve`.
type Process struct {
	command *exec.Cmd
	// Host and Port are where it listens.
	Host string
	// Port belongs to Host.
	Port int
}

// Build compiles the server into the folder, from the module above this one.
func Build(folder string) (string, error) {
	binary := filepath.Join(folder, "aerolith")
	command := exec.Command("go", "build", "-o", binary, "./cmd/aerolith")
	command.Dir, command.Stderr = "..", os.Stderr
	return binary, command.Run()
}

// Start runs the server on a free port and waits until it says where it listens.
func Start(binary, data, durability string) (*Process, error) {
	command := exec.Command(binary, "serve", "--json", "--listen", "127.0.0.1:0", "--data", data, "--durability", durability)
	command.Stderr = os.Stderr
	out, err := command.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := command.Start(); err != nil {
		return nil, err
	}
	line, err := bufio.NewReader(out).ReadBytes('\n')
	if err != nil {
		return nil, fmt.Errorf("server said nothing: %w", err)
	}
	var ready struct {
		Addresses []string `json:"addresses"`
	}
	if err := json.Unmarshal(line, &ready); err != nil {
		return nil, err
	}
	host, port, err := net.SplitHostPort(ready.Addresses[0])
	if err != nil {
		return nil, err
	}
	number, err := strconv.Atoi(port)
	return &Process{command: command, Host: host, Port: number}, err
}

// Stop ends the server cleanly.
func (s *Process) Stop() error {
	if err := s.command.Process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	return s.command.Wait()
}

// ProcessorTime returns what the server has used so far, user and system, as Linux counts it.
func (s *Process) ProcessorTime() (time.Duration, error) {
	times, err := s.ProcessorTimes()
	return times.User + times.System, err
}

// Signal sends a signal to the server.
func (s *Process) Signal(signal os.Signal) error { return s.command.Process.Signal(signal) }

// Times are the processor time of a process: its own code, and the system on its behalf.
type Times struct {
	User, System time.Duration
}

// ProcessorTimes returns what the server has used so far, as Linux counts it.
func (s *Process) ProcessorTimes() (Times, error) {
	content, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", s.command.Process.Pid))
	if err != nil {
		return Times{}, err
	}
	_, rest, _ := strings.Cut(string(content), ") ")
	fields := strings.Fields(rest)
	const userField, systemField = 11, 12
	if len(fields) <= systemField {
		return Times{}, fmt.Errorf("unexpected /proc stat: %q", content)
	}
	user, err := strconv.Atoi(fields[userField])
	if err != nil {
		return Times{}, err
	}
	system, err := strconv.Atoi(fields[systemField])
	const tick = time.Second / ticksPerSecond
	return Times{User: time.Duration(user) * tick, System: time.Duration(system) * tick}, err
}

// PreciseTime is ProcessorTime by the nanosecond; the time of threads that have ended is missing.
func (s *Process) PreciseTime() (time.Duration, error) {
	files, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/schedstat", s.command.Process.Pid))
	if err != nil {
		return 0, err
	}
	var sum time.Duration
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			continue // the thread has ended
		}
		var used int64
		if n, _ := fmt.Sscan(string(content), &used); n == 1 {
			sum += time.Duration(used)
		}
	}
	return sum, nil
}

// AnonymousBytes returns how much memory the server has that is not of files (RssAnon), as Linux counts it.
func (s *Process) AnonymousBytes() (int64, error) {
	content, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.command.Process.Pid))
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(content)) {
		var kibibytes int64
		if n, _ := fmt.Sscanf(line, "RssAnon: %d kB", &kibibytes); n == 1 {
			return kibibytes << 10, nil
		}
	}
	return 0, fmt.Errorf("no RssAnon in the status of process %d", s.command.Process.Pid)
}

// OpenFiles returns how many descriptors the server has open.
func (s *Process) OpenFiles() (int, error) {
	entries, err := os.ReadDir(fmt.Sprintf("/proc/%d/fd", s.command.Process.Pid))
	return len(entries), err
}
