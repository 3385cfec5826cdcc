package main

import (
	"errors"
	"io"
	"net"
	"os"
	"os/signal"
	"syscall"

	"github.com/aerolith/aerolith/bench/node"
)

// echoVariable, set in the environment, lets this program be a server that only answers with bytes of the right length: what
// the system itself charges for a request and a reply, through the same language runtime.
const echoVariable = "AEROLITH_BARS_ECHO"

// The lengths of the frames of a get and its reply as requests makes them.
const (
	requestBytes = 30 + 9 + 9 + 25
	replyBytes   = 30 + 15 + valueSize
)

// asEcho serves until a signal if this program was started as the echo server.
func asEcho() (ran bool, err error) {
	if os.Getenv(echoVariable) == "" || len(os.Args) < 2 || os.Args[1] != "serve" {
		return false, nil
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
	for {
		conn, err := listener.Accept()
		if errors.Is(err, net.ErrClosed) {
			return true, nil
		}
		if err != nil {
			return true, err
		}
		go echo(conn)
	}
}

// echo answers every read of a connection with a reply's worth of bytes.
func echo(conn net.Conn) {
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

// measureEcho measures what a request costs the system at 64 connections, without any server worth the name.
func measureEcho(s *settings) (rows []row, err error) {
	if err := os.Setenv(echoVariable, "yes"); err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.Unsetenv(echoVariable)) }()
	program, err := os.Executable()
	if err != nil {
		return nil, err
	}
	server, err := node.Start(program, s.folder, "none")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, server.Stop()) }()
	load := &raw{address: net.JoinHostPort(server.Host, itoa(server.Port)), frames: [][]byte{make([]byte, requestBytes)}, depth: 1, blind: true}
	c, err := s.medianCost(server, func() (int64, error) { return load.run(connections, s.length) })
	return []row{{"the same at a server that only echoes: the system's share", "", c.String()}}, err
}
