package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"runtime/pprof"
	"syscall"
	"time"

	"github.com/aerolith/aerolith/bench/node"
)

// heapVariable names the environment variable with the folder for the server's heap profiles.
const heapVariable = "AEROLITH_SOAK_HEAP"

// asServer runs this program as the server that it measures if it was started as one. It writes a heap profile whenever it
// gets SIGUSR1.
func asServer() (ran bool, err error) {
	folder := os.Getenv(heapVariable)
	if folder == "" || len(os.Args) < 2 || os.Args[1] != "serve" {
		return false, nil
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	wanted := make(chan os.Signal, 1)
	signal.Notify(wanted, syscall.SIGUSR1)
	go func() {
		for number := 1; ; number++ {
			select {
			case <-wanted:
			case <-ctx.Done():
				return
			}
			if err := writeHeap(filepath.Join(folder, fmt.Sprintf("heap-%d.pprof", number))); err != nil {
				fmt.Fprintln(os.Stderr, "soak:", err)
			}
		}
	}()
	return true, node.Serve(ctx, os.Args[2:])
}

// writeHeap writes a heap profile of what is in use, and beside it what the runtime says about its memory.
func writeHeap(path string) error {
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	fmt.Fprintf(os.Stderr, "soak: %s: heap in use %.1f MiB, its goal %.1f, idle %.1f of which released %.1f, stacks %.1f, rest %.1f\n",
		filepath.Base(path), mebibytes(memory.HeapInuse), mebibytes(memory.NextGC), mebibytes(memory.HeapIdle),
		mebibytes(memory.HeapReleased), mebibytes(memory.StackInuse),
		mebibytes(memory.MSpanInuse+memory.MCacheInuse+memory.BuckHashSys+memory.GCSys+memory.OtherSys))
	runtime.GC()
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	if err := pprof.WriteHeapProfile(file); err != nil {
		return err
	}
	return file.Close()
}

// mebibytes turns bytes into MiB.
func mebibytes(bytes uint64) float64 { return float64(bytes) / (1 << 20) }

// profileHeap asks the server for a heap profile at the end of each quarter of the run, until the context ends.
func profileHeap(ctx context.Context, server *node.Process, length time.Duration) {
	const quarters = 4
	tick := time.NewTicker(length / quarters * 99 / 100)
	defer tick.Stop()
	for range quarters {
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
		if err := server.Signal(syscall.SIGUSR1); err != nil {
			fmt.Fprintln(os.Stderr, "soak:", err)
			return
		}
	}
}
