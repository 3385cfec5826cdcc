package main

import (
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/signal"
	"slices"
	"syscall"

	"github.com/aerolith/aerolith/bench/node"
)

// echoVariable, set in the environment to the name of an echo, lets this program be a server that only answers with bytes of
// the right length: what the system itself charges for a request and a reply.
const echoVariable = "AEROLITH_BARS_ECHO"

// echo is a way to answer without looking.
type echo struct {
	name, what string
	// serve answers on the listener's connections until that is closed.
	serve func(net.Listener) error
}

// echoes lists the ways, the dearest first.
func echoes() []echo {
	return append([]echo{{"net", "package net", echoNet}}, rawEchoes()...)
}

// The lengths of the frames of a get and its reply as requests makes them.
const (
	requestBytes = 30 + 9 + 9 + 25
	replyBytes   = 30 + 15 + valueSize
)

// asEcho serves until a signal if this program was started as an echo server.
func asEcho() (ran bool, err error) {
	name := os.Getenv(echoVariable)
	if name == "" || len(os.Args) < 2 || os.Args[1] != "serve" {
		return false, nil
	}
	all := echoes()
	chosen := slices.IndexFunc(all, func(e echo) bool { return e.name == name })
	if chosen < 0 {
		return true, fmt.Errorf("%s: no echo is called %q", echoVariable, name)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return true, err
	}
	if _, err := io.WriteString(os.Stdout, `{"addresses":["`+listener.Addr().String()+`"]}`+"\n"); err != nil {
		return true, err
	}
	stopped := make(chan os.Signal, 1)
	signal.Notify(stopped, syscall.SIGTERM)
	go func() {
		<-stopped
		_ = listener.Close() // Accept tells
	}()
	return true, all[chosen].serve(listener)
}

// acceptEach gives each connection of a listener to a function until the listener is closed.
func acceptEach(listener net.Listener, take func(net.Conn)) error {
	for {
		conn, err := listener.Accept()
		if errors.Is(err, net.ErrClosed) {
			return nil
		}
		if err != nil {
			return err
		}
		take(conn)
	}
}

// echoNet answers through package net.
func echoNet(listener net.Listener) error {
	return acceptEach(listener, func(conn net.Conn) { go echoConn(conn) })
}

// echoConn answers every read of a connection with a reply's worth of bytes.
func echoConn(conn net.Conn) {
	defer func() { _ = conn.Close() }() // nothing waits for it
	in, out := make([]byte, 4096), make([]byte, replyBytes)
	for {
		if _, err := conn.Read(in); err != nil {
			return
		}
		if _, err := conn.Write(out); err != nil {
			return
		}
	}
}

// measureEcho measures what a request costs at 64 connections without any server worth the name, each way in turn.
func measureEcho(s *settings) (rows []row, err error) {
	defer func() { err = errors.Join(err, os.Unsetenv(echoVariable)) }()
	for _, e := range echoes() {
		if err := os.Setenv(echoVariable, e.name); err != nil {
			return nil, err
		}
		c, err := s.echo()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", e.name, err)
		}
		rows = append(rows, row{"the same at a server that only echoes: " + e.what, "", c.String()})
	}
	return rows, nil
}

// echo measures the way that the environment names.
func (s *settings) echo() (c cost, err error) {
	program, err := os.Executable()
	if err != nil {
		return cost{}, err
	}
	server, err := node.Start(program, s.folder, "none")
	if err != nil {
		return cost{}, err
	}
	defer func() { err = errors.Join(err, server.Stop()) }()
	load := &raw{address: net.JoinHostPort(server.Host, itoa(server.Port)), frames: [][]byte{make([]byte, requestBytes)}, depth: 1, blind: true}
	return s.medianCost(server, func() (int64, error) { return load.run(connections, s.length) })
}
