package clientconfig

import (
	"context"
	"errors"
	"fmt"

	"github.com/aerolith/aerolith/client"
	"github.com/aerolith/aerolith/config/model"
	"github.com/aerolith/aerolith/config/registry"
	"github.com/aerolith/aerolith/config/reload"
	"github.com/aerolith/aerolith/config/tree"
	"github.com/aerolith/aerolith/secret"
)

// Settings are what a configuration of the schema client says.
type Settings struct {
	// Hosts are the nodes to begin with.
	Hosts []string
	// Options are those of the client.
	Options client.Options
	// Read, Write, Batch and Scan are the policies.
	Read client.ReadPolicy
	// Write is the policy of writes.
	Write client.WritePolicy
	// Batch is the policy of batches.
	Batch client.BatchPolicy
	// Scan is the policy of scans and queries.
	Scan client.ScanPolicy
}

// Fetch fetches a secret by its reference.
type Fetch func(ctx context.Context, reference string) (secret.Value, error)

// From returns what a configuration says; what it does not set has its default. The error names the option.
func From(n *tree.Node, fetch Fetch) (Settings, error) {
	s, full := registry.Client(), n.WithDefaults(registry.Client())
	var settings Settings
	settings.Options = client.DefaultOptions()
	settings.Hosts = full.Child("cluster", "").Items("hosts")
	var problems []error
	for _, context := range s.Root.Children {
		child := full.Child(context.Key, "")
		for prefix, into := range map[string]any{
			"Client": &settings.Options, "Read": &settings.Read, "Write": &settings.Write, "Batch": &settings.Batch, "Scan": &settings.Scan,
		} {
			problems = append(problems, model.Assign(context, child, prefix, into))
		}
	}
	settings.Options.TLS = encryption(full.Child("tls", ""))
	settings.Options.Auth = login(full.Child("auth", ""), fetch)
	return settings, errors.Join(problems...)
}

// encryption returns how connections are encrypted, nil for not.
func encryption(n *tree.Node) *client.TLS {
	if n.Get("enabled") != "true" {
		return nil
	}
	return &client.TLS{CAFile: n.Get("ca-file"), CertFile: n.Get("cert-file"), KeyFile: n.Get("key-file"), ServerName: n.Get("server-name")}
}

// login returns who logs in, nil for nobody.
func login(n *tree.Node, fetch Fetch) *client.Auth {
	modes := map[string]client.AuthMode{"internal": client.AuthInternal, "external": client.AuthExternal, "pki": client.AuthPKI}
	mode, wanted := modes[n.Get("mode")]
	if !wanted {
		return nil
	}
	reference := n.Get("password")
	return &client.Auth{Mode: mode, User: n.Get("user"), Password: func() (password string, err error) {
		value, err := fetch(context.Background(), reference)
		if err != nil {
			return "", fmt.Errorf("auth.password: %w", err)
		}
		defer value.Wipe()
		err = value.Use(func(plain []byte) error {
			password = string(plain) // the protocol's library of hashes takes text
			return nil
		})
		return password, err
	}}
}

// Part is a reload.Part: it gives a running client what a configuration of the schema client says.
type Part struct {
	// Client is the client.
	Client *client.Client
	// Fetch fetches the password.
	Fetch Fetch
}

// Apply implements reload.Part.
func (p Part) Apply(ctx context.Context, change reload.Change) (func(context.Context) error, error) {
	settings, err := From(change.Next, p.Fetch)
	if err != nil {
		return nil, err
	}
	return reconfigure(ctx, p.Client, settings.Options)
}

// reconfigure changes a client and returns what takes it back. What no configuration says stays: clock, network and listener.
func reconfigure(ctx context.Context, c *client.Client, next client.Options) (func(context.Context) error, error) {
	before := c.Options()
	next.Observe, next.Dial, next.AddressMap = before.Observe, before.Dial, before.AddressMap
	if next.TLS != nil && before.TLS != nil {
		next.TLS.Config = before.TLS.Config
	}
	if err := c.Reconfigure(ctx, next); err != nil {
		return nil, err
	}
	return func(ctx context.Context) error { return c.Reconfigure(ctx, before) }, nil
}
