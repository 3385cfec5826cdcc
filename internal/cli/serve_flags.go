package cli

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/aerolith/aerolith/config/codec"
	"github.com/aerolith/aerolith/config/registry"
	"github.com/aerolith/aerolith/config/schema"
	"github.com/aerolith/aerolith/config/tree"
)

// flagPaths says which option each flag of serve sets. Those below namespaces.* set it in every namespace that is served.
func flagPaths() map[string]string {
	return map[string]string{
		"data": "serve.data", "listen": "serve.listen", "socket": "serve.socket", "durability": "serve.durability",
		"insecure-allow-remote": "serve.allow-remote", "emulate-edition": "serve.emulate-edition", "emulate-version": "serve.emulate-version",
		"metrics-listen": "serve.metrics-listen", "log-level": "serve.log-level", "tls-listen": "tls.listen", "tls-cert": "tls.cert-file", "tls-key": "tls.key-file",
		"tls-client-ca": "tls.client-ca-file", "tls-min-version": "tls.min-version", "security": "security.enabled",
		"admin-password": "security.admin-password", "audit-log": "security.audit-log", "vault-address": "vault.address",
		"vault-namespace": "vault.namespace", "vault-ca": "vault.ca-file", "vault-token": "vault.token", "vault-role-id": "vault.role-id",
		"vault-secret-id": "vault.secret-id", "vault-approle-mount": "vault.approle-mount", "archive": "engine.archive-path",
		"max-record-size": "namespaces.*.max-record-size", "data-size": "namespaces.*.data-size", "default-ttl": "namespaces.*.default-ttl",
		"stop-writes-percent": "namespaces.*.stop-writes-used-pct", "evict-percent": "namespaces.*.evict-used-pct",
	}
}

// flagTree returns what the flags of a command line say, for the namespaces with some names. A flag that is not there says nothing. The
// error names the flag.
func flagTree(cmd *cobra.Command, namespaces []string) (*tree.Node, error) {
	root, paths := &tree.Node{}, flagPaths()
	for _, name := range slices.Sorted(maps.Keys(paths)) {
		// A budget comes with the share of it at which writes are refused, unless that is given too.
		implied := name == "stop-writes-percent" && cmd.Flags().Changed("data-size")
		if !cmd.Flags().Changed(name) && !implied {
			continue
		}
		for _, steps := range places(paths[name], namespaces) {
			if err := putFlag(root, cmd, name, steps); err != nil {
				return nil, fmt.Errorf("--%s: %s", name, strings.TrimPrefix(err.Error(), schema.ErrValue.Error()+": "))
			}
		}
	}
	return root, nil
}

// places returns the steps to the options that a path stands for.
func places(path string, namespaces []string) [][]string {
	steps := strings.Split(path, ".")
	at := slices.Index(steps, "*")
	if at < 0 {
		return [][]string{steps}
	}
	var all [][]string
	for _, name := range namespaces {
		one := slices.Clone(steps)
		one[at] = name
		all = append(all, one)
	}
	return all
}

// putFlag sets one option to the value of a flag.
func putFlag(root *tree.Node, cmd *cobra.Command, name string, steps []string) error {
	place, found := tree.Locate(registry.Serve(), steps)
	if !found {
		return fmt.Errorf("there is no option %s", tree.JoinPath(steps...))
	}
	v := tree.Value{Origin: tree.Origin{Source: tree.SourceFlag, Name: "--" + name}}
	if place.Option.Type == schema.List {
		items, err := cmd.Flags().GetStringSlice(name)
		v.Items = append([]string{}, items...)
		root.Put(place, v)
		return err
	}
	var err error
	v.Text, err = codec.ReadValue(place.Option, flagText(place.Option, cmd.Flags().Lookup(name).Value.String()))
	if err == nil {
		root.Put(place, v)
	}
	return err
}

// flagText returns the text of a flag as configurations write it.
func flagText(o *schema.Option, text string) string {
	if o.Type == schema.Enum && text == "" {
		return "none" // the absence of a choice
	}
	if d, err := time.ParseDuration(text); err == nil && o.Type == schema.Time && d%time.Second == 0 && d >= 0 {
		return strconv.FormatInt(int64(d/time.Second), 10)
	}
	return text
}
