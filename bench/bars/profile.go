package main

import (
	"context"
	"errors"
	"os"
	"os/signal"
	"runtime/pprof"
	"syscall"

	"github.com/aerolith/aerolith/bench/node"
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
	err = node.Serve(ctx, os.Args[2:])
	pprof.StopCPUProfile()
	return true, errors.Join(err, file.Close())
}

// profileTo lets this program be the server, so that it leaves a profile in a file.
func (s *settings) profileTo(path string) (err error) {
	if s.binary, err = os.Executable(); err != nil {
		return err
	}
	return os.Setenv(profileVariable, path)
}
