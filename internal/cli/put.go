package cli

import (
	"context"
	"errors"
	"fmt"
	"math"
	"time"

	"github.com/spf13/cobra"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/client"
)

// putOptions are what put can be told.
type putOptions struct {
	connection
	keyType    keyType
	ttl        string
	generation uint32
	createOnly bool
	updateOnly bool
	replace    bool
}

// newPut builds the put command.
func newPut(streams Streams) *cobra.Command {
	var options putOptions
	cmd := &cobra.Command{
		Use:   "put SET KEY BIN=TEXT|BIN:=JSON ...",
		Short: "Write bins of a record",
		Long: `Put creates a record or changes the bins that are named. BIN=TEXT stores a string; BIN:=JSON stores an integer, a
float (written with a point), true, false, a list, a map, or null, which removes the bin. Other values are objects
such as {"$blob":"AAE="}; docs/format/json.md lists them. Keys are strings unless they begin with int: or blob:.`,
		Example: `  aerolith put users alice name=Alice age:=30
  aerolith put users int:42 tags:='["a","b"]' photo:='{"$blob":"AAEC"}'
  aerolith put sessions s1 user=alice --ttl 30m --create-only`,
		Args: usage(cobra.MinimumNArgs(3)),
		RunE: func(cmd *cobra.Command, args []string) error { return put(cmd.Context(), options, args) },
	}
	options.register(cmd, streams)
	options.keyType.register(cmd)
	flags := cmd.Flags()
	flags.StringVar(&options.ttl, "ttl", "", "life of the record: a duration such as 90s or 720h, never, or keep; default is the namespace's")
	flags.Uint32Var(&options.generation, "generation", 0, "write only if the record has this generation")
	flags.BoolVar(&options.createOnly, "create-only", false, "fail if the record exists")
	flags.BoolVar(&options.updateOnly, "update-only", false, "fail if the record does not exist")
	flags.BoolVar(&options.replace, "replace", false, "remove all bins that are not named")
	return cmd
}

// put writes one record.
func put(ctx context.Context, options putOptions, args []string) error {
	key, err := options.keyType.keyUsage(options.namespace, args[0], args[1])
	if err != nil {
		return err
	}
	bins, err := parseBins(args[2:])
	if err != nil {
		return err
	}
	policy, err := options.policy()
	if err != nil {
		return err
	}
	c, err := options.open(ctx)
	if err != nil {
		return err
	}
	defer c.Close()
	return options.refusal(ctx, c, args, c.PutBins(ctx, key, bins, policy))
}

// refusal says why a record was not written.
func (o *putOptions) refusal(ctx context.Context, c *client.Client, args []string, err error) error {
	set, key := args[0], args[1]
	switch {
	case errors.Is(err, aero.CodeNotFound):
		return withExit(ExitNotFound, fmt.Errorf("there is no record %q in set %q to update", key, set))
	case errors.Is(err, aero.CodeRecordExists):
		return fmt.Errorf("there is a record %q in set %q already", key, set)
	case errors.Is(err, aero.CodeGeneration):
		return fmt.Errorf("record %q in set %q has another generation than %d: it was changed meanwhile, read it again",
			key, set, o.generation)
	default:
		return o.explain(ctx, c, err)
	}
}

// policy returns how to write.
func (o *putOptions) policy() (*client.WritePolicy, error) {
	ttl, err := parseTTL(o.ttl)
	if err != nil {
		return nil, withExit(ExitUsage, err)
	}
	policy := &client.WritePolicy{SendKey: true, TTLSeconds: ttl}
	chosen := 0
	for _, choice := range []struct {
		set    bool
		exists client.Exists
	}{{o.createOnly, client.CreateOnly}, {o.updateOnly, client.UpdateOnly}, {o.replace, client.Replace}} {
		if choice.set {
			chosen++
			policy.Exists = choice.exists
		}
	}
	if chosen > 1 {
		return nil, withExit(ExitUsage, errors.New("--create-only, --update-only and --replace exclude each other"))
	}
	if o.generation > 0 {
		policy.GenerationCheck, policy.Generation = client.SameGeneration, o.generation
	}
	return policy, nil
}

// maxTTLSeconds is the longest life that servers accept: ten years.
const maxTTLSeconds = 10 * 365 * 24 * 60 * 60

// parseTTL reads a life time: empty for the namespace's default, a duration, "never" or "keep".
func parseTTL(text string) (uint32, error) {
	switch text {
	case "":
		return aero.TTLDefault, nil
	case "never":
		return aero.TTLNever, nil
	case "keep":
		return aero.TTLKeep, nil
	}
	d, err := time.ParseDuration(text)
	seconds := math.Ceil(d.Seconds())
	if err != nil || seconds < 1 || seconds > maxTTLSeconds {
		return 0, fmt.Errorf("--ttl %q: want a duration of up to ten years such as 90s or 720h, never, or keep", text)
	}
	return uint32(seconds), nil
}
