package clientconfig

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/aerolithtest"
	"github.com/aerolith/aerolith/client"
	"github.com/aerolith/aerolith/config/registry"
	"github.com/aerolith/aerolith/config/reload"
	"github.com/aerolith/aerolith/config/schema"
	"github.com/aerolith/aerolith/config/source"
)

// other returns a value of an option that is not its default.
func other(o *schema.Option) string {
	switch o.Type {
	case schema.Bool:
		return map[string]string{"true": "false", "false": "true"}[o.Default]
	case schema.Enum:
		for _, word := range slices.Backward(o.Values) {
			if word != o.Default {
				return word
			}
		}
	case schema.List:
		return "[7]"
	case schema.Int:
		return fmt.Sprint(min(1234, o.Range.Most))
	}
	return "1.0.1"
}

// TestDynamicEveryOption sets every option of the clients' dynamic configuration to another value than its default, one at a time: the
// client's options must change, or the option must be named as ignored. The list of those that are is the documentation's.
func TestDynamicEveryOption(t *testing.T) {
	var ignored []string
	base := client.DefaultOptions()
	for o := range registry.Dynamic().Options() {
		if o.Name == "version" {
			continue
		}
		steps, text := strings.Split(o.Path(), "."), "version: 1.0.0\n"
		for i, step := range steps {
			text += strings.Repeat("  ", i) + step + ":"
			if i == len(steps)-1 {
				text += " " + other(o)
			}
			text += "\n"
		}
		next, left := Dynamic(base, load(t, registry.Dynamic(), text).Given)
		changed := fmt.Sprintf("%+v", next) != fmt.Sprintf("%+v", base)
		if o.Path() == "static.client.config_interval" {
			changed = Interval(load(t, registry.Dynamic(), text).Given) == 1234*time.Millisecond
		}
		if changed == (len(left) > 0) {
			t.Errorf("%s: changed %v, ignored %v", o.Path(), changed, left)
		}
		ignored = append(ignored, left...)
	}
	got := strings.Join(ignored, "\n") + "\n"
	const golden = "testdata/ignored.golden"
	if os.Getenv("AEROLITH_UPDATE") != "" {
		if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if want, err := os.ReadFile(golden); err != nil || got != string(want) {
		t.Errorf("%v; got\n%s", err, got)
	}
}

// TestDynamicLive changes the policies of a running client by a file, and sees the records that it writes differ: the file counts for
// calls without a policy, and a call's own policy counts before it.
func TestDynamicLive(t *testing.T) {
	server := aerolithtest.NewServer(t)
	c, err := client.Open(t.Context(), []string{server.Address()}, patient())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	text := "version: 1.0.0\n"
	r, err := reload.New(load(t, registry.Dynamic(), text), reload.Options{
		Load:  func() (*source.Config, error) { return load(t, registry.Dynamic(), text), nil },
		Parts: []reload.Part{DynamicPart{Client: c, Base: patient()}}, Now: time.Now,
	})
	if err != nil {
		t.Fatal(err)
	}
	for round, c2 := range []struct {
		text string
		want []string
	}{
		{"version: 1.0.0\n", nil},
		{"version: 1.0.0\ndynamic: {write: {send_key: true}}\n", []string{"put1"}},
		{"version: 1.0.0\ndynamic: {batch_write: {send_key: true}}\n", []string{"batch2", "put1"}},
		{"version: 1.0.0\ndynamic: {query: {include_bin_data: false}, scan: {max_concurrent_nodes: 1, total_timeout: 50000}}\n", []string{"batch2", "put1"}},
	} {
		text = c2.text
		if _, err := r.Reload(t.Context()); err != nil {
			t.Fatal(err)
		}
		write(t, c, round)
		if got := keys(t, c); !slices.Equal(got, c2.want) {
			t.Errorf("round %d: keys came with %v, want %v", round, got, c2.want)
		}
	}
	if got := c.Options().Policies; got.Write.SendKey || !got.Query.HeaderOnly || got.Scan.Timing.Total != 50*time.Second {
		t.Errorf("the last file is not in force: %+v", got)
	}
}

// write writes records of a round: by a put and a batch without policies, and by a put with one of its own.
func write(t *testing.T, c *client.Client, round int) {
	t.Helper()
	key := func(name string) aero.Key { return aero.StringKey("test", "s", fmt.Sprint(name, round)) }
	bins := []aero.Bin{{Name: "a", Value: aero.Particle{Type: aero.ParticleString, Data: []byte("x")}}}
	if err := c.PutBins(t.Context(), key("put"), bins, nil); err != nil {
		t.Fatal(err)
	}
	if err := c.PutBins(t.Context(), key("own"), bins, &client.WritePolicy{}); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Batch(t.Context(), []client.BatchEntry{client.BatchPut(key("batch"), bins, nil)}, nil); err != nil {
		t.Fatal(err)
	}
}

// keys returns the user keys of the records that have one.
func keys(t *testing.T, c *client.Client) []string {
	t.Helper()
	var all []string
	for record, err := range c.Scan(t.Context(), "test", "s", nil) {
		if err != nil {
			t.Fatal(err)
		}
		if user := record.Key.User; user.Type == aero.ParticleString {
			all = append(all, string(user.Data))
		}
	}
	slices.Sort(all)
	return all
}
