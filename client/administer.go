package client

import (
	"context"
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/aerolith/aerolith/aero"
)

// RefusedError is a node's refusal of an info command.
type RefusedError struct {
	// Command is the command without its parameters.
	Command string
	// Code is the number that the node gave; aero.CodeUnknown if it gave none.
	Code aero.ResultCode
	// Text is the reason that it gave.
	Text string
}

// Error describes the refusal in one line.
func (e *RefusedError) Error() string { return fmt.Sprintf("%s refused: %.300s", e.Command, e.Text) }

// Is reports whether target is the code of the refusal.
func (e *RefusedError) Is(target error) bool {
	code, ok := target.(aero.ResultCode)
	return ok && code == e.Code
}

// command builds an info command with parameters.
type command struct {
	text strings.Builder
	sep  byte
}

// newCommand begins a command.
func newCommand(name string) *command {
	c := &command{sep: ':'}
	c.text.WriteString(name)
	return c
}

// add adds a parameter, unless the value is empty.
func (c *command) add(name, value string) *command {
	if value != "" {
		c.text.WriteByte(c.sep)
		c.sep = ';'
		c.text.WriteString(name + "=" + value)
	}
	return c
}

// order sends a command to any node, which tells the others, and returns the answer. A refusal is a *RefusedError inside
// of an *Error. Values with characters that separate parameters are refused here.
func (c *Client) order(ctx context.Context, op string, cmd *command, values ...string) (string, error) {
	for _, value := range values {
		if strings.ContainsAny(value, ":;=\n\t") {
			return "", &Error{Op: op, Err: fmt.Errorf("%q: %w", value, ErrName)}
		}
	}
	text := cmd.text.String()
	reply, err := c.Info(ctx, "", text)
	if err != nil {
		return "", err
	}
	if len(reply) == 0 {
		return "", &Error{Op: op, Err: ErrReply}
	}
	if err := refusalOf(text, reply[0]); err != nil {
		return "", &Error{Op: op, Err: err}
	}
	return reply[0].Value, nil
}

// refusalOf returns the refusal in an answer, nil if it is none.
func refusalOf(text string, answer InfoAnswer) error {
	number, reason, refused := infoError(answer.Value)
	if !refused {
		return nil
	}
	name, _, _ := strings.Cut(text, ":")
	e := &RefusedError{Command: name, Code: aero.CodeUnknown, Text: reason}
	if n, err := strconv.ParseUint(number, 10, 8); err == nil && n != 0 {
		e.Code = aero.ResultCode(n)
	}
	return e
}

// CreateIndex defines a secondary index. It is built in the background: wait with IndexReady.
//
// Errors: aero.CodeIndexFound if there is another index of that name, a *RefusedError otherwise; those of Info.
func (c *Client) CreateIndex(ctx context.Context, d aero.IndexDefinition) error {
	sources := [...]string{"", "list", "mapkeys", "mapvalues"}
	types := map[aero.ParticleType]string{
		aero.ParticleInteger: "numeric", aero.ParticleString: "string", aero.ParticleBlob: "blob", aero.ParticleGeoJSON: "geo2dsphere",
	}
	if int(d.Source) >= len(sources) || types[d.Type] == "" {
		return &Error{Op: "create index", Err: fmt.Errorf("source %d, type %d: %w", d.Source, d.Type, aero.CodeParameter)}
	}
	if c.local != nil {
		return c.orderLocally(ctx, "create index", "sindex-create", func(l Local) error { return l.CreateIndex(&d) })
	}
	cmd := newCommand("sindex-create").add("namespace", d.Namespace).add("set", d.Set).add("indexname", d.Name).
		add("context", encode64(d.Context)).add("indextype", sources[d.Source])
	if len(d.Expression) > 0 {
		cmd.add("exp", encode64(d.Expression)).add("type", types[d.Type])
	} else {
		cmd.add("indexdata", d.Bin+","+types[d.Type])
	}
	_, err := c.order(ctx, "create index", cmd, d.Namespace, d.Set, d.Name, d.Bin)
	return err
}

// encode64 returns bytes in base 64.
func encode64(b []byte) string { return base64.StdEncoding.EncodeToString(b) }

// DropIndex removes a secondary index. Errors are those of CreateIndex, with aero.CodeIndexNotFound if there is none.
func (c *Client) DropIndex(ctx context.Context, namespace, set, name string) error {
	if c.local != nil {
		return c.orderLocally(ctx, "drop index", "sindex-delete", func(l Local) error { return l.DropIndex(namespace, name) })
	}
	cmd := newCommand("sindex-delete").add("namespace", namespace).add("set", set).add("indexname", name)
	_, err := c.order(ctx, "drop index", cmd, namespace, set, name)
	return err
}

// IndexReady waits until all nodes have built an index. Errors: a *RefusedError inside of an *Error if a node does not know the
// index; the context's; those of Info.
func (c *Client) IndexReady(ctx context.Context, namespace, name string) error {
	if c.local != nil {
		return c.indexReadyLocally(ctx, namespace, name)
	}
	text := "sindex-stat:namespace=" + namespace + ";indexname=" + name
	return c.poll(ctx, "index", text, func(answer string) bool {
		for part := range strings.SplitSeq(answer, ";") {
			if percent, found := strings.CutPrefix(part, "load_pct="); found {
				return percent == "100"
			}
		}
		return false
	})
}

// pollInterval is how often nodes are asked whether something in the background has ended.
const pollInterval = 50 * time.Millisecond

// poll asks all nodes again and again until each one's answer is done.
func (c *Client) poll(ctx context.Context, op, text string, done func(answer string) bool) error {
	for {
		pending := false
		for _, n := range c.Nodes() {
			reply, err := c.Info(ctx, n.Name, text)
			if err != nil {
				return err
			}
			if err := refusalOf(text, reply.first()); err != nil {
				return &Error{Op: op, Node: n.Name, Err: err}
			}
			pending = pending || !done(reply.first().Value)
		}
		if !pending {
			return nil
		}
		if !sleep(ctx, pollInterval) {
			return &Error{Op: op, Err: ctx.Err()}
		}
	}
}

// SetShippingFilter lets a datacenter get only those records of a namespace that an encoded expression holds for; nil
// removes the filter. It needs cross-datacenter replication, which only Enterprise has.
//
// Errors: a *RefusedError inside of an *Error; those of Info.
func (c *Client) SetShippingFilter(ctx context.Context, datacenter, namespace string, filter []byte) error {
	expression := "null"
	if len(filter) > 0 {
		expression = encode64(filter)
	}
	cmd := newCommand("xdr-set-filter").add("dc", datacenter).add("namespace", namespace).add("exp", expression)
	_, err := c.order(ctx, "set shipping filter", cmd, datacenter, namespace)
	return err
}

// Truncate removes the records of a set, or of a whole namespace if the set is empty, that were last changed before a
// time; the zero time means now. Records that are written meanwhile stay.
//
// Errors: a *RefusedError inside of an *Error; those of Info.
func (c *Client) Truncate(ctx context.Context, namespace, set string, before time.Time) error {
	if c.local != nil {
		return c.orderLocally(ctx, "truncate", "truncate", func(l Local) error { return l.Truncate(namespace, set, before) })
	}
	name := "truncate"
	if set == "" {
		name = "truncate-namespace"
	}
	cmd := newCommand(name).add("namespace", namespace).add("set", set)
	if !before.IsZero() {
		cmd.add("lut", strconv.FormatInt(before.UnixNano(), 10))
	}
	_, err := c.order(ctx, "truncate", cmd, namespace, set)
	return err
}
