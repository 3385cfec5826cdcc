package cli

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

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
		"metrics-listen": "serve.metrics-listen", "tls-listen": "tls.listen", "tls-cert": "tls.cert-file", "tls-key": "tls.key-file",
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
	root, s := &tree.Node{}, registry.Serve()
	paths := flagPaths()
	var failure error
	cmd.Flags().VisitAll(func(flag *pflag.Flag) {
		path, known := paths[flag.Name]
		// A budget comes with the share of it at which writes are refused, unless that is given too.
		implied := flag.Name == "stop-writes-percent" && cmd.Flags().Changed("data-size")
		if !known || failure != nil || !flag.Changed && !implied {
			return
		}
		for _, steps := range places(path, namespaces) {
			if err := putFlag(root, s, flag, steps); err != nil && failure == nil {
				failure = fmt.Errorf("--%s: %s", flag.Name, strings.TrimPrefix(err.Error(), schema.ErrValue.Error()+": "))
			}
		}
	})
	return root, failure
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
func putFlag(root *tree.Node, s *schema.Schema, flag *pflag.Flag, steps []string) error {
	place, found := tree.Locate(s, steps)
	if !found {
		return fmt.Errorf("there is no option %s", tree.JoinPath(steps...))
	}
	v := tree.Value{Origin: tree.Origin{Source: tree.SourceFlag, Name: "--" + flag.Name}}
	if list, is := flag.Value.(pflag.SliceValue); is {
		v.Items = append([]string{}, list.GetSlice()...)
		root.Put(place, v)
		return nil
	}
	var err error
	v.Text, err = codec.ReadValue(place.Option, flagText(place.Option, flag.Value.String()))
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
