package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"github.com/aerolith/aerolith/internal/cli"
)

// main runs the command line and ends with its exit code. The first SIGINT or SIGTERM cancels what runs, so that it
// can stop cleanly; a second one ends the process at once.
func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop)
	code := cli.Run(ctx, os.Args[1:], cli.SystemStreams())
	stop()
	os.Exit(int(code))
}
