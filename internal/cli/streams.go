package cli

import (
	"io"
	"os"

	"golang.org/x/term"

	"github.com/aerolith/aerolith/internal/cli/dbcmd"
)

// Streams are what a command reads from and writes to.
type Streams struct {
	// In is standard input.
	In io.Reader
	// Out receives results, Err what only a person wants to see.
	Out, Err io.Writer
	// Terminal says that Err is a terminal, where progress may be drawn.
	Terminal bool
	// OutTerminal says that Out is a terminal, where colours and drawings make sense.
	OutTerminal bool
	// Variable returns an environment variable; nil for an empty environment.
	Variable func(name string) string
	// Environment are all environment variables as NAME=VALUE.
	Environment []string
}

// variable returns an environment variable, "" for none.
func (s Streams) variable(name string) string {
	if s.Variable == nil {
		return ""
	}
	return s.Variable(name)
}

// SystemStreams returns the streams of the process.
func SystemStreams() Streams {
	return Streams{
		In: os.Stdin, Out: os.Stdout, Err: os.Stderr,
		Terminal: term.IsTerminal(int(os.Stderr.Fd())), OutTerminal: term.IsTerminal(int(os.Stdout.Fd())),
		Variable: os.Getenv, Environment: os.Environ(),
	}
}

// tools returns the streams of the database tools.
func (s Streams) tools() dbcmd.Streams {
	return dbcmd.Streams{In: s.In, Out: s.Out, Err: s.Err, Terminal: s.Terminal, OutTerminal: s.OutTerminal}
}
