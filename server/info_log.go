package server

import (
	"encoding/hex"
	"runtime"
	"strings"

	"github.com/aerolith/aerolith/aero"
)

// logMessageMax is the longest text that log-message takes, in bytes.
const logMessageMax = 1024

// LogLevels are the levels of the node's log, which clients with the privilege for it read and change. A context is a part of the
// node, by the name that a real node has for it.
type LogLevels interface {
	// Contexts returns the names of all contexts, in the order in which they are listed.
	Contexts() []string
	// Level returns the level of a context: CRITICAL, WARNING, INFO, DEBUG or DETAIL. It is empty for an unknown context.
	Level(context string) string
	// SetLevel changes the level of a context, or of all if it is "any", and reports whether both are known. The case of the level
	// does not matter.
	SetLevel(context, level string) bool
}

// logCommands returns the commands on logs, and those that write the state of parts of a cluster to them: a single node
// has little to say of these, and says that.
func logCommands() []infoCommand {
	done := func(q *infoQuery) { q.text("ok") }
	commands := []infoCommand{
		{name: "log", answer: answerLog},
		{name: "log-set", answer: answerLogSet},
		{name: "set-log", answer: answerLogSet},
		{name: "log-message", answer: answerLogMessage},
		{name: "thread-traces", answer: answerThreadTraces},
		{name: "jem-stats", answer: done},
		{name: "dump-wb-summary", answer: func(q *infoQuery) {
			if _, ok := q.namespace(); ok {
				q.text("ok")
			}
		}},
	}
	for _, part := range []string{"cluster", "fabric", "hb", "hlc", "migrates", "rw", "skew"} {
		commands = append(commands, infoCommand{name: "dump-" + part, answer: func(q *infoQuery) {
			if verbose, found := q.parameter("verbose"); found && verbose != "true" && verbose != "false" {
				q.fail(aero.CodeParameter, "bad verbose")
				return
			}
			q.server.options.Events.Observe(Event{Kind: EventMessage, Action: "dump-" + part, Subject: "a single node: nothing to show"})
			q.text("ok")
		}})
	}
	return commands
}

// answerLog shows the level of one context of the only log, or of all.
func answerLog(q *infoQuery) {
	levels := q.server.options.Log
	id, context, one := strings.Cut(q.parameters, "/")
	switch {
	case id == "" || strings.Trim(id, "0123456789") != "":
		q.fail(aero.CodeParameter, "bad sink-id")
	case id != "0":
		q.text("ERROR::bad-id")
	case one && levels.Level(context) == "":
		q.text("ERROR::bad-context")
	case one:
		q.text(context + ":" + levels.Level(context))
	default:
		var all []string
		for _, name := range levels.Contexts() {
			all = append(all, name+":"+levels.Level(name))
		}
		q.text(strings.Join(all, ";"))
	}
}

// answerLogSet changes the level of a context, or of all.
func answerLogSet(q *infoQuery) {
	id, ok := q.required("id")
	if !ok {
		return
	}
	context, level := q.assignment("id")
	switch {
	case id == "" || strings.Trim(id, "0123456789") != "":
		q.fail(aero.CodeParameter, "bad id")
	case context == "":
		q.fail(aero.CodeParameter, "missing context")
	case level == "":
		q.fail(aero.CodeParameter, "bad level")
	case id != "0" || !q.server.options.Log.SetLevel(context, level):
		q.fail(aero.CodeParameter, "bad parameter")
	default:
		q.text("ok")
	}
}

// fixedLevels are the levels of a server that nobody gave a log.
type fixedLevels struct{}

// Contexts implements LogLevels.
func (fixedLevels) Contexts() []string { return []string{"any"} }

// Level implements LogLevels.
func (fixedLevels) Level(context string) string {
	if context == "any" {
		return "WARNING"
	}
	return ""
}

// SetLevel implements LogLevels: only the level that is set can be asked for.
func (fixedLevels) SetLevel(context, level string) bool {
	return context == "any" && strings.EqualFold(level, "warning")
}

// answerLogMessage writes a line to the log.
func answerLogMessage(q *infoQuery) {
	message, ok := q.required("message")
	if !ok {
		return
	}
	who, _ := q.parameter("who")
	q.server.options.Events.Observe(Event{
		Kind: EventMessage, Action: printable(who), Subject: printable(message[:min(len(message), logMessageMax)]),
	})
}

// printable replaces what could make one line of a log look like several, or worse.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return '.'
		}
		return r
	}, text)
}

// answerThreadTraces says how many goroutines there are; their stacks would show addresses and arguments.
func answerThreadTraces(q *infoQuery) {
	q.server.options.Events.Observe(Event{Kind: EventMessage, Action: "thread-traces", Subject: numberText(runtime.NumGoroutine())})
	q.text("ok")
}

// digestParameter returns the digest that the parameter keyd must hold, in hexadecimal digits.
func (q *infoQuery) digestParameter() (aero.Digest, bool) {
	text, ok := q.required("keyd")
	if !ok {
		return aero.Digest{}, false
	}
	b, err := hex.DecodeString(strings.TrimPrefix(text, "0x"))
	if err != nil || len(b) != aero.DigestSize {
		q.fail(aero.CodeParameter, "bad keyd")
		return aero.Digest{}, false
	}
	return aero.Digest(b), true
}
