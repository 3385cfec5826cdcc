package server

import (
	"errors"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/wire"
)

// background begins a write in the background and answers that it has begun.
func (c *session) background(request *wire.ScanRequest) error {
	code := aero.CodeOK
	err := c.server.store.StartWrite(&aero.BackgroundCommand{
		ID: request.TaskID, Select: request.Command, Write: request.Write, From: request.Command.From,
	})
	if err != nil && !errors.As(err, &code) {
		return storeFailure(err)
	}
	return c.answerLast(code)
}

// answerLast answers a request on many records with a code that ends it.
func (c *session) answerLast(code aero.ResultCode) error {
	c.settle()
	c.count(code)
	start := 0
	c.out.bytes, start = wire.BeginFrame(c.out.bytes)
	c.out.bytes = wire.EndFrame(wire.AppendEnd(c.out.bytes, code), start, wire.TypeMessage)
	c.out.settle()
	return nil
}
