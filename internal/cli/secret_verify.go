package cli

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/aerolith/aerolith/secret"
	"github.com/aerolith/aerolith/secret/age"
)

// newSecretVerify builds the command that tries references.
func newSecretVerify(streams Streams) *cobra.Command {
	var s secretFile
	var v vaultFlags
	cmd := &cobra.Command{
		Use:   "verify [REFERENCE ...]",
		Short: "Try whether references lead to secrets, without showing them",
		Long: `Verify resolves references (env:NAME, file:PATH, age:PATH#NAME, vault:MOUNT/data/PATH#FIELD) and says of each whether a secret is there. Without
references it opens the encrypted file and checks it whole. It also tells how this system protects the memory of secrets.`,
		Example: `  aerolith secret verify
  aerolith secret verify env:DB_PASSWORD age:aerolith-secrets.age#client/password
  aerolith secret verify vault:secret/data/app#password --vault-address https://vault:8200 --vault-token file:/run/vault/token`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return s.verifyFile(cmd.Context(), streams.Out)
			}
			return s.verify(cmd.Context(), args, v, streams.Out)
		},
	}
	s.register(cmd, streams)
	v.register(cmd, streams)
	return cmd
}

// verifyFile opens the encrypted file.
func (s *secretFile) verifyFile(ctx context.Context, out io.Writer) error {
	file, err := s.open(ctx)
	if err != nil {
		return err
	}
	names, err := file.Names()
	if err != nil {
		return secretExit(err)
	}
	fmt.Fprintf(out, "%s: intact, %d secrets\n", s.path, len(names))
	probe := secret.New([]byte{1})
	defer probe.Wipe()
	granted := probe.Protection()
	fmt.Fprintf(out, "memory of secrets: outside the heap %t, locked against swap %t, left out of core dumps %t\n",
		granted.OffHeap, granted.Locked, granted.Undumped)
	return nil
}

// verify resolves each reference.
func (s *secretFile) verify(ctx context.Context, texts []string, v vaultFlags, out io.Writer) error {
	resolver, closing, err := v.resolver(map[secret.Scheme]secret.Provider{secret.SchemeAge: lazyAge{s}})
	defer closing()
	if err != nil {
		return err
	}
	var failures []error
	for i, text := range texts {
		reference, err := secret.ParseReference(text)
		if err != nil {
			failures = append(failures, withExit(ExitUsage, fmt.Errorf("argument %d: %w", i+1, err)))
			continue
		}
		value, err := resolver.Resolve(ctx, reference)
		value.Wipe()
		if err != nil {
			failures = append(failures, secretExit(v.hint(err)))
			continue
		}
		fmt.Fprintf(out, "%s: there\n", reference)
	}
	return errors.Join(failures...)
}

// lazyAge provides entries of encrypted files and reads the keys only when the first is asked for.
type lazyAge struct{ s *secretFile }

// Load implements secret.Provider.
func (l lazyAge) Load(ctx context.Context, reference secret.Reference) (secret.Value, error) {
	keys, err := l.s.keys(ctx)
	if err != nil {
		return secret.Value{}, err
	}
	return age.Provider{Keys: keys}.Load(ctx, reference)
}
