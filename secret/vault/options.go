package vault

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strings"
	"time"

	"github.com/aerolith/aerolith/secret"
)

// Source returns a credential, anew each time that one is needed, so that a file which something else keeps fresh works. The
// provider wipes what it gets.
type Source func(ctx context.Context) (secret.Value, error)

// From returns a source that resolves a reference.
func From(resolver *secret.Resolver, reference secret.Reference) Source {
	return func(ctx context.Context) (secret.Value, error) { return resolver.Resolve(ctx, reference) }
}

// Options say which Vault to ask and as whom. Either Token or RoleID and SecretID must be set.
type Options struct {
	// Address is the base address, such as https://vault.example:8200. Plain http is accepted for this machine only, where an
	// agent may listen.
	Address string
	// Namespace is the namespace of Enterprise and of OpenBao; empty for the root.
	Namespace string
	// Token delivers a token.
	Token Source
	// RoleID and SecretID deliver the credentials of an AppRole; SecretID may be nil if the role needs none.
	RoleID, SecretID Source
	// AppRoleMount is where the AppRole method is mounted; "approle" by default.
	AppRoleMount string
	// TLS holds authorities, a client's certificate or a server's name; nil trusts the system's authorities. What it says is
	// kept, except that verification cannot be switched off and TLS 1.2 is the oldest.
	TLS *tls.Config
	// Timeout bounds one request from the connection to the last byte; positive.
	Timeout time.Duration
	// Attempts is how often a request is tried while Vault is sealed or unavailable; at least 1.
	Attempts int
	// Backoff is the wait before the second attempt, and doubles with each; positive.
	Backoff time.Duration
	// ReplyMax is the largest reply in bytes; at least 1 KiB.
	ReplyMax int
	// Now is the clock.
	Now func() time.Time
}

// DefaultOptions returns the tunables with their defaults; address and credentials are missing in it.
func DefaultOptions() Options {
	return Options{
		AppRoleMount: "approle",
		// Vault answers within milliseconds; what takes longer than this is an outage.
		Timeout:  10 * time.Second,
		Attempts: 3,
		Backoff:  200 * time.Millisecond,
		// A secret of 1 MiB, escaped as JSON, with its neighbours.
		ReplyMax: 8 << 20,
		Now:      time.Now,
	}
}

// replyMin is the smallest sensible ReplyMax: a login must fit.
const replyMin = 1 << 10

// check reports everything that is wrong with the options, and returns the parsed address.
func (o Options) check() (*url.URL, error) {
	base, problems := o.checkAddress(), []error{}
	if base.err != nil {
		problems = append(problems, base.err)
	}
	add := func(wrong bool, text string) {
		if wrong {
			problems = append(problems, fmt.Errorf("%w: %s", ErrOptions, text))
		}
	}
	add((o.Token == nil) == (o.RoleID == nil), "either a token or an AppRole is needed, not both")
	add(o.SecretID != nil && o.RoleID == nil, "a secret id needs a role id")
	add(o.TLS != nil && o.TLS.InsecureSkipVerify, "the verification of certificates cannot be switched off: name the authority instead")
	add(strings.ContainsFunc(o.Namespace, func(r rune) bool { return r <= ' ' || r > '~' }), "the namespace has characters that no namespace has")
	add(o.Timeout <= 0 || o.Attempts < 1 || o.Backoff <= 0 || o.ReplyMax < replyMin || o.Now == nil, "Timeout, Attempts, Backoff, ReplyMax and Now must be set: begin with DefaultOptions")
	if _, err := cleanPath(o.AppRoleMount); err != nil {
		problems = append(problems, fmt.Errorf("%w: the mount of AppRole: %w", ErrOptions, err))
	}
	return base.url, errors.Join(problems...)
}

// address is a parsed Options.Address, or what is wrong with it.
type address struct {
	url *url.URL
	err error
}

// checkAddress parses the address. It is not repeated in an error: somebody may have put a password in it.
func (o Options) checkAddress() address {
	base, err := url.Parse(o.Address)
	switch {
	case err != nil || base.Host == "" || base.Scheme != "https" && base.Scheme != "http":
		return address{err: fmt.Errorf("%w: the address must read https://HOST:PORT", ErrOptions)}
	case base.User != nil || base.RawQuery != "" || base.Fragment != "" || strings.Trim(base.Path, "/") != "":
		return address{err: fmt.Errorf("%w: the address must be no more than https://HOST:PORT", ErrOptions)}
	case base.Scheme == "http" && !thisMachine(base.Hostname()):
		return address{err: fmt.Errorf("%w: %s would get the token unencrypted: use https", ErrOptions, base.Host)}
	}
	return address{url: &url.URL{Scheme: base.Scheme, Host: base.Host}}
}

// thisMachine reports whether a host is reached without a network.
func thisMachine(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}
