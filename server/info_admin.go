package server

import (
	"strconv"
	"time"

	"github.com/aerolith/aerolith/aero"
)

// setNameMax is the longest set name, in bytes.
const setNameMax = 63

// adminCommands returns the commands that change something.
func adminCommands() []infoCommand {
	return []infoCommand{
		{name: "truncate", answer: answerTruncateSet},
		{name: "truncate-namespace", answer: answerTruncateNamespace},
		{name: "recluster", answer: func(q *infoQuery) { q.text("ok") }},
		{name: "services-alumni-reset", answer: func(q *infoQuery) { q.text("ok") }},
		{name: "tip-clear", answer: func(q *infoQuery) { q.text("ok") }},
	}
}

// enterpriseCommands returns the commands that a node without the Enterprise features refuses.
func enterpriseCommands() []infoCommand {
	var commands []infoCommand
	for _, name := range []string{
		"feature-key", "masking", "masking-show",
		"quiesce", "quiesce-undo", "rack-ids", "racks", "revive", "roster", "roster-set", "xdr-dc-state", "xdr-get-filter", "xdr-set-filter",
	} {
		commands = append(commands, infoCommand{name: name, kind: kindEnterprise})
	}
	return commands
}

// answerTruncateSet empties a set.
func answerTruncateSet(q *infoQuery) {
	namespace, ok := q.namespace()
	if !ok {
		return
	}
	set, ok := q.required("set")
	if !ok {
		return
	}
	if len(set) > setNameMax {
		q.fail(aero.CodeParameter, "'set' value too long")
		return
	}
	q.truncate(namespace, set)
}

// answerTruncateNamespace empties a namespace. A set among the parameters is taken for a mistake.
func answerTruncateNamespace(q *infoQuery) {
	namespace, ok := q.namespace()
	if !ok {
		return
	}
	if _, found := q.parameter("set"); found {
		q.fail(aero.CodeParameter, "unexpected 'set'")
		return
	}
	q.truncate(namespace, "")
}

// truncate removes the records last changed before the time in the parameters, or before now.
func (q *infoQuery) truncate(namespace, set string) {
	now := q.server.options.Now()
	before := now
	if text, found := q.parameter("lut"); found {
		nanoseconds, err := strconv.ParseInt(text, 0, 64)
		if err != nil || nanoseconds < 0 {
			q.fail(aero.CodeParameter, "bad 'lut'")
			return
		}
		before = time.Unix(0, nanoseconds)
		if before.Unix() <= citrusleafEpochUnix {
			q.fail(aero.CodeParameter, "would truncate to 0")
			return
		}
		if before.After(now) {
			q.fail(aero.CodeParameter, "would truncate in the future")
			return
		}
	}
	if err := q.server.store.Truncate(namespace, set, before); err != nil {
		q.server.storeFailed(err)
		q.fail(aero.CodeUnknown, "truncation failed")
		return
	}
	q.text("ok")
}
