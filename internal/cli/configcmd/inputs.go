package configcmd

import (
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/aerolith/aerolith/config/check"
	"github.com/aerolith/aerolith/config/codec"
	"github.com/aerolith/aerolith/config/profile"
	"github.com/aerolith/aerolith/config/registry"
	"github.com/aerolith/aerolith/config/schema"
	"github.com/aerolith/aerolith/config/source"
	"github.com/aerolith/aerolith/internal/cli/tool"
)

// inputs are the flags that say what a configuration is made of.
type inputs struct {
	schema, format, profile, version, edition string
	set                                       []string
	environment                               bool
}

// register adds the flags to a command.
func (o *inputs) register(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&o.schema, "schema", "aerospike", "what is configured: aerospike (a server), serve (Aerolith's own), client, or dynamic (clients' dynamic configuration)")
	flags.StringVar(&o.format, "from", "", "format of the files: conf, yaml or json; default is found out")
	flags.StringVar(&o.profile, "profile", "", "profile below the files: in-memory-persistent, device, cache or dev")
	flags.StringArrayVar(&o.set, "set", nil, "PATH=VALUE above the files; repeatable")
	flags.BoolVar(&o.environment, "env", false, "take environment variables above the files too")
	flags.StringVar(&o.version, "server-version", "", "version of the server, such as 8.0.0; default is "+check.Newest().String())
	flags.StringVar(&o.edition, "edition", "", "edition of the server: community or enterprise; default accepts both")
	complete(cmd, "schema", "aerospike", "serve", "client", "dynamic")
	complete(cmd, "from", "conf", "yaml", "json")
	complete(cmd, "profile", "in-memory-persistent", "device", "cache", "dev")
	complete(cmd, "edition", "community", "enterprise")
}

// complete offers values of a flag to the shell. A flag that is not there is a bug of the caller, which the tests of the help find.
func complete(cmd *cobra.Command, flag string, values ...string) {
	offer := func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return values, cobra.ShellCompDirectiveNoFileComp
	}
	if err := cmd.RegisterFlagCompletionFunc(flag, offer); err != nil {
		cmd.Long += "\n(" + err.Error() + ")"
	}
}

// chosen returns the schema that the flags name.
func (o *inputs) chosen() (*schema.Schema, error) {
	s := registry.ByName(o.schema)
	if s == nil {
		return nil, tool.Failuref(tool.Usage, "--schema %q: choose aerospike, serve, client or dynamic", o.schema)
	}
	return s, nil
}

// target returns the server that the flags name.
func (o *inputs) target() (check.Target, error) {
	var t check.Target
	var err error
	if o.version != "" {
		if t.Version, err = check.ParseVersion(o.version); err != nil {
			return t, tool.Failuref(tool.Usage, "--server-version: %w", err)
		}
		if t.Version.Before(check.Oldest()) {
			return t, tool.Failuref(tool.Usage, "--server-version %s: options are known from %s on", o.version, check.Oldest())
		}
	}
	if t.Edition, err = check.ParseEdition(o.edition); err != nil {
		return t, tool.Failuref(tool.Usage, "--edition: %w", err)
	}
	return t, nil
}

// load gathers the configuration of some files; - is standard input.
func (o *inputs) load(streams Streams, paths []string) (*source.Config, error) {
	s, err := o.chosen()
	if err != nil {
		return nil, err
	}
	in := source.Inputs{Schema: s, Profile: o.profile, Flags: o.set}
	if in.Target, err = o.target(); err != nil {
		return nil, err
	}
	if o.environment {
		in.Environment = streams.Environment
	}
	for _, path := range paths {
		f, err := o.read(streams, path)
		if err != nil {
			return nil, err
		}
		in.Files = append(in.Files, f)
	}
	c, err := source.Load(in)
	if err != nil {
		return nil, tool.Failuref(tool.Usage, "%w", err)
	}
	return c, nil
}

// read reads one file.
func (o *inputs) read(streams Streams, path string) (source.File, error) {
	f := source.File{Name: path}
	var err error
	if o.format != "" {
		if f.Format, err = codec.ParseFormat(o.format); err != nil {
			return f, tool.Failuref(tool.Usage, "--from: %w", err)
		}
	}
	in := streams.In
	if path != "-" {
		file, err := os.Open(path)
		if err != nil {
			return f, err
		}
		defer file.Close()
		in = file
	}
	f.Text, err = io.ReadAll(io.LimitReader(in, codec.BytesMax+1))
	if err != nil {
		return f, fmt.Errorf("%s: %w", path, err)
	}
	return f, nil
}

// valid returns the configuration of some files, or its problems as an error.
func (o *inputs) valid(streams Streams, paths []string) (*source.Config, error) {
	c, err := o.load(streams, paths)
	if err != nil {
		return nil, err
	}
	return c, c.Problems.Err()
}

// reason returns why the profile of the flags sets an option, "" if it does not.
func (o *inputs) reason(s *schema.Schema, steps []string) string {
	p, err := profile.Find(s, o.profile)
	if err != nil {
		return ""
	}
	return strings.TrimSuffix(p.Reason(steps), ".")
}
