package server

import "github.com/aerolith/aerolith/aero"

// configCommands returns the commands that show and change how the node is set up.
func configCommands() []infoCommand {
	return []infoCommand{
		{name: "get-config", answer: answerGetConfig},
		{name: "config-get", kind: kindClient, answer: answerGetConfig},
		{name: "set-config", answer: answerSetConfig},
		{name: "config-set", kind: kindClient, answer: answerSetConfig},
		{name: "logs", answer: func(q *infoQuery) { q.text("0:stderr") }},
	}
}

// answerGetConfig answers with the configuration of one context, or of service and network without one.
func answerGetConfig(q *infoQuery) {
	if q.parameters == "" {
		f := q.newFields(";")
		q.server.appendServiceConfig(f)
		q.server.appendNetworkConfig(f)
		return
	}
	context, ok := q.required("context")
	if !ok {
		return
	}
	f := q.newFields(";")
	switch context {
	case "service":
		q.server.appendServiceConfig(f)
	case "network":
		q.server.appendNetworkConfig(f)
	case "namespace":
		q.namespaceConfig(f)
	case "security":
		q.server.appendSecurityConfig(f)
	case "xdr":
		// It is not set up, which an empty answer says.
	default:
		q.fail(aero.CodeParameter, "invalid context")
	}
}

// namespaceConfig appends the configuration of the namespace that the parameters name.
func (q *infoQuery) namespaceConfig(f *fields) {
	name, found := q.parameter("id")
	if !found || !q.server.hasNamespace(name) {
		var ok bool
		if name, ok = q.namespace(); !ok {
			return
		}
	}
	// It was there a moment ago; if it has gone, zeroes tell so.
	stats, _ := q.server.store.NamespaceStats(name)
	q.server.appendNamespaceConfig(f, stats)
}

// appendServiceConfig appends the limits under the names of a real node's options.
func (s *Server) appendServiceConfig(f *fields) {
	o := &s.options
	f.text("cluster-name", nameOrNull(o.ClusterName))
	f.text("node-id", s.nodeName())
	for _, one := range s.settings.table() {
		f.number(one.name, uint64(one.value.Load()))
	}
	f.text("aerolith-durability", o.Durability)
	f.number("aerolith-frame-timeout-ms", uint64(o.FrameTimeout.Milliseconds()))
	f.number("aerolith-write-timeout-ms", uint64(o.WriteTimeout.Milliseconds()))
	f.number("aerolith-max-frame-size", uint64(o.MaxFrameSize))
	f.number("aerolith-max-in-flight-bytes", uint64(o.MaxInFlightBytes))
}

// appendNetworkConfig appends where the node can be reached.
func (s *Server) appendNetworkConfig(f *fields) {
	if addresses := s.addresses.Load(); addresses != nil {
		for _, address := range *addresses {
			f.text("service.address", address)
		}
	}
}

// nameOrNull returns the name as info answers show it: "null" for none.
func nameOrNull(name string) string {
	if name == "" {
		return "null"
	}
	return name
}

// appendSecurityConfig appends whether users have to log in; nothing if they need not.
func (s *Server) appendSecurityConfig(f *fields) {
	if s.options.Access == nil {
		return
	}
	f.text("enable-security", "true")
	f.text("enable-quotas", "true")
	f.number("session-ttl", uint64(s.options.Access.SessionTTL().Seconds()))
}
