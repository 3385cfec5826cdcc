package server

import (
	"context"
	"errors"
	"fmt"
	"net"

	"github.com/aerolith/aerolith/wire"
)

// ExampleServer serves a store on a free port, answers one client, and stops. The store is whatever implements Store: package
// app serves a record.Store this way.
func ExampleServer() {
	store := newFakeStore()
	s, err := New(DefaultOptions(), store)
	if err != nil {
		fmt.Println(err)
		return
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		fmt.Println(err)
		return
	}
	served := make(chan error, 1)
	go func() { served <- s.Serve(context.Background(), listener) }()

	conn, err := net.Dial("tcp", listener.Addr().String())
	if err != nil {
		fmt.Println(err)
		return
	}
	request, err := wire.AppendInfoRequest(nil, "build")
	if err == nil {
		_, err = conn.Write(request)
	}
	reader := wire.NewReader(conn, wire.Options{})
	if err == nil {
		err = reader.Fill()
	}
	frame, _, _ := reader.Next()
	for name, value := range wire.InfoReply(frame.Body) {
		fmt.Println(name, value, err)
	}
	fmt.Println(conn.Close())

	fmt.Println(s.Shutdown(context.Background()))
	fmt.Println(errors.Is(<-served, ErrClosed))
	// Output:
	// build 8.1.2.0 <nil>
	// <nil>
	// <nil>
	// true
}
