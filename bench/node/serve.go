package node

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"os"

	"github.com/aerolith/aerolith/internal/app"
)

// Serve is `aerolith serve` inside this process until the context ends, for programs that look at it from inside. It knows
// those arguments that Start gives.
func Serve(ctx context.Context, arguments []string) error {
	options := app.DefaultOptions()
	options.Listen = []string{"127.0.0.1:0"}
	flags := flag.NewFlagSet("serve", flag.ContinueOnError)
	flags.Bool("json", true, "the answer is always JSON")
	flags.String("listen", "", "any free port")
	flags.StringVar(&options.Data, "data", "", "data folder")
	flags.StringVar(&options.Durability, "durability", options.Durability, "durability")
	if err := flags.Parse(arguments); err != nil {
		return err
	}
	server, err := app.Start(options, os.Stderr)
	if err != nil {
		return err
	}
	// Whoever started the program waits for this line.
	err = json.NewEncoder(os.Stdout).Encode(server.Facts())
	<-ctx.Done()
	return errors.Join(err, server.Stop(context.Background()))
}
