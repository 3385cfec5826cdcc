package cli

import (
	"github.com/spf13/cobra"

	"github.com/aerolith/aerolith/secret"
)

// newSecret builds the secret command and its subcommands.
func newSecret(streams Streams) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "secret",
		Short: "Keep passwords and keys in an encrypted file",
		Long: `Secret keeps passwords, keys and tokens in one file that is encrypted with age. Configurations name them by
reference, age:FILE#NAME; nothing else is ever written down. Values come from standard input or a prompt
without echo, never from the command line, where every user of the machine could read them.`,
		Example: `  aerolith secret init
  aerolith secret set client/password
  openssl rand -base64 24 | aerolith secret set tls/key-passphrase
  aerolith secret list
  aerolith secret verify age:aerolith-secrets.age#client/password`,
		Args: usage(cobra.NoArgs),
		// A system without such a limit does not write dumps unasked; the commands work all the same.
		PersistentPreRun: func(*cobra.Command, []string) { _ = secret.ForbidDumps() },
		RunE:             func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(
		newSecretInit(streams), newSecretSet(streams), newSecretGet(streams), newSecretList(streams),
		newSecretDelete(streams), newSecretRotate(streams), newSecretVerify(streams),
	)
	return cmd
}
