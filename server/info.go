package server

import (
	"bytes"
	"strconv"
	"strings"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/server/access"
)

// infoCommand is one entry of the table of info commands.
type infoCommand struct {
	name string
	// kind says who may see the command and whether it exists here.
	kind infoKind
	// summary puts the command into the answer to an empty request.
	summary bool
	// answer appends the command's answer to the query; nil for kindEnterprise.
	answer func(*infoQuery)
}

// infoKind says who an info command is for.
type infoKind uint8

// The kinds of info commands.
const (
	// kindTool commands are for people and tools: help lists them.
	kindTool infoKind = iota
	// kindClient commands are for clients: help does not list them.
	kindClient
	// kindEnterprise commands exist on Enterprise nodes only.
	kindEnterprise
)

// infoTable finds info commands by name.
type infoTable struct {
	byName map[string]*infoCommand
	// ordered are the commands in the order of the summary and of help.
	ordered []infoCommand
	// permissions are what commands need where there are users.
	permissions map[string]access.Permission
}

// newInfoTable returns the table of all info commands.
func newInfoTable() infoTable {
	t := infoTable{permissions: infoPermissions()}
	for _, group := range [][]infoCommand{
		identityCommands(), clusterCommands(), statisticsCommands(), namespaceCommands(), configCommands(),
		indexCommands(), moduleCommands(), logCommands(), moreCommands(), queryCommands(), adminCommands(), enterpriseCommands(),
	} {
		t.ordered = append(t.ordered, group...)
	}
	t.byName = make(map[string]*infoCommand, len(t.ordered))
	for i := range t.ordered {
		t.byName[t.ordered[i].name] = &t.ordered[i]
	}
	return t
}

// infoQuery is one info command under execution.
type infoQuery struct {
	server *Server
	// session is who asks; nil in a summary.
	session *session
	// parameters is what followed the command's name.
	parameters string
	// out is the reply so far.
	out []byte
}

// appendInfo appends the answers to all commands of an info request. Each is a line: the command as it was sent, a
// tab, the answer. An empty request asks for the summary.
func (s *Server) appendInfo(dst []byte, asker *session, request []byte) []byte {
	q := infoQuery{server: s, session: asker, out: dst}
	if asker != nil {
		if code := asker.permit(0, "", ""); code != aero.CodeOK {
			q.failAuthentication(code)
			q.text("\n")
			return q.out
		}
	}
	if len(request) == 0 {
		s.appendSummary(&q)
		return q.out
	}
	for count := 0; len(request) > 0; count++ {
		line, rest, complete := bytes.Cut(request, []byte{'\n'})
		request = rest
		if len(line) == 0 && !complete {
			break
		}
		if count == s.options.MaxInfoCommands {
			q.line("", func() { q.fail(aero.CodeParameter, "too many commands in one request") })
			break
		}
		q.command(string(line))
	}
	return q.out
}

// appendSummary appends the answers of the commands that belong to the summary.
func (s *Server) appendSummary(q *infoQuery) {
	for i := range s.info.ordered {
		if c := &s.info.ordered[i]; c.summary {
			q.line(c.name, func() { c.answer(q) })
		}
	}
}

// command appends the answer to one command as it was sent.
func (q *infoQuery) command(sent string) {
	name, parameters := splitCommand(sent)
	c := q.server.info.byName[name]
	q.parameters = parameters
	q.line(sent, func() {
		switch {
		case c == nil:
			q.fail(aero.CodeParameter, "unrecognized command")
		case c.kind == kindEnterprise:
			q.fail(aero.CodeEnterpriseOnly, "enterprise only")
		case q.refused(name):
		default:
			c.answer(q)
		}
	})
}

// splitCommand separates a command's name from its parameters, which follow the first slash, colon or semicolon.
func splitCommand(sent string) (name, parameters string) {
	if at := strings.IndexAny(sent, "/:;"); at >= 0 {
		return sent[:at], sent[at+1:]
	}
	return sent, ""
}

// line appends a line: the command, a tab, and what answer appends.
func (q *infoQuery) line(sent string, answer func()) {
	q.text(sent)
	q.text("\t")
	answer()
	q.text("\n")
}

// text appends a string.
func (q *infoQuery) text(value string) { q.out = append(q.out, value...) }

// number appends a decimal number.
func (q *infoQuery) number(value uint64) { q.out = strconv.AppendUint(q.out, value, 10) }

// fail appends an error answer.
func (q *infoQuery) fail(code aero.ResultCode, message string) {
	q.text("ERROR:")
	q.number(uint64(code))
	q.text(":")
	q.text(message)
}

// parameter returns the value of name in parameters of the form name=value;name=value.
func (q *infoQuery) parameter(name string) (value string, found bool) {
	for part := range strings.SplitSeq(q.parameters, ";") {
		if key, v, ok := strings.Cut(part, "="); ok && key == name {
			return v, true
		}
	}
	return "", false
}

// required returns the value of the parameter; if it is missing or empty it answers with an error and returns false.
func (q *infoQuery) required(name string) (string, bool) {
	value, found := q.parameter(name)
	if found && value != "" {
		return value, true
	}
	code := aero.CodeParameter
	if name == "namespace" {
		code = aero.CodeNamespace
	}
	message := "missing '" + name + "'"
	if found {
		message += " value"
	}
	q.fail(code, message)
	return "", false
}

// namespace returns the namespace that the parameters must name, under either spelling; it answers with an error and
// returns false if there is none of that name.
func (q *infoQuery) namespace() (string, bool) {
	name, found := q.parameter("namespace")
	if !found {
		name, found = q.parameter("ns")
	}
	if !found || name == "" {
		return q.required("namespace")
	}
	if !q.server.hasNamespace(name) {
		q.fail(aero.CodeNamespace, "namespace not found on node")
		return "", false
	}
	return name, true
}

// hasNamespace reports whether the store has a namespace of that name.
func (s *Server) hasNamespace(name string) bool {
	for _, have := range s.store.Namespaces() {
		if have == name {
			return true
		}
	}
	return false
}
