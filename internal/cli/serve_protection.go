package cli

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/aerolith/aerolith/internal/app"
	"github.com/aerolith/aerolith/secret"
)

// protection are the flags of serve that say who may connect and do what.
type protection struct {
	// password is where the first password of the user admin is.
	password string
	vault    vaultFlags
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
	flags.StringVar(&p.password, "admin-password", "", "where the first password of the user admin is: env:NAME, file:PATH or vault:MOUNT/data/PATH#FIELD")
	p.vault.register(cmd, streams)
	flags.StringVar(&options.AuditLog, "audit-log", "", "file to which logins, changes and refusals are appended, as JSON lines")
	flags.StringVar(&options.Version, "emulate-version", "",
		"tell clients another Aerospike version, such as 8.0.0.0: they choose features by it")
	flags.StringVar(&options.Edition, "emulate-edition", "", "tell clients that this is an Aerospike edition: enterprise or community")
}

// resolve reads the secrets that the flags name.
func (p *protection) resolve(ctx context.Context, options *app.Options) (err error) {
	if p.password != "" {
		options.AdminPassword, err = p.vault.resolveSecret(ctx, "--admin-password", p.password)
	}
	return err
}

// fetch reads a secret that a configuration refers to.
func (p *protection) fetch(ctx context.Context, reference string) (secret.Value, error) {
	return p.vault.resolveSecret(ctx, "--config", reference)
}
