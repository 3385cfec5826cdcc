package main

import (
	"os"
	"path/filepath"
	"runtime/pprof"
	"strings"
)

// startProfile writes a processor profile of what follows into the folder, until the function that it returns is
// called. Without a folder it does nothing.
func startProfile(folder, name string) (end func() error, err error) {
	if folder == "" {
		return func() error { return nil }, nil
	}
	name = strings.NewReplacer(" ", "-", ",", "", "/", "-").Replace(name)
	file, err := os.Create(filepath.Join(folder, name+".pprof"))
	if err != nil {
		return nil, err
	}
	if err := pprof.StartCPUProfile(file); err != nil {
		return nil, err
	}
	return func() error {
		pprof.StopCPUProfile()
		return file.Close()
	}, nil
}
