package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"slices"

	"github.com/spf13/cobra"

	"github.com/aerolith/aerolith/secret"
	"github.com/aerolith/aerolith/secret/age"
)

// newSecretRotate builds the command that changes the key of the file.
func newSecretRotate(streams Streams) *cobra.Command {
	var s secretFile
	var next string
	cmd := &cobra.Command{
		Use:   "rotate",
		Short: "Encrypt the file for a new key",
		Long: `Rotate makes a new private key, encrypts the file for it, and takes the old key out of the identity file. Wherever it is
interrupted, the identity file opens the secrets. With --new-passphrase-file the file is locked with another passphrase instead.
Old copies of the file still open with the old key: if that became known, change the secrets too.`,
		Example: `  aerolith secret rotate
  aerolith secret rotate --passphrase-file old --new-passphrase-file new`,
		Args: usage(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			file, err := s.open(cmd.Context())
			if err != nil {
				return err
			}
			if next != "" {
				keys, err := withSecretFile(cmd.Context(), next, age.Passphrase)
				if err != nil {
					return err
				}
				return file.Rekey(keys)
			}
			if s.passphrasePath() != "" {
				return withExit(ExitUsage, errors.New("name the file with the new passphrase: --new-passphrase-file"))
			}
			recipient, err := s.rotateIdentity(cmd.Context(), file)
			if err != nil {
				return err
			}
			fmt.Fprintf(streams.Err, "the file is now for the key in %s, public recipient %s\n", s.identity, recipient)
			return nil
		},
	}
	s.register(cmd, streams)
	cmd.Flags().StringVar(&next, "new-passphrase-file", "", "a file with the passphrase to lock the file with from now on")
	return cmd
}

// rotateIdentity writes an identity file with both keys, encrypts the secrets for the new one, and then takes the old one
// away, so that at no time a key is needed that is nowhere.
func (s *secretFile) rotateIdentity(ctx context.Context, file *age.File) (recipient string, err error) {
	identity, recipient, err := age.GenerateKey()
	if err != nil {
		return "", err
	}
	defer identity.Wipe()
	old, err := (secret.Files{}).Load(ctx, secret.Reference{Scheme: secret.SchemeFile, Path: s.identity})
	if err != nil {
		return "", err
	}
	defer old.Wipe()
	both, err := joined(identity, old)
	if err != nil {
		return "", err
	}
	defer both.Wipe()
	keys, err := readIdentities(identity)
	if err != nil {
		return "", err
	}
	if err := s.replaceIdentity(both); err != nil {
		return "", err
	}
	if err := file.Rekey(keys); err != nil {
		return "", err
	}
	return recipient, s.replaceIdentity(identity)
}

// joined returns two secrets, one behind the other.
func joined(first, second secret.Value) (secret.Value, error) {
	var both secret.Value
	err := first.Use(func(a []byte) error {
		return second.Use(func(b []byte) error {
			both = secret.New(slices.Concat(bytes.TrimSpace(a), []byte{'\n'}, b))
			return nil
		})
	})
	return both, err
}

// replaceIdentity replaces the identity file by one with other keys, whole or not at all.
func (s *secretFile) replaceIdentity(keys secret.Value) error {
	temporary := s.identity + ".new"
	if err := writeNewSecret(temporary, keys); err != nil {
		return fmt.Errorf("%w; if an earlier rotation was interrupted, remove %s", err, temporary)
	}
	if err := os.Rename(temporary, s.identity); err != nil {
		return fmt.Errorf("replace the private key: %w", err)
	}
	return nil
}
