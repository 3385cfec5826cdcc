package server

import (
	"encoding/hex"
	"runtime"
	"strings"

	"github.com/aerolith/aerolith/aero"
)

// logMessageMax is the longest text that log-message takes, in bytes.
const logMessageMax = 1024

// logLevels are the levels of a real node's log, of which this one writes some.
const logLevels = " CRITICAL WARNING INFO DEBUG DETAIL "

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

// answerLog shows the level of the only log, which is the same for all contexts.
func answerLog(q *infoQuery) {
	id, context, one := strings.Cut(q.parameters, "/")
	if id != "0" {
		q.fail(aero.CodeParameter, "bad id")
		return
	}
	if !one {
		context = "any"
	}
	q.text(context + ":WARNING")
}

// answerLogSet checks a change of a level. The levels are fixed: only the one that is set can be asked for.
func answerLogSet(q *infoQuery) {
	if id, ok := q.required("id"); !ok {
		return
	} else if id != "0" {
		q.fail(aero.CodeParameter, "bad id")
		return
	}
	_, level := q.assignment("id")
	switch {
	case level == "" || !strings.Contains(logLevels, " "+strings.ToUpper(level)+" "):
		q.fail(aero.CodeParameter, "bad level")
	case strings.EqualFold(level, "warning"):
		q.text("ok")
	default:
		q.fail(aero.CodeForbidden, "levels are fixed")
	}
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
