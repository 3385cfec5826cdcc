package main

import (
	"errors"
	"fmt"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"github.com/aerolith/aerolith/bench/node"
)

// crowd is how many idle connections there are, in so many descriptors of this process and of the server.
const crowd = 10_000

// measureCrowd measures what idle connections take, what a get costs among them, and what connections cost that come, ask for
// one record and go.
func measureCrowd(s *settings) (rows []row, err error) {
	server, err := s.start("crowd", "memory")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, server.Stop()) }()
	frames, err := s.fill(server)
	if err != nil {
		return nil, err
	}
	get := func() (int64, error) { return newRaw(server, frames, 1).run(connections, s.length) }
	alone, err := s.medianCost(server, get)
	if err != nil {
		return nil, err
	}
	before, err := server.AnonymousBytes()
	if err != nil {
		return nil, err
	}
	idle, took, err := crowdOf(server)
	defer func() {
		for _, conn := range idle {
			_ = conn.Close() // nothing was sent
		}
	}()
	if err != nil {
		return nil, err
	}
	during, err := server.AnonymousBytes()
	if err != nil {
		return nil, err
	}
	for i, conn := range idle {
		if err := ask(conn, frames[i%len(frames)]); err != nil {
			return nil, err
		}
	}
	used, err := server.AnonymousBytes()
	if err != nil {
		return nil, err
	}
	among, err := s.medianCost(server, get)
	if err != nil {
		return nil, err
	}
	rows = []row{
		{fmt.Sprintf("anonymous memory of an idle connection, %d of them, dialled in %v", crowd, took.Round(time.Millisecond)), "", fmt.Sprintf("%d bytes; after a get on each %d", (during-before)/crowd, (used-before)/crowd)},
		{"processor time of a get, alone", "", alone.String()},
		{fmt.Sprintf("processor time of a get among %d idle connections", crowd), "", among.String()},
	}
	for _, conn := range idle {
		_ = conn.Close() // nothing was sent
	}
	churn, err := s.churn(server, frames)
	return append(rows, churn...), err
}

// crowdOf dials connections that do nothing, each of which has been accepted.
func crowdOf(server *node.Process) (idle []net.Conn, took time.Duration, err error) {
	began := time.Now()
	for range crowd {
		conn, err := net.Dial("tcp", net.JoinHostPort(server.Host, itoa(server.Port)))
		if err != nil {
			return idle, 0, err
		}
		idle = append(idle, conn)
	}
	took = time.Since(began)
	for {
		files, err := server.OpenFiles()
		if err != nil || files >= crowd {
			return idle, took, err
		}
		time.Sleep(time.Millisecond)
	}
}

// churn measures connections that come, ask for one record and go, and looks whether they leave something behind.
func (s *settings) churn(server *node.Process, frames [][]byte) ([]row, error) {
	c, err := s.medianCost(server, func() (int64, error) { return s.comeAndGo(server, frames) })
	if err != nil {
		return nil, err
	}
	first, err := server.AnonymousBytes()
	if err != nil {
		return nil, err
	}
	for range s.rounds {
		if _, err := s.comeAndGo(server, frames); err != nil {
			return nil, err
		}
	}
	time.Sleep(100 * time.Millisecond) // the last ones are still being closed
	last, err := server.AnonymousBytes()
	if err != nil {
		return nil, err
	}
	files, err := server.OpenFiles()
	const mebibyte = 1 << 20
	return []row{
		{"a connection that asks for one record, 64 at a time", "", c.String()},
		{"anonymous memory and open files afterwards, and after as many again", "", fmt.Sprintf(
			"%.1f MiB; %.1f MiB, %d files", float64(first)/mebibyte, float64(last)/mebibyte, files)},
	}, err
}

// comeAndGo makes connections for a while and returns how many got their answer.
func (s *settings) comeAndGo(server *node.Process, frames [][]byte) (int64, error) {
	var count atomic.Int64
	failures := make([]error, connections)
	end := time.Now().Add(s.length)
	var group sync.WaitGroup
	for g := range connections {
		group.Go(func() {
			for n := 0; time.Now().Before(end) && failures[g] == nil; n++ {
				failures[g] = askOnce(server, frames[(g*7919+n)%len(frames)])
				count.Add(1)
			}
		})
	}
	group.Wait()
	return count.Load(), errors.Join(failures...)
}

// askOnce asks for one record over a connection of its own.
func askOnce(server *node.Process, frame []byte) error {
	conn, err := net.Dial("tcp", net.JoinHostPort(server.Host, itoa(server.Port)))
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close() }() // it was answered
	return ask(conn, frame)
}

// ask asks for one record.
func ask(conn net.Conn, frame []byte) error {
	if _, err := conn.Write(frame); err != nil {
		return err
	}
	in := replies{from: conn, buffer: make([]byte, 0, 4<<10)}
	return in.next()
}
