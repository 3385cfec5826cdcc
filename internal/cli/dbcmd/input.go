package dbcmd

import (
	"context"
	"errors"
	"io"
	"os"
)

// fromInput reads from standard input for "-", or from a file.
func fromInput(ctx context.Context, name string, stdin io.Reader, read func(io.Reader) error) error {
	if name == "-" {
		if sizeOf(stdin) == 0 { // not a file
			stdin = &interruptible{ctx: ctx, in: stdin, buffer: make([]byte, inputBuffer), ended: make(chan input, 1)}
		}
		return read(stdin)
	}
	file, err := os.Open(name)
	if err != nil {
		return err
	}
	return errors.Join(read(file), file.Close())
}

// inputBuffer is how much is read from a pipe at once, in bytes.
const inputBuffer = 1 << 20

// interruptible is an input whose Read ends with a context, also while nothing comes.
type interruptible struct {
	ctx context.Context
	in  io.Reader
	// buffer is what a call that is under way fills; after the context has ended nobody looks at it.
	buffer []byte
	ended  chan input
}

// input is the end of a call of Read.
type input struct {
	n   int
	err error
}

// Read implements io.Reader. It returns the context's error as soon as that has ended.
func (i *interruptible) Read(b []byte) (int, error) {
	if err := i.ctx.Err(); err != nil {
		return 0, err
	}
	part := i.buffer[:min(len(b), len(i.buffer))]
	go func() {
		n, err := i.in.Read(part)
		i.ended <- input{n, err}
	}()
	select {
	case got := <-i.ended:
		return copy(b, part[:got.n]), got.err
	case <-i.ctx.Done():
		return 0, i.ctx.Err()
	}
}
