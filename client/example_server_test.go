package client_test

import (
	"context"
	"fmt"
	"os"

	"github.com/aerolith/aerolith/aerolithtest"
	"github.com/aerolith/aerolith/client"
)

// stage is what a server needs of a test, for examples.
type stage struct {
	endings []func()
	folder  string
}

// Helper does nothing.
func (*stage) Helper() {}

// Fatalf prints what went wrong, which no example expects.
func (*stage) Fatalf(format string, args ...any) { fmt.Printf(format+"\n", args...) }

// Cleanup keeps a function for the end.
func (s *stage) Cleanup(ending func()) { s.endings = append(s.endings, ending) }

// TempDir returns a folder that is removed at the end.
func (s *stage) TempDir() string {
	folder, err := os.MkdirTemp("", "example-")
	if err != nil {
		s.Fatalf("%v", err)
	}
	s.folder = folder
	return folder
}

// end ends what was begun.
func (s *stage) end() {
	for i := len(s.endings) - 1; i >= 0; i-- {
		s.endings[i]()
	}
	// What is left in the folder for temporary files is the system's affair.
	_ = os.RemoveAll(s.folder)
}

// example starts a server of its own and opens a client on it. In a program that is client.Open with the addresses of a
// cluster.
func example(options ...aerolithtest.Option) (c *client.Client, end func()) {
	s := &stage{}
	server := aerolithtest.NewServer(s, options...)
	settings := client.DefaultOptions()
	settings.Timing.Total, settings.TendTimeout, settings.DialTimeout = patience, patience, patience
	c, err := client.Open(context.Background(), []string{server.Address()}, settings)
	if err != nil {
		s.Fatalf("%v", err)
	}
	return c, func() {
		c.Close()
		s.end()
	}
}
