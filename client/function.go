package client

import (
	"context"
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"

	"github.com/aerolith/aerolith/aero"
)

// Execute applies a registered function to a record and returns what the function returned. A nil policy means the
// defaults; of it Exists, Generation and TTLSeconds do not count.
//
// Errors are those of Put; aero.CodeUDFExecution says that the function failed, and the error holds its message.
// A function is never repeated unless it provably did not run.
func (c *Client) Execute(ctx context.Context, key aero.Key, module, function string, arguments []any, policy *WritePolicy) (any, error) {
	f, err := newFunction(module, function, arguments)
	if err != nil {
		about := subjectOf(&key)
		return nil, &Error{Op: "execute", Subject: about.String(), Err: err}
	}
	l := c.newCall("execute", &key)
	defer l.free()
	l.cmd.Flags = aero.FlagWrite
	l.cmd.Function = f
	record := &Record{Key: key}
	l.record = record
	l.keepsFailure = true
	if err := c.write(ctx, l, &key, policy); err != nil {
		return nil, err
	}
	return record.returned()
}

// returned returns what a function returned whose answer the record is.
func (r *Record) returned() (any, error) {
	if _, found := r.Particle(aero.BinSuccess); !found {
		return nil, nil
	}
	return r.Value(aero.BinSuccess)
}

// newFunction makes a function of Go values.
func newFunction(module, function string, arguments []any) (*aero.Function, error) {
	f := &aero.Function{Module: module, Name: function}
	if len(arguments) == 0 {
		return f, nil
	}
	p, err := aero.NewParticle(arguments)
	if err != nil {
		return nil, fmt.Errorf("arguments: %w", err)
	}
	f.Arguments = p.Data
	return f, nil
}

// Module is a registered module of functions.
type Module struct {
	// Name is its file's name, Hash the digest of its source, Type its language.
	Name, Hash, Type string
}

// RegisterModule stores a module of Lua functions on all nodes, under the name of a file such as "sums.lua".
//
// Errors: a *RefusedError inside of an *Error, with the compiler's message; those of Info.
func (c *Client) RegisterModule(ctx context.Context, name string, source []byte) error {
	if c.local != nil {
		return c.orderLocally(ctx, "register module", "udf-put", func(l Local) error { return l.PutModule(name, source) })
	}
	content := base64.StdEncoding.EncodeToString(source)
	cmd := newCommand("udf-put").add("filename", name).add("content", content).
		add("content-len", strconv.Itoa(len(content))).add("udf-type", "LUA")
	_, err := c.order(ctx, "register module", cmd, name)
	return err
}

// RemoveModule removes a module from all nodes. Errors are those of RegisterModule.
func (c *Client) RemoveModule(ctx context.Context, name string) error {
	if c.local != nil {
		return c.orderLocally(ctx, "remove module", "udf-remove", func(l Local) error { return l.RemoveModule(name) })
	}
	_, err := c.order(ctx, "remove module", newCommand("udf-remove").add("filename", name), name)
	return err
}

// Modules returns the registered modules. Errors are those of RegisterModule.
func (c *Client) Modules(ctx context.Context) ([]Module, error) {
	if c.local != nil {
		var modules []Module
		err := c.orderLocally(ctx, "list modules", "udf-list", func(l Local) error { modules = l.Modules(); return nil })
		return modules, err
	}
	text, err := c.order(ctx, "list modules", newCommand("udf-list"))
	if err != nil {
		return nil, err
	}
	var modules []Module
	for part := range strings.SplitSeq(text, ";") {
		if part == "" {
			continue
		}
		var m Module
		for field := range strings.SplitSeq(part, ",") {
			name, value, _ := strings.Cut(field, "=")
			switch name {
			case "filename":
				m.Name = value
			case "hash":
				m.Hash = value
			case "type":
				m.Type = value
			}
		}
		modules = append(modules, m)
	}
	return modules, nil
}

// ModuleSource returns the source of a registered module, by the name of its file. Errors are those of RegisterModule.
func (c *Client) ModuleSource(ctx context.Context, name string) ([]byte, error) {
	if c.local != nil {
		return c.moduleLocally(ctx, name)
	}
	text, err := c.order(ctx, "get module", newCommand("udf-get").add("filename", name), name)
	if err != nil {
		return nil, err
	}
	for part := range strings.SplitSeq(text, ";") {
		if content, found := strings.CutPrefix(part, "content="); found {
			source, err := base64.StdEncoding.DecodeString(content)
			if err != nil {
				return nil, &Error{Op: "get module", Err: fmt.Errorf("content: %w: %w", ErrReply, err)}
			}
			return source, nil
		}
	}
	return nil, &Error{Op: "get module", Err: &RefusedError{Command: "udf-get", Code: aero.CodeUnknown, Text: text}}
}
