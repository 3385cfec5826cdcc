package cli

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/spf13/cobra"

	"github.com/aerolith/aerolith/secret"
	"github.com/aerolith/aerolith/secret/age"
)

// newSecretInit builds the command that makes a file of secrets.
func newSecretInit(streams Streams) *cobra.Command {
	var s secretFile
	cmd := &cobra.Command{
		Use:   "init",
		Short: "Make an empty encrypted file, and a key for it",
		Long: `Init makes an encrypted file without secrets. Unless a passphrase file is named, it makes a new private key first and
writes it to the identity file, readable by its owner alone. Whoever has that file can read the secrets:
keep it apart from them, and keep a copy where it cannot get lost.`,
		Example: `  aerolith secret init
  aerolith secret init --file /etc/aerolith/secrets.age --passphrase-file /run/credentials/passphrase`,
		Args: usage(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := s.makeIdentity(streams.Err); err != nil {
				return err
			}
			file, err := s.open(cmd.Context())
			if err != nil {
				return err
			}
			if err := file.Create(); err != nil {
				return err
			}
			fmt.Fprintf(streams.Err, "made %s; store a secret with 'aerolith secret set NAME'\n", s.path)
			return nil
		},
	}
	s.register(cmd, streams)
	return cmd
}

// makeIdentity writes a new private key, unless a passphrase is used or the identity file exists already.
func (s *secretFile) makeIdentity(messages io.Writer) error {
	if s.passphrasePath() != "" {
		return nil
	}
	identity, recipient, err := age.GenerateKey()
	if err != nil {
		return err
	}
	defer identity.Wipe()
	err = writeNewSecret(s.identity, identity)
	if errors.Is(err, fs.ErrExist) {
		fmt.Fprintf(messages, "using the private key in %s\n", s.identity)
		return nil
	}
	if err == nil {
		fmt.Fprintf(messages, "made the private key %s, public recipient %s\n", s.identity, recipient)
	}
	return err
}

// writeNewSecret writes a secret to a file that must not exist, readable by its owner alone, and syncs it.
func writeNewSecret(path string, value secret.Value) error {
	const ownerOnly = 0o600
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, ownerOnly)
	if err != nil {
		return fmt.Errorf("write the private key: %w", err)
	}
	err = value.Use(func(plain []byte) error {
		_, err := file.Write(plain)
		return err
	})
	if err == nil {
		err = file.Sync()
	}
	if err := errors.Join(err, file.Close()); err != nil {
		return errors.Join(fmt.Errorf("write the private key: %w", err), os.Remove(path))
	}
	return nil
}
