package cli

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/aerolith/aerolith/client"
	"github.com/aerolith/aerolith/secret"
)

// login are the flags that say as whom and how protected a command connects.
type login struct {
	user string
	// password is where the password is.
	password string
	tls      client.TLS
	// encrypted asks for TLS without any further option.
	encrypted bool
}

// register adds the flags.
func (l *login) register(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&l.user, "user", "", "user to log in as")
	flags.StringVar(&l.password, "password", "", "where the user's password is: env:NAME or file:PATH")
	flags.BoolVar(&l.encrypted, "tls", false, "encrypt connections, with the system's authorities unless --tls-ca names others")
	flags.StringVar(&l.tls.CAFile, "tls-ca", "", "file with the authorities of the servers' certificates in PEM")
	flags.StringVar(&l.tls.CertFile, "tls-cert", "", "file with the certificate of this client in PEM, for servers that want one")
	flags.StringVar(&l.tls.KeyFile, "tls-key", "", "file with the certificate's key in PEM")
	flags.StringVar(&l.tls.ServerName, "tls-name", "", "name in the servers' certificates")
}

// apply puts the login into the options of a client.
func (l *login) apply(ctx context.Context, options *client.Options) error {
	if l.encrypted || l.tls.CAFile != "" || l.tls.CertFile != "" || l.tls.ServerName != "" {
		encryption := l.tls
		options.TLS = &encryption
	}
	if l.user == "" {
		return nil
	}
	reference, err := secret.ParseReference(l.password)
	if err != nil {
		return withExit(ExitUsage, fmt.Errorf("--password: %w", err))
	}
	resolver := secret.DefaultResolver()
	password := func() (text string, err error) {
		value, err := resolver.Resolve(ctx, reference)
		if err != nil {
			return "", fmt.Errorf("--password: %w", err)
		}
		err = value.Use(func(plain []byte) error {
			text = string(plain)
			return nil
		})
		return text, err
	}
	options.Auth = &client.Auth{User: l.user, Password: password}
	return nil
}
