package main

import (
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/bench/node"
	"github.com/aerolith/aerolith/wire"
)

// valueSize is the length of the one blob bin of each record, in bytes.
const valueSize = 100

// requests makes the frames of many requests, each with the length of its reply.
func requests(records int, write bool) (frames [][]byte, err error) {
	value, err := aero.NewParticle(make([]byte, valueSize))
	if err != nil {
		return nil, err
	}
	for i := range records {
		key := aero.IntKey("test", "bars", int64(i))
		command := aero.RecordCommand{
			Namespace: key.Namespace, Set: key.Set, Digest: key.Digest, Flags: aero.FlagRead | aero.FlagReadAllBins,
		}
		if write {
			command.Flags = aero.FlagWrite
			command.Operations = []aero.Operation{{Type: aero.OpWrite, Bin: "payload", Value: value}}
		}
		frame, err := wire.AppendRecordRequest(nil, &command)
		if err != nil {
			return nil, err
		}
		frames = append(frames, frame)
	}
	return frames, nil
}

// raw sends requests over plain connections.
type raw struct {
	address string
	frames  [][]byte
	// depth is how many requests are sent at once on a connection.
	depth int
	// blind counts the bytes of replies without reading them: they come from the echo server.
	blind bool
}

// newRaw returns a sender for a server.
func newRaw(server *node.Process, frames [][]byte, depth int) *raw {
	return &raw{address: net.JoinHostPort(server.Host, itoa(server.Port)), frames: frames, depth: depth}
}

// run sends over several connections for a while and returns how many requests were answered.
func (l *raw) run(connections int, length time.Duration) (answered int64, err error) {
	var sum atomic.Int64
	var group sync.WaitGroup
	failures := make([]error, connections)
	end := time.Now().Add(length)
	for c := range connections {
		group.Go(func() {
			n, err := l.connection(uint64(c), end)
			sum.Add(n)
			failures[c] = err
		})
	}
	group.Wait()
	for _, err := range failures {
		if err != nil {
			return 0, err
		}
	}
	return sum.Load(), nil
}

// connection sends over one connection until the end.
func (l *raw) connection(seed uint64, end time.Time) (answered int64, err error) {
	conn, err := net.Dial("tcp", l.address)
	if err != nil {
		return 0, err
	}
	defer func() { _ = conn.Close() }() // what was answered has been counted
	random := rand.New(rand.NewPCG(seed, 1))
	in := replies{from: conn, buffer: make([]byte, 0, 256<<10)}
	var out []byte
	for time.Now().Before(end) {
		out = out[:0]
		for range l.depth {
			out = append(out, l.frames[random.IntN(len(l.frames))]...)
		}
		if _, err := conn.Write(out); err != nil {
			return answered, err
		}
		for range l.depth {
			if err := l.receive(&in); err != nil {
				return answered, err
			}
		}
		answered += int64(l.depth)
	}
	return answered, nil
}

// receive waits for one reply.
func (l *raw) receive(in *replies) error {
	if !l.blind {
		return in.next()
	}
	_, err := io.ReadFull(in.from, in.buffer[:replyBytes:replyBytes])
	return err
}

// itoa writes a port.
func itoa(port int) string { return strconv.Itoa(port) }

// replies cuts a connection's bytes into replies.
type replies struct {
	from   io.Reader
	buffer []byte
	start  int
}

// next skips one reply and returns an error if it says that something went wrong.
func (r *replies) next() error {
	const codeOffset = 13 // of the result code in a reply
	size := 0
	for {
		have := r.buffer[r.start:]
		if len(have) >= wire.FrameHeaderSize {
			header, err := wire.DecodeFrameHeader(have, cap(r.buffer))
			if err != nil {
				return err
			}
			if size = wire.FrameHeaderSize + header.Size; len(have) >= size {
				break
			}
		}
		if err := r.fill(); err != nil {
			return err
		}
	}
	if code := aero.ResultCode(r.buffer[r.start+codeOffset]); code != aero.CodeOK {
		return fmt.Errorf("reply: %w", code)
	}
	if r.start += size; r.start == len(r.buffer) {
		r.buffer, r.start = r.buffer[:0], 0
	}
	return nil
}

// fill reads more bytes.
func (r *replies) fill() error {
	if r.start > 0 {
		r.buffer, r.start = r.buffer[:copy(r.buffer[:cap(r.buffer)], r.buffer[r.start:])], 0
	}
	n, err := r.from.Read(r.buffer[len(r.buffer):cap(r.buffer)])
	r.buffer = r.buffer[:len(r.buffer)+n]
	if n > 0 {
		return nil
	}
	return err
}
