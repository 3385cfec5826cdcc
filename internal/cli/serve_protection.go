package cli

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"github.com/aerolith/aerolith/config/tree"
	"github.com/aerolith/aerolith/internal/app"
	"github.com/aerolith/aerolith/secret"
	"github.com/aerolith/aerolith/secret/vault"
)

// protection are the flags of serve that say who may connect and do what.
type protection struct {
	vault vaultFlags
	// reference is where the password of the user admin is, "" for nowhere.
	reference string
	// resolver fetches secrets; provider is Vault's, nil for none.
	resolver *secret.Resolver
	provider *vault.Provider
	// check is how often the age of Vault's token is looked at; 0 takes vaultCheck.
	check time.Duration
}

// register adds the flags.
func (p *protection) register(cmd *cobra.Command, options *app.Options, streams Streams) {
	flags := cmd.Flags()
	flags.StringSliceVar(&options.TLSListen, "tls-listen", nil, "host:port to listen on for TLS; repeatable")
	flags.StringVar(&options.TLSCert, "tls-cert", "", "file with the certificate chain in PEM; a new file is used without a restart")
	flags.StringVar(&options.TLSKey, "tls-key", "", "file with the certificate's key in PEM")
	flags.StringVar(&options.TLSClientCA, "tls-client-ca", "", "file with the authorities that sign clients' certificates; clients then need one")
	flags.StringVar(&options.TLSMinVersion, "tls-min-version", options.TLSMinVersion, "oldest TLS version: 1.2 or 1.3")
	flags.BoolVar(&options.Security, "security", false, "users, roles and privileges; the first start makes the user admin")
	flags.String("admin-password", "", "where the password of the user admin is, for the first start and when it changes: env:NAME, file:PATH or vault:MOUNT/data/PATH#FIELD")
	p.vault.register(cmd, streams)
	flags.StringVar(&options.AuditLog, "audit-log", "", "file to which logins, changes and refusals are appended, as JSON lines")
	flags.StringVar(&options.Version, "emulate-version", "",
		"tell clients another Aerospike version, such as 8.0.0.0: they choose features by it")
	flags.StringVar(&options.Edition, "emulate-edition", "", "tell clients that this is an Aerospike edition: enterprise or community")
}

// open makes ready what fetches secrets, as a configuration says. The caller calls close at the end.
func (p *protection) open(n *tree.Node) (err error) {
	p.vault.configure(n.Child("vault", ""))
	p.reference = n.Child("security", "").Get("admin-password")
	p.resolver, p.provider, err = p.vault.open(nil)
	return err
}

// close ends the sessions of what fetches secrets.
func (p *protection) close() {
	if p.provider != nil {
		p.provider.Close()
	}
}

// fetch reads a secret that a configuration refers to.
func (p *protection) fetch(ctx context.Context, text string) (secret.Value, error) {
	reference, err := secret.ParseReference(text)
	if err != nil {
		return secret.Value{}, err
	}
	value, err := p.resolver.Resolve(ctx, reference)
	return value, p.vault.hint(err)
}

// vaultCheck is how often the age of Vault's token is looked at; the shortest token that is renewed at all lives 10 s.
const vaultCheck = 3 * time.Second

// attend keeps Vault's token alive and gives the node a new password of the user admin when there is one, until the context ends. What
// it returns waits for its end. Failures are reported and tried again.
func (p *protection) attend(ctx context.Context, options app.Options, node *app.Node, errs io.Writer) (wait func(), err error) {
	var group sync.WaitGroup
	if p.provider != nil {
		group.Go(func() {
			// The error is that of the context.
			_ = p.provider.KeepAlive(ctx, cmp.Or(p.check, vaultCheck), func(err error) { fmt.Fprintln(errs, "aerolith: Vault:", err) })
		})
	}
	if p.reference == "" || !options.Security {
		return group.Wait, nil
	}
	reference, err := secret.ParseReference(p.reference)
	if err != nil {
		return group.Wait, err
	}
	seen, err := options.AdminPassword.Clone()
	if err != nil {
		return group.Wait, err
	}
	rotation := secret.Rotation{
		Resolver: p.resolver, References: []secret.Reference{reference}, Interval: options.SecretCheck,
		Failed: func(err error) { fmt.Fprintln(errs, "aerolith: security.admin-password:", err) },
	}
	current := seen
	rotation.Changed = func(_ secret.Reference, next secret.Value) {
		if err := node.RotatePassword(current, next); err != nil {
			fmt.Fprintln(errs, "aerolith: security.admin-password:", err)
		} else {
			fmt.Fprintln(errs, "aerolith: security.admin-password: the new password of the user admin is in force")
		}
		current.Wipe()
		current = next
	}
	group.Go(func() {
		// The error is that of the context: seen is this function's own.
		_ = rotation.Run(ctx, []secret.Value{seen})
		current.Wipe()
	})
	return group.Wait, nil
}
