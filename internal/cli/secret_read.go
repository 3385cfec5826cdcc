package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/aerolith/aerolith/secret"
)

// newSecretGet builds the command that prints a secret.
func newSecretGet(streams Streams) *cobra.Command {
	var s secretFile
	cmd := &cobra.Command{
		Use:   "get NAME",
		Short: "Write a secret to standard output, for another program to read",
		Long: `Get writes a secret, byte for byte, to standard output. It refuses to do so on a terminal, where it would stay in the
scrollback. The exit code is 3 if there is no such secret.`,
		Example: `  aerolith secret get tls/key-passphrase | openssl pkey -in key.pem -passin stdin -check`,
		Args:    usage(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			if file, ok := streams.Out.(*os.File); ok && term.IsTerminal(int(file.Fd())) {
				return withExit(ExitUsage, errors.New("a secret is not written to a terminal; pipe it to the program that needs it"))
			}
			return s.get(cmd.Context(), args[0], streams.Out)
		},
	}
	s.register(cmd, streams)
	return cmd
}

// get writes a secret to out.
func (s *secretFile) get(ctx context.Context, text string, out io.Writer) error {
	file, name, err := s.entry(ctx, text)
	if err != nil {
		return err
	}
	value, err := file.Get(name)
	if err != nil {
		return secretExit(err)
	}
	defer value.Wipe()
	return value.Use(func(plain []byte) error {
		_, err := out.Write(plain)
		return err
	})
}

// secretExit gives a missing secret its exit code.
func secretExit(err error) error {
	if errors.Is(err, secret.ErrNotFound) {
		return withExit(ExitNotFound, err)
	}
	return err
}

// newSecretList builds the command that lists names.
func newSecretList(streams Streams) *cobra.Command {
	var s secretFile
	var asJSON jsonFlag
	cmd := &cobra.Command{
		Use:     "list",
		Short:   "List the names of the secrets",
		Example: "  aerolith secret list --json",
		Args:    usage(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			file, err := s.open(cmd.Context())
			if err != nil {
				return err
			}
			names, err := file.Names()
			if err != nil {
				return secretExit(err)
			}
			if asJSON {
				return json.NewEncoder(streams.Out).Encode(names)
			}
			for _, name := range names {
				fmt.Fprintln(streams.Out, name)
			}
			return nil
		},
	}
	s.register(cmd, streams)
	asJSON.register(cmd)
	return cmd
}

// newSecretDelete builds the command that removes a secret.
func newSecretDelete(streams Streams) *cobra.Command {
	var s secretFile
	cmd := &cobra.Command{
		Use:     "delete NAME",
		Short:   "Remove a secret",
		Example: "  aerolith secret delete client/password",
		Args:    usage(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			file, name, err := s.entry(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			return secretExit(file.Delete(name))
		},
	}
	s.register(cmd, streams)
	return cmd
}
