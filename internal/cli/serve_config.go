package cli

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"github.com/aerolith/aerolith/config/codec"
	"github.com/aerolith/aerolith/config/problem"
	"github.com/aerolith/aerolith/config/registry"
	"github.com/aerolith/aerolith/config/reload"
	"github.com/aerolith/aerolith/config/source"
	"github.com/aerolith/aerolith/config/tree"
	"github.com/aerolith/aerolith/internal/app"
)

// settings are the flags of serve that name a configuration, and what was read of it.
type settings struct {
	// path is the file, profile the profile below it; both may be empty.
	path, profile string
	streams       Streams
	// cmd is the command line.
	cmd   *cobra.Command
	first *source.Config
}

// register adds the flags.
func (s *settings) register(cmd *cobra.Command) {
	cmd.Flags().StringVar(&s.path, "config", "", "file with options, in YAML or JSON; below environment variables and flags, taken live where possible")
	cmd.Flags().StringVar(&s.profile, "profile", "", "profile below the file: in-memory-persistent, device, cache or dev")
}

// load gathers the configuration: profile, file, environment and, above them, the flags of the command line.
func (s *settings) load() (*source.Config, error) {
	in := source.Inputs{Schema: registry.Serve(), Profile: s.profile, Environment: s.streams.Environment}
	if s.path != "" {
		file, err := os.Open(s.path)
		if err != nil {
			return nil, err
		}
		defer file.Close()
		text, err := io.ReadAll(io.LimitReader(file, codec.BytesMax+1))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", s.path, err)
		}
		in.Files = []source.File{{Name: s.path, Text: text}}
	}
	below, err := source.Load(in)
	if err != nil {
		return nil, err
	}
	names := s.served(below)
	if in.Above, err = flagTree(s.cmd, names); err != nil {
		return nil, err
	}
	c, err := source.Load(in)
	if err == nil && s.cmd.Flags().Changed(namespaceFlag) {
		c.Given = only(c.Given, names)
		c.Full = c.Given.WithDefaults(c.Schema)
	}
	return c, err
}

// namespaceFlag names the namespaces that are served, whatever a file says of others.
const namespaceFlag = "namespace"

// served returns the names of the namespaces that are served: those of the flags, else of the configuration, else the default.
func (s *settings) served(c *source.Config) []string {
	all := c.Given.All("namespaces")
	if s.cmd.Flags().Changed(namespaceFlag) || len(all) == 0 {
		names, err := s.cmd.Flags().GetStringSlice(namespaceFlag)
		if err != nil {
			return nil // the flag is there, see newServe
		}
		return names
	}
	var names []string
	for _, n := range all {
		names = append(names, n.Name)
	}
	return names
}

// only returns a tree with the namespaces of some names and no others.
func only(n *tree.Node, names []string) *tree.Node {
	kept := &tree.Node{Origin: n.Origin}
	for name, v := range n.Values.All() {
		kept.Set(name, v)
	}
	for _, child := range n.Children {
		if child.Key != "namespaces" || slices.Contains(names, child.Name) {
			kept.Adopt(child)
		}
	}
	for _, name := range names {
		kept.Make("namespaces", name, tree.Origin{Source: tree.SourceFlag, Name: "--" + namespaceFlag})
	}
	return kept
}

// apply gives the options what the configuration says, that is what the flags of the command line say where they do.
func (s *settings) apply(cmd *cobra.Command, options *app.Options, guard *protection) error {
	s.cmd = cmd
	var err error
	if s.first, err = s.load(); err != nil {
		return err
	}
	for _, p := range s.first.Problems {
		if p.Severity == problem.Warning {
			fmt.Fprintln(s.streams.Err, "aerolith:", p.Error())
		}
	}
	if err := s.first.Problems.Err(); err != nil {
		return err
	}
	if err := guard.open(s.first.Given); err != nil {
		return err
	}
	return options.Configure(cmd.Context(), s.first.Given, guard.fetch)
}

// watch keeps a running node to the file until the context ends, and returns what waits for that end. SIGHUP reads the file at once.
func (s *settings) watch(ctx context.Context, node *app.Node) (wait func(), err error) {
	note := s.journal(node)
	if s.path == "" {
		return func() {}, nil
	}
	r, err := reload.New(s.first, reload.Options{
		Load: s.load, Parts: []reload.Part{node}, Now: time.Now,
		Observe: func(e reload.Entry) {
			report(s.streams.Err, s.path, e)
			note(e)
		},
	})
	if err != nil {
		return nil, err
	}
	hangups, wake, done := make(chan os.Signal, 1), make(chan struct{}), make(chan struct{})
	signal.Notify(hangups, syscall.SIGHUP)
	go forward(ctx, hangups, wake)
	go func() {
		defer close(done)
		if err := r.Watch(ctx, []string{s.path}, wake); err != nil {
			fmt.Fprintln(s.streams.Err, "aerolith:", err, "(the file is not watched any more)")
		}
	}()
	return func() { <-done }, nil
}

// historyName is the file in the data folder that keeps what configurations came into force.
const historyName = "config-history.jsonl"

// journal begins the history in the node's data folder, if it has one, and returns what notes reloads in it. A history that cannot be
// written is reported, and keeps nothing from working.
func (s *settings) journal(node *app.Node) func(reload.Entry) {
	facts := node.Facts()
	if !filepath.IsAbs(facts.Data) {
		return func(reload.Entry) {} // in memory
	}
	j := &reload.Journal{Path: filepath.Join(facts.Data, historyName)}
	complain := func(err error) {
		if err != nil {
			fmt.Fprintln(s.streams.Err, "aerolith:", err)
		}
	}
	complain(j.Start(time.Now(), tree.Diff(s.first.Schema, &tree.Node{}, s.first.Given)))
	return func(e reload.Entry) { complain(j.Note(e)) }
}

// forward turns signals into wake-ups until the context ends.
func forward(ctx context.Context, hangups chan os.Signal, wake chan<- struct{}) {
	defer signal.Stop(hangups)
	for {
		select {
		case <-ctx.Done():
			return
		case <-hangups:
			select {
			case wake <- struct{}{}:
			case <-ctx.Done():
				return
			}
		}
	}
}

// report tells a person what came of a reload; nothing if nothing was different.
func report(out io.Writer, path string, e reload.Entry) {
	if e.Err != nil {
		fmt.Fprintf(out, "aerolith: %s: not taken, everything stays as it was:\n%v\n", path, e.Err)
		return
	}
	for _, c := range e.Applied {
		now := "gone"
		if c.New != nil && c.Option != nil {
			now = c.New.String()
		} else if c.New != nil {
			now = "there"
		}
		fmt.Fprintf(out, "aerolith: %s: %s is %s now (version %d)\n", path, c.Path(), now, e.Version)
	}
	for _, c := range e.Pending {
		fmt.Fprintf(out, "aerolith: %s: %s needs a restart\n", path, c.Path())
	}
}
