package node

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"strconv"
	"syscall"
	"time"
)

// Options say how a node is started. Empty fields are not passed to the program, which then has its own defaults.
type Options struct {
	// Binary is the program.
	Binary string
	// Data is the data folder.
	Data string
	// Namespace is the one namespace.
	Namespace string
	// Durability is the mode of durability.
	Durability string
	// MaxRecordSize is the limit of a record, as the program's flag takes it.
	MaxRecordSize string
	// Further are more arguments.
	Further []string
	// ReadyMax is how long the node may take until it is ready; 0 is readyMaxDefault.
	ReadyMax time.Duration
}

// The waits for a process.
const (
	readyMaxDefault = 20 * time.Second
	stopMax         = 20 * time.Second
)

// Node is a running server process.
type Node struct {
	// Address is host:port of the node.
	Address string
	// ReadyAfter is how long it took from the start of the process until it said that it is ready.
	ReadyAfter time.Duration

	command *exec.Cmd
	printed *transcript
	exited  chan struct{}
	exitErr error
}

// Start starts a node on a free port of the loopback device and waits until it is ready. It returns an error with
// the node's output if the node ends or is not ready in time.
func Start(ctx context.Context, options Options) (*Node, error) {
	printed := newTranscript()
	command := exec.CommandContext(ctx, options.Binary, options.arguments()...)
	command.Stdout, command.Stderr = printed, printed
	begun := time.Now()
	if err := command.Start(); err != nil {
		return nil, fmt.Errorf("node: start: %w", err)
	}
	n := &Node{command: command, printed: printed, exited: make(chan struct{})}
	go func() {
		n.exitErr = command.Wait()
		close(n.exited)
	}()
	limit := options.ReadyMax
	if limit == 0 {
		limit = readyMaxDefault
	}
	timer := time.NewTimer(limit)
	defer timer.Stop()
	select {
	case n.Address = <-printed.ready:
		n.ReadyAfter = time.Since(begun)
		return n, nil
	case <-n.exited:
		return nil, fmt.Errorf("node: ended before it was ready: %w\n%s", n.exitErr, printed)
	case <-timer.C:
		n.Kill()
		return nil, fmt.Errorf("node: not ready after %v\n%s", limit, printed)
	}
}

// arguments returns the program's arguments.
func (o *Options) arguments() []string {
	arguments := []string{"serve", "--listen", "127.0.0.1:0", "--json"}
	for _, flag := range []struct{ name, value string }{
		{"--data", o.Data},
		{"--namespace", o.Namespace},
		{"--durability", o.Durability},
		{"--max-record-size", o.MaxRecordSize},
	} {
		if flag.value != "" {
			arguments = append(arguments, flag.name, flag.value)
		}
	}
	return append(arguments, o.Further...)
}

// Kill ends the node with SIGKILL and waits until the process has gone.
func (n *Node) Kill() {
	// The process may have ended on its own; the wait tells.
	_ = n.command.Process.Kill()
	<-n.exited
}

// Stop asks the node to stop with SIGTERM and waits for a clean end. It returns an error with the node's output if
// the node ends with another status than 0 or not in time; then it is killed.
func (n *Node) Stop() error {
	if err := n.command.Process.Signal(syscall.SIGTERM); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return fmt.Errorf("node: signal: %w", err)
	}
	timer := time.NewTimer(stopMax)
	defer timer.Stop()
	select {
	case <-n.exited:
		if n.exitErr != nil {
			return fmt.Errorf("node: stop: %w\n%s", n.exitErr, n.printed)
		}
		return nil
	case <-timer.C:
		n.Kill()
		return fmt.Errorf("node: did not stop within %v\n%s", stopMax, n.printed)
	}
}

// Running reports whether the process still runs.
func (n *Node) Running() bool {
	select {
	case <-n.exited:
		return false
	default:
		return true
	}
}

// Output returns what the node printed lately.
func (n *Node) Output() string { return n.printed.String() }

// HostPort returns the parts of the node's address.
func (n *Node) HostPort() (host string, port int, err error) {
	host, text, err := net.SplitHostPort(n.Address)
	if err != nil {
		return "", 0, fmt.Errorf("node: address %q: %w", n.Address, err)
	}
	port, err = strconv.Atoi(text)
	if err != nil {
		return "", 0, fmt.Errorf("node: port of %q: %w", n.Address, err)
	}
	return host, port, nil
}
