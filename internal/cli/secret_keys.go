package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/aerolith/aerolith/secret"
	"github.com/aerolith/aerolith/secret/age"
)

// The files that the secret commands use where no flag names others.
const (
	secretsFileDefault  = "aerolith-secrets.age"
	identityFileDefault = "aerolith-secrets.key"
	// passphraseCredential is the name of the credential that a service manager may hand over.
	passphraseCredential = "aerolith-passphrase"
)

// secretFile says which file of secrets is meant and how it is opened.
type secretFile struct {
	path, identity, passphrase string
	// credentials is the folder in which a service manager leaves credentials; empty without one.
	credentials string
}

// register adds the flags.
func (s *secretFile) register(cmd *cobra.Command, streams Streams) {
	cmd.Flags().StringVar(&s.path, "file", secretsFileDefault, "the encrypted file")
	cmd.Flags().StringVar(&s.identity, "identity", identityFileDefault, "the file with the private key that opens it")
	cmd.Flags().StringVar(&s.passphrase, "passphrase-file", "", "a file with a passphrase, instead of a private key")
	cmd.MarkFlagsMutuallyExclusive("identity", "passphrase-file")
	s.credentials = streams.variable("CREDENTIALS_DIRECTORY")
}

// open returns the file with the keys that the flags name.
func (s *secretFile) open(ctx context.Context) (*age.File, error) {
	keys, err := s.keys(ctx)
	if err != nil {
		return nil, err
	}
	return age.At(s.path, keys), nil
}

// entry returns the file and the name of an entry that was given on the command line. A name that is none is not repeated:
// people do type a secret there.
func (s *secretFile) entry(ctx context.Context, text string) (*age.File, secret.Name, error) {
	name, err := secret.ParseName(text)
	if err != nil {
		return nil, "", withExit(ExitUsage, err)
	}
	file, err := s.open(ctx)
	return file, name, err
}

// keys returns the keys that the flags name: a passphrase file, a passphrase handed over by the service manager if there is no
// identity file, or the identity file.
func (s *secretFile) keys(ctx context.Context) (age.Keys, error) {
	if path := s.passphrasePath(); path != "" {
		return withSecretFile(ctx, path, age.Passphrase)
	}
	keys, err := withSecretFile(ctx, s.identity, readIdentities)
	if errors.Is(err, secret.ErrNotFound) {
		return keys, fmt.Errorf("%w; make one with 'aerolith secret init', or name another with --identity", err)
	}
	return keys, err
}

// readIdentities reads an identity file without plugins, which would need a person to answer.
func readIdentities(file secret.Value) (age.Keys, error) { return age.Identities(file, nil) }

// passphrasePath returns the file with the passphrase, or "" if a private key opens the file.
func (s *secretFile) passphrasePath() string {
	if s.passphrase != "" || s.credentials == "" {
		return s.passphrase
	}
	path := filepath.Join(s.credentials, passphraseCredential)
	if _, err := os.Stat(path); err != nil {
		return ""
	}
	return path
}

// withSecretFile reads a file that only its owner may read, hands it to use, and wipes it.
func withSecretFile(ctx context.Context, path string, use func(secret.Value) (age.Keys, error)) (age.Keys, error) {
	content, err := (secret.Files{}).Load(ctx, secret.Reference{Scheme: secret.SchemeFile, Path: path})
	if err != nil {
		return age.Keys{}, fmt.Errorf("read %s: %w", path, err)
	}
	defer content.Wipe()
	return use(content)
}
