package aerolith

import (
	"context"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/aerolith/aerolith/client"
	"github.com/aerolith/aerolith/secret"
)

// The forms of the parts of a cluster's DSN.
var (
	hostForm      = regexp.MustCompile(`^([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.%]+\])(:[0-9]{1,5})?$`)
	namespaceForm = regexp.MustCompile(`^[A-Za-z0-9_-]{1,31}$`)
)

// parseCluster reads //[USER@]HOST[:PORT][,HOST[:PORT]…]/NAMESPACE.
func (d *dsn) parseCluster(rest string) error {
	authority, found := strings.CutPrefix(rest, "//")
	if !found {
		return malformed("write aerospike://HOST/NAMESPACE")
	}
	if strings.Count(authority, "@") > 1 {
		return fmt.Errorf("%w (a user name with '@' is written with %%40)", ErrDSNPassword)
	}
	if user, hosts, found := strings.Cut(authority, "@"); found {
		if strings.ContainsAny(user, ":/") || user == "" {
			return ErrDSNPassword
		}
		d.user, authority = strings.ReplaceAll(user, "%40", "@"), hosts
	}
	hosts, namespace, _ := strings.Cut(authority, "/")
	if !namespaceForm.MatchString(namespace) {
		return malformed("write the namespace behind the hosts: aerospike://HOST/NAMESPACE")
	}
	d.namespace = namespace
	for i, host := range strings.Split(hosts, ",") {
		if !hostForm.MatchString(host) {
			return malformed("host %d is none: write HOST or HOST:PORT, with commas between several", i+1)
		}
		d.hosts = append(d.hosts, host)
	}
	return nil
}

// clientOptions returns the options of a client as the DSN has them, without the password.
func (d *dsn) clientOptions() (client.Options, error) {
	o := client.DefaultOptions()
	if err := d.setTimeout(&o); err != nil {
		return o, err
	}
	o.ClusterName = d.value("cluster-name", "")
	tls := client.TLS{
		CAFile: d.value("tls-ca", ""), CertFile: d.value("tls-cert", ""), KeyFile: d.value("tls-key", ""), ServerName: d.value("tls-name", ""),
	}
	encrypted, err := d.flag("tls")
	if err != nil {
		return o, err
	}
	switch {
	case encrypted:
		o.TLS = &tls
	case tls != client.TLS{}:
		return o, malformed("tls-ca, tls-cert, tls-key and tls-name want tls=on")
	}
	if o.SeedOnly, err = d.flag("seed-only"); err != nil {
		return o, err
	}
	if racks := d.value("racks", ""); racks != "" {
		for text := range strings.SplitSeq(racks, ",") {
			rack, err := strconv.Atoi(text)
			if err != nil {
				return o, malformed("racks are numbers with commas between them, the best first")
			}
			o.Racks = append(o.Racks, rack)
		}
		o.Replica = client.ReplicaPreferRack
	}
	return o, nil
}

// flag returns whether a parameter is "on"; "off" and its absence are the opposite.
func (d *dsn) flag(name string) (bool, error) {
	switch d.value(name, "off") {
	case "on":
		return true, nil
	case "off":
		return false, nil
	}
	return false, malformed("%s is on or off", name)
}

// setTimeout sets how long a call on single records may take.
func (d *dsn) setTimeout(o *client.Options) error {
	text, given := d.values["timeout"]
	if !given {
		return nil
	}
	timeout, err := time.ParseDuration(text)
	if err != nil || timeout < time.Millisecond {
		return malformed("timeout is a duration of 1ms or more, as in 500ms or 2s")
	}
	o.Timing.Total = timeout
	o.Timing.Attempt = min(o.Timing.Attempt, timeout)
	return nil
}

// auth returns who logs in. The password is fetched whenever a node wants a login, so that it may change.
func (d *dsn) auth(ctx context.Context, s *settings) (*client.Auth, error) {
	modes := map[string]client.AuthMode{"internal": client.AuthInternal, "external": client.AuthExternal, "pki": client.AuthPKI}
	mode, known := modes[d.value("auth", "internal")]
	if !known {
		return nil, malformed("auth is internal, external or pki")
	}
	reference, given := d.values["password"]
	if mode == client.AuthPKI {
		return &client.Auth{Mode: mode}, nil
	}
	if d.user == "" {
		if given || !s.password.IsZero() {
			return nil, malformed("a password wants a user: aerospike://USER@HOST/NAMESPACE")
		}
		return nil, nil
	}
	fetch := func(context.Context) (secret.Value, error) { return s.password, nil }
	if given {
		parsed, err := secret.ParseReference(reference)
		if err != nil {
			return nil, fmt.Errorf("%w: parameter password wants a reference such as env:NAME", ErrDSNPassword)
		}
		fetch = func(ctx context.Context) (secret.Value, error) { return s.resolver.Resolve(ctx, parsed) }
		if _, err := fetch(ctx); err != nil {
			return nil, fmt.Errorf("aerolith: password: %w", err)
		}
	} else if s.password.IsZero() {
		return nil, malformed("a user wants a password: password=env:NAME, or WithPassword")
	}
	background := context.WithoutCancel(ctx)
	return &client.Auth{Mode: mode, User: d.user, Password: func() (text string, err error) {
		value, err := fetch(background)
		if err == nil {
			err = value.Use(func(plain []byte) error { text = string(plain); return nil })
		}
		return text, err
	}}, nil
}
