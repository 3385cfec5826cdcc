package main

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/bench/node"
	"github.com/aerolith/aerolith/wire"
)

// batchEntries is how many records a batch reads.
const batchEntries = 100

// measureBatch measures the processor time of a record that a batch of gets reads, at 64 connections.
func measureBatch(s *settings) (rows []row, err error) {
	server, err := s.start("batch", "none")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, server.Stop()) }()
	if _, err := s.fill(server); err != nil {
		return nil, err
	}
	frames, err := batches(s.records)
	if err != nil {
		return nil, err
	}
	c, err := s.medianCost(server, func() (int64, error) { return s.batchLoad(server, frames) })
	return []row{{fmt.Sprintf("processor time of each get of a batch of %d at %d connections", batchEntries, connections), "", c.String()}}, err
}

// batches makes the frames of some batches of random records.
func batches(records int) (frames [][]byte, err error) {
	const count = 200
	random := rand.New(rand.NewPCG(1, batchEntries))
	for range count {
		var batch aero.BatchCommand
		var indexes []uint32
		for i := range batchEntries {
			key := aero.IntKey("test", "bars", int64(random.IntN(records)))
			batch.Entries = append(batch.Entries, aero.RecordCommand{
				Namespace: key.Namespace, Set: key.Set, Digest: key.Digest, Flags: aero.FlagRead | aero.FlagReadAllBins,
			})
			indexes = append(indexes, uint32(i))
		}
		frame, err := wire.AppendBatchRequest(nil, &batch, indexes)
		if err != nil {
			return nil, err
		}
		frames = append(frames, frame)
	}
	return frames, nil
}

// batchLoad sends batches over all connections for a while and returns how many records were read.
func (s *settings) batchLoad(server *node.Process, frames [][]byte) (int64, error) {
	var sum atomic.Int64
	failures := make([]error, connections)
	end := time.Now().Add(s.length)
	var group sync.WaitGroup
	for c := range connections {
		group.Go(func() {
			conn, err := net.Dial("tcp", net.JoinHostPort(server.Host, itoa(server.Port)))
			if err != nil {
				failures[c] = err
				return
			}
			defer func() { _ = conn.Close() }() // what was answered has been counted
			random := rand.New(rand.NewPCG(uint64(c), 1))
			in := wire.NewReader(conn, wire.Options{})
			for time.Now().Before(end) && failures[c] == nil {
				if _, failures[c] = conn.Write(frames[random.IntN(len(frames))]); failures[c] == nil {
					failures[c] = batchAnswer(in)
				}
				sum.Add(batchEntries)
			}
		})
	}
	group.Wait()
	return sum.Load(), errors.Join(failures...)
}

// batchAnswer skips the answer to a batch, whose last message says so.
func batchAnswer(in *wire.Reader) error {
	const messageHeader, thirdFlags, last = 22, 3, 1
	for {
		frame, ok, err := in.Next()
		if err != nil {
			return err
		}
		if !ok {
			if err := in.Fill(); err != nil {
				return err
			}
			continue
		}
		if tail := frame.Body[max(0, len(frame.Body)-messageHeader):]; len(tail) == messageHeader && tail[0] == messageHeader && tail[thirdFlags]&last != 0 {
			return nil
		}
	}
}
