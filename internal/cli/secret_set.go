package cli

import (
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/aerolith/aerolith/secret"
)

// secretInputMax bounds what is read as a secret from standard input, in bytes.
const secretInputMax = 1 << 20

// newSecretSet builds the command that stores a secret.
func newSecretSet(streams Streams) *cobra.Command {
	var s secretFile
	cmd := &cobra.Command{
		Use:   "set NAME",
		Short: "Store a secret, read from standard input or a prompt",
		Long: `Set stores a secret under a name: parts of lower-case letters, digits, '-', '_' and '.', separated by '/'. On a terminal it
asks twice, without echo; otherwise it takes standard input, without a line break at the end.`,
		Example: `  aerolith secret set client/password
  openssl rand -base64 24 | aerolith secret set client/password`,
		Args: usage(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			file, name, err := s.entry(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			value, err := readNewSecret(streams)
			if err != nil {
				return err
			}
			defer value.Wipe()
			return file.Set(name, value)
		},
	}
	s.register(cmd, streams)
	return cmd
}

// terminalOf returns the terminal that stands behind an input, and whether there is one.
func terminalOf(in io.Reader) (*os.File, bool) {
	file, ok := in.(*os.File)
	return file, ok && term.IsTerminal(int(file.Fd()))
}

// readNewSecret reads a secret: twice from the terminal, without echo, or once from what stands in its place.
func readNewSecret(streams Streams) (secret.Value, error) {
	file, is := terminalOf(streams.In)
	if !is {
		return readSecretFrom(streams.In)
	}
	first, err := prompt(file, streams.Err, "Secret: ")
	if err != nil {
		return secret.Value{}, err
	}
	again, err := prompt(file, streams.Err, "Again: ")
	if err != nil {
		first.Wipe()
		return secret.Value{}, err
	}
	defer again.Wipe()
	if !first.Equal(again) {
		first.Wipe()
		return secret.Value{}, withExit(ExitUsage, errors.New("the two do not agree; nothing was stored"))
	}
	return first, nil
}

// prompt asks for a secret on the terminal.
func prompt(terminal *os.File, messages io.Writer, question string) (secret.Value, error) {
	fmt.Fprint(messages, question)
	plain, err := term.ReadPassword(int(terminal.Fd()))
	fmt.Fprintln(messages)
	if err != nil {
		return secret.Value{}, fmt.Errorf("read from the terminal: %w", err)
	}
	return notEmpty(plain)
}

// readSecretFrom reads a secret to the end of the input.
func readSecretFrom(in io.Reader) (secret.Value, error) {
	plain, err := io.ReadAll(io.LimitReader(in, secretInputMax+1))
	defer clear(plain)
	if err != nil {
		return secret.Value{}, fmt.Errorf("read the secret: %w", err)
	}
	if len(plain) > secretInputMax {
		return secret.Value{}, withExit(ExitUsage, fmt.Errorf("the secret has more than %d bytes", secretInputMax))
	}
	return notEmpty(secret.WithoutLineBreak(plain))
}

// notEmpty makes a secret of bytes, of which there must be one at least.
func notEmpty(plain []byte) (secret.Value, error) {
	if len(plain) == 0 {
		return secret.Value{}, withExit(ExitUsage, errors.New("the secret is empty; nothing was stored"))
	}
	return secret.New(plain), nil
}
