package cli

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/aerolith/aerolith/internal/app"
	"github.com/aerolith/aerolith/secret"
)

// protection are the flags of serve that say who may connect and do what.
type protection struct {
	// password is where the first password of the user admin is.
	password string
}

// register adds the flags.
func (p *protection) register(cmd *cobra.Command, options *app.Options) {
	flags := cmd.Flags()
	flags.StringSliceVar(&options.TLSListen, "tls-listen", nil, "host:port to listen on for TLS; repeatable")
	flags.StringVar(&options.TLSCert, "tls-cert", "", "file with the certificate chain in PEM; a new file is used without a restart")
	flags.StringVar(&options.TLSKey, "tls-key", "", "file with the certificate's key in PEM")
	flags.StringVar(&options.TLSClientCA, "tls-client-ca", "", "file with the authorities that sign clients' certificates; clients then need one")
	flags.StringVar(&options.TLSMinVersion, "tls-min-version", options.TLSMinVersion, "oldest TLS version: 1.2 or 1.3")
	flags.BoolVar(&options.Security, "security", false, "users, roles and privileges; the first start makes the user admin")
	flags.StringVar(&p.password, "admin-password", "", "where the first password of the user admin is: env:NAME or file:PATH")
	flags.StringVar(&options.AuditLog, "audit-log", "", "file to which logins, changes and refusals are appended, as JSON lines")
	flags.StringVar(&options.Version, "emulate-version", "",
		"tell clients another Aerospike version, such as 8.0.0.0: they choose features by it")
	flags.StringVar(&options.Edition, "emulate-edition", "", "tell clients that this is an Aerospike edition: enterprise or community")
}

// resolve reads the secrets that the flags name.
func (p *protection) resolve(ctx context.Context, options *app.Options) error {
	if p.password == "" {
		return nil
	}
	reference, err := secret.ParseReference(p.password)
	if err != nil {
		return fmt.Errorf("--admin-password: %w", err)
	}
	options.AdminPassword, err = secret.DefaultResolver().Resolve(ctx, reference)
	if err != nil {
		return fmt.Errorf("--admin-password: %w", err)
	}
	return nil
}
