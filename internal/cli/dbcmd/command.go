package dbcmd

import (
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/aerolith/aerolith/internal/cli/tool"
	"github.com/aerolith/aerolith/zerodb"
)

// Streams are what the commands read from and write to.
type Streams struct {
	// In is standard input.
	In io.Reader
	// Out receives results, Err what only a person wants to see.
	Out, Err io.Writer
	// Terminal says that Err is a terminal, where progress may be drawn, OutTerminal that Out is one.
	Terminal, OutTerminal bool
	// Options are those with which databases are opened and made.
	Options zerodb.Options
}

// New builds the command with its subcommands.
func New(streams Streams) *cobra.Command {
	var subcommands []*cobra.Command
	for _, build := range commands() {
		subcommands = append(subcommands, build(streams))
	}
	return tool.Group{
		Use:   "db",
		Short: "Check, describe, back up, restore and repair the files of a database",
		Long: `These commands work on the folder of a zerodb database: the one with the files data, lock and wal.
A server keeps one in its data folder. See docs/ops in the repository for what to do when something is wrong.`,
		Example: `  aerolith db check /var/lib/aerolith/db
  aerolith db stat /var/lib/aerolith/db
  aerolith db backup /var/lib/aerolith/db --output db.backup`,
		ExitHelp: exitHelp, Commands: subcommands, Code: exitCode,
	}.New()
}

// commands lists the constructors of the subcommands.
func commands() []func(Streams) *cobra.Command {
	return []func(Streams) *cobra.Command{
		newCheck,
		newStat,
		newPage,
		newMap,
		newBackup,
		newRestore,
		newCompact,
		newArchive,
		newHistory,
		newDump,
		newLoad,
		newSalvage,
	}
}

// jsonFlag is the flag --json.
type jsonFlag bool

// register adds the flag to a command.
func (f *jsonFlag) register(cmd *cobra.Command) {
	cmd.Flags().BoolVar((*bool)(f), "json", false, "print JSON, one value per line")
}

// inspect opens the files of a database, hands them to do, and closes them.
func inspect(path string, do func(*zerodb.Inspection) error) (err error) {
	i, err := zerodb.Inspect(path, zerodb.Options{})
	if err != nil {
		return err
	}
	defer func() {
		if closed := i.Close(); err == nil {
			err = closed
		}
	}()
	return do(i)
}

// background is the context of a command, also where cobra has none.
func background(cmd *cobra.Command) context.Context {
	if ctx := cmd.Context(); ctx != nil {
		return ctx
	}
	return context.Background()
}

// text shows bytes of a database: printable text as it is, the rest escaped as in Go.
func text(b []byte) string { return fmt.Sprintf("%q", b) }
