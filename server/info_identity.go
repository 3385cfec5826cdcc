package server

import (
	"runtime"
	"strconv"
	"strings"
)

// supportedFeatures are the words that clients look for to choose features.
const supportedFeatures = "batch-any;batch-index;cdt-list;cdt-map;cluster-stable;float;geo;peers;pipelining;pscans;" +
	"replicas;replicas-all;replicas-master;replicas-max;truncate-namespace"

// compatibilityID is the cluster protocol level of a node of the announced version.
const compatibilityID = 15

// identityCommands returns the commands that say who this node is, in the order of the summary.
func identityCommands() []infoCommand {
	return []infoCommand{
		{name: "features", summary: true, answer: func(q *infoQuery) { q.text(supportedFeatures) }},
		{name: "node", summary: true, answer: func(q *infoQuery) { q.text(q.server.nodeName()) }},
		{name: "compatibility-id", summary: true, answer: func(q *infoQuery) { q.number(compatibilityID) }},
		{name: "edition", summary: true, answer: func(q *infoQuery) { q.text(q.server.options.Edition) }},
		{name: "build_arch", summary: true, answer: func(q *infoQuery) { q.text(runtime.GOARCH) }},
		{name: "build_os", summary: true, answer: func(q *infoQuery) { q.text(runtime.GOOS) }},
		{name: "build", summary: true, answer: func(q *infoQuery) { q.text(q.server.options.Build) }},
		{name: "version", summary: true, answer: answerVersion},
		{name: "release", kind: kindClient, answer: answerRelease},
		{name: "name", kind: kindClient, answer: func(q *infoQuery) { q.text(q.server.nodeName()) }},
		{name: "digests", kind: kindClient, answer: func(q *infoQuery) { q.text("RIPEMD160") }},
		{name: "status", answer: func(q *infoQuery) { q.text("ok") }},
		{name: "help", answer: answerHelp},
		{name: "connection", kind: kindClient, answer: func(q *infoQuery) { q.text("admin=false") }},
		{name: "user-agent-set", kind: kindClient, answer: answerUserAgentSet},
		{name: "user-agents", kind: kindClient, answer: answerUserAgents},
	}
}

// nodeName returns the node's id as clients know it.
func (s *Server) nodeName() string {
	return strings.ToUpper(strconv.FormatUint(s.options.NodeID, 16))
}

// answerVersion answers with edition and version as text.
func answerVersion(q *infoQuery) {
	q.text(q.server.options.Edition + " build " + q.server.options.Build)
}

// answerRelease answers with everything that identifies the program.
func answerRelease(q *infoQuery) {
	f := q.newFields(";")
	f.text("edition", q.server.options.Edition)
	f.text("version", q.server.options.Build)
	f.text("os", runtime.GOOS)
	f.text("arch", runtime.GOARCH)
	f.text("aerolith", q.server.options.Release)
}

// answerHelp lists the commands that are for people and tools.
func answerHelp(q *infoQuery) {
	separator := ""
	for _, c := range q.server.info.ordered {
		if c.kind == kindTool {
			q.text(separator + c.name)
			separator = ";"
		}
	}
}
