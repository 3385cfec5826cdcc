package cli

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/spf13/cobra"

	"github.com/aerolith/aerolith/config/tree"
	"github.com/aerolith/aerolith/secret"
	"github.com/aerolith/aerolith/secret/vault"
)

// The environment variables that name Vault. The credentials themselves have flags with references only.
const (
	vaultAddressVariable   = "AEROLITH_VAULT_ADDRESS"
	vaultNamespaceVariable = "AEROLITH_VAULT_NAMESPACE"
)

// vaultFlags are the flags that say which Vault serves references of the scheme vault, and as whom.
type vaultFlags struct {
	address, namespace, authority string
	// token, role and secretID are references to the credentials.
	token, role, secretID string
	mount                 string
	// now is the clock; nil takes that of the system.
	now func() time.Time
}

// register adds the flags to a command.
func (v *vaultFlags) register(cmd *cobra.Command, streams Streams) {
	flags := cmd.Flags()
	flags.StringVar(&v.address, "vault-address", streams.variable(vaultAddressVariable),
		"address of Vault or OpenBao for references vault:MOUNT/data/PATH#FIELD, https://HOST:PORT; default from "+vaultAddressVariable)
	flags.StringVar(&v.namespace, "vault-namespace", streams.variable(vaultNamespaceVariable), "namespace in Vault; default from "+vaultNamespaceVariable)
	flags.StringVar(&v.authority, "vault-ca", "", "file with the authorities that sign Vault's certificate, in PEM; the system's by default")
	flags.StringVar(&v.token, "vault-token", "", "where the token is: file:PATH or env:NAME")
	flags.StringVar(&v.role, "vault-role-id", "", "where the role id of an AppRole is: file:PATH or env:NAME")
	flags.StringVar(&v.secretID, "vault-secret-id", "", "where the secret id of an AppRole is: file:PATH or env:NAME")
	flags.StringVar(&v.mount, "vault-approle-mount", vault.DefaultOptions().AppRoleMount, "where the AppRole method is mounted")
	cmd.MarkFlagsMutuallyExclusive("vault-token", "vault-role-id")
	cmd.MarkFlagsRequiredTogether("vault-role-id", "vault-secret-id")
}

// resolver returns a resolver of variables, files, Vault if the flags name one, and what else is given. The caller calls close
// when all references are resolved.
func (v *vaultFlags) resolver(more map[secret.Scheme]secret.Provider) (resolver *secret.Resolver, closing func(), err error) {
	resolver, provider, err := v.open(more)
	if provider == nil {
		return resolver, func() {}, err
	}
	return resolver, provider.Close, err
}

// open is resolver, and returns the provider of Vault, nil if no Vault is named.
func (v *vaultFlags) open(more map[secret.Scheme]secret.Provider) (*secret.Resolver, *vault.Provider, error) {
	providers := map[secret.Scheme]secret.Provider{
		secret.SchemeEnv:  secret.Environment{Lookup: os.LookupEnv},
		secret.SchemeFile: secret.Files{},
	}
	// The credentials of Vault come from the plain places.
	plain := secret.NewResolver(providers)
	for scheme, provider := range more {
		providers[scheme] = provider
	}
	if v.address == "" {
		return secret.NewResolver(providers), nil, nil
	}
	provider, err := v.provider(plain)
	if err != nil {
		return nil, nil, withExit(ExitUsage, err)
	}
	providers[secret.SchemeVault] = provider
	return secret.NewResolver(providers), provider, nil
}

// configure takes what a configuration says of Vault.
func (v *vaultFlags) configure(n *tree.Node) {
	for option, field := range map[string]*string{
		"address": &v.address, "namespace": &v.namespace, "ca-file": &v.authority, "token": &v.token, "role-id": &v.role,
		"secret-id": &v.secretID, "approle-mount": &v.mount,
	} {
		if n.Has(option) {
			*field = n.Get(option)
		}
	}
}

// provider returns the provider that the flags describe.
func (v *vaultFlags) provider(plain *secret.Resolver) (*vault.Provider, error) {
	options := vault.DefaultOptions()
	options.Address, options.Namespace, options.AppRoleMount = v.address, v.namespace, v.mount
	if v.now != nil {
		options.Now = v.now
	}
	var err error
	if options.Token, err = credential(plain, "--vault-token", v.token); err != nil {
		return nil, err
	}
	if options.RoleID, err = credential(plain, "--vault-role-id", v.role); err != nil {
		return nil, err
	}
	if options.SecretID, err = credential(plain, "--vault-secret-id", v.secretID); err != nil {
		return nil, err
	}
	if v.authority != "" {
		if options.TLS, err = trusting(v.authority); err != nil {
			return nil, fmt.Errorf("--vault-ca: %w", err)
		}
	}
	provider, err := vault.New(options)
	if err != nil {
		return nil, fmt.Errorf("%w; see --vault-address, --vault-token, --vault-role-id", err)
	}
	return provider, nil
}

// credential returns the source of a credential that a flag refers to, nil if the flag was not given.
func credential(plain *secret.Resolver, flag, text string) (vault.Source, error) {
	if text == "" {
		return nil, nil
	}
	reference, err := secret.ParseReference(text)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", flag, err)
	}
	return vault.From(plain, reference), nil
}

// trusting returns a configuration that trusts the authorities in a file.
func trusting(path string) (*tls.Config, error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(content) {
		return nil, fmt.Errorf("%s holds no certificate in PEM", path)
	}
	return &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}, nil
}

// hint says which flag is missing where a reference to Vault meets no Vault.
func (v *vaultFlags) hint(err error) error {
	var failed *secret.ResolveError
	if errors.Is(err, secret.ErrNoProvider) && errors.As(err, &failed) && failed.Reference.Scheme == secret.SchemeVault {
		return fmt.Errorf("%w; name Vault with --vault-address", err)
	}
	return err
}
