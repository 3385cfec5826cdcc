package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"os"
	"os/signal"
	"runtime/pprof"
	"syscall"

	"github.com/aerolith/aerolith/internal/app"
)

// profileVariable names the environment variable with the file for the server's profile.
const profileVariable = "AEROLITH_BARS_PROFILE"

// asServer runs this program as the server that it measures, with a profile of its processor time, if it was started as
// one.
func asServer() (ran bool, err error) {
	path := os.Getenv(profileVariable)
	if path == "" || len(os.Args) < 2 || os.Args[1] != "serve" {
		return false, nil
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	file, err := os.Create(path)
	if err != nil {
		return true, err
	}
	if err := pprof.StartCPUProfile(file); err != nil {
		return true, err
	}
	err = serveUntil(ctx)
	pprof.StopCPUProfile()
	return true, errors.Join(err, file.Close())
}

// serveUntil serves until the context ends, with those arguments of `aerolith serve` that package node gives.
func serveUntil(ctx context.Context) error {
	options := app.DefaultOptions()
	options.Listen = []string{"127.0.0.1:0"}
	flags := flag.NewFlagSet("serve", flag.ContinueOnError)
	flags.Bool("json", true, "the answer is always JSON")
	flags.String("listen", "", "any free port")
	flags.StringVar(&options.Data, "data", "", "data folder")
	flags.StringVar(&options.Durability, "durability", options.Durability, "durability")
	if err := flags.Parse(os.Args[2:]); err != nil {
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

// profileTo lets this program be the server, so that it leaves a profile in a file.
func (s *settings) profileTo(path string) (err error) {
	if s.binary, err = os.Executable(); err != nil {
		return err
	}
	return os.Setenv(profileVariable, path)
}
