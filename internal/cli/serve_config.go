package cli

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"github.com/aerolith/aerolith/config/codec"
	"github.com/aerolith/aerolith/config/problem"
	"github.com/aerolith/aerolith/config/registry"
	"github.com/aerolith/aerolith/config/reload"
	"github.com/aerolith/aerolith/config/source"
	"github.com/aerolith/aerolith/internal/app"
)

// settings are the flags of serve that name a configuration, and what was read of it.
type settings struct {
	// path is the file, profile the profile below it; both may be empty.
	path, profile string
	streams       Streams
	first         *source.Config
}

// register adds the flags.
func (s *settings) register(cmd *cobra.Command) {
	cmd.Flags().StringVar(&s.path, "config", "", "file with options, in YAML or JSON; below environment variables and flags, taken live where possible")
	cmd.Flags().StringVar(&s.profile, "profile", "", "profile below the file: in-memory-persistent, device, cache or dev")
}

// load gathers the configuration from profile, file and environment.
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
	return source.Load(in)
}

// apply gives the options what the configuration says, except where a flag of the command line says otherwise.
func (s *settings) apply(cmd *cobra.Command, options *app.Options, fetch app.Fetch) error {
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
	restore := given(cmd)
	if err := options.Configure(cmd.Context(), s.first.Given, fetch); err != nil {
		return err
	}
	return restore()
}

// given remembers the flags of the command line, whose values lie where a configuration will be written, and returns what sets them
// again.
func given(cmd *cobra.Command) func() error {
	type list interface {
		GetSlice() []string
		Replace(items []string) error
	}
	var again []func() error
	for name := range flagNames(cmd) {
		flag := cmd.Flags().Lookup(name)
		if items, is := flag.Value.(list); is {
			kept := items.GetSlice()
			again = append(again, func() error { return items.Replace(kept) })
			continue
		}
		text := flag.Value.String()
		again = append(again, func() error { return flag.Value.Set(text) })
	}
	return func() error {
		for _, set := range again {
			if err := set(); err != nil {
				return err
			}
		}
		return nil
	}
}

// flagNames returns the names of the flags that the command line has.
func flagNames(cmd *cobra.Command) map[string]bool {
	names := map[string]bool{}
	for _, name := range []string{
		"data", "listen", "socket", "namespace", "durability", "max-record-size", "tls-listen", "tls-cert", "tls-key", "tls-client-ca",
		"tls-min-version", "security", "audit-log", "emulate-version", "emulate-edition", "insecure-allow-remote",
	} {
		if cmd.Flags().Changed(name) {
			names[name] = true
		}
	}
	return names
}

// watch keeps a running node to the file until the context ends, and returns what waits for that end. SIGHUP reads the file at once.
func (s *settings) watch(ctx context.Context, node *app.Node) (wait func(), err error) {
	if s.path == "" {
		return func() {}, nil
	}
	r, err := reload.New(s.first, reload.Options{
		Load: s.load, Parts: []reload.Part{node}, Now: time.Now,
		Observe: func(e reload.Entry) { report(s.streams.Err, s.path, e) },
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
