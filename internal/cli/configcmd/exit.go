package configcmd

import (
	"errors"
	"io/fs"

	"github.com/aerolith/aerolith/config/problem"
	"github.com/aerolith/aerolith/internal/cli/tool"
)

// exitHelp explains the codes in the help of a command.
const exitHelp = `

Exit codes: 0 done, 1 failed, 2 wrong command line, 3 no such file or option, 8 the configuration is not valid,
9 the configurations differ.`

// exitCode returns the exit code of an error.
func exitCode(err error) tool.ExitCode {
	switch {
	case errors.Is(err, problem.ErrInvalid):
		return tool.Invalid
	case errors.Is(err, fs.ErrNotExist):
		return tool.NotFound
	}
	return tool.Failed
}
