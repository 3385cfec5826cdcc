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
	streams   Streams
	// typed is the password that a person has typed, for further connections.
	typed secret.Value
}

// register adds the flags.
func (l *login) register(cmd *cobra.Command, streams Streams) {
	l.streams = streams
	flags := cmd.Flags()
	flags.StringVar(&l.user, "user", "", "user to log in as")
	flags.StringVar(&l.password, "password", "", "where the user's password is: env:NAME or file:PATH; without it, a terminal is asked")
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
	source, err := l.source(ctx)
	if err != nil {
		return withExit(ExitUsage, fmt.Errorf("--password: %w", err))
	}
	password := func() (text string, err error) {
		value, err := source()
		if err != nil {
			return "", fmt.Errorf("--password: %w", err)
		}
		err = value.Use(func(plain []byte) error {
			text = string(plain) // the protocol's library of hashes takes text
			return nil
		})
		return text, err
	}
	options.Auth = &client.Auth{User: l.user, Password: password}
	return nil
}

// source returns where the password comes from: a reference, each time anew, or else a person at a terminal, who is asked once.
func (l *login) source(ctx context.Context) (func() (secret.Value, error), error) {
	terminal, isTerminal := terminalOf(l.streams.In)
	if l.password == "" && isTerminal {
		typed, err := prompt(terminal, l.streams.Err, "Password of "+l.user+": ")
		l.typed = typed
		return func() (secret.Value, error) { return l.typed, nil }, err
	}
	reference, err := secret.ParseReference(l.password)
	if err != nil {
		return nil, err
	}
	resolver := secret.DefaultResolver()
	return func() (secret.Value, error) { return resolver.Resolve(ctx, reference) }, nil
}
