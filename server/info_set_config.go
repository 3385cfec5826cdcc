package server

import (
	"strings"

	"github.com/aerolith/aerolith/aero"
)

// answerSetConfig changes a setting of the node, of a namespace or of a set. What a real node can change and this one
// does not have is refused like an unknown name.
func answerSetConfig(q *infoQuery) {
	context, ok := q.required("context")
	if !ok {
		return
	}
	changed := false
	switch context {
	case "service":
		name, value := q.assignment("context")
		changed = q.server.settings.set(name, value)
	case "namespace":
		namespace, ok := q.namespaceOrID()
		if !ok {
			return
		}
		changed = q.setNamespaceOption(namespace)
	case "network":
		// Nothing of it changes while the server runs.
	case "security", "xdr":
		q.fail(aero.CodeEnterpriseOnly, "enterprise only")
		return
	default:
		q.fail(aero.CodeParameter, "invalid context")
		return
	}
	if !changed {
		q.fail(aero.CodeParameter, "invalid set-config parameter")
		return
	}
	q.text("ok")
}

// setNamespaceOption changes an option of a namespace or set and reports whether it could.
func (q *infoQuery) setNamespaceOption(namespace string) bool {
	name, value := q.assignment("context", "namespace", "ns", "id", "set")
	set, _ := q.parameter("set")
	if is, ok := q.setsIndex(namespace, set, name, value); is {
		return ok
	}
	store, ok := q.server.store.(NamespaceSettings)
	return ok && name != "" && store.SetNamespaceOption(namespace, set, name, value)
}

// namespaceOrID returns the namespace that the parameters must name, also as id.
func (q *infoQuery) namespaceOrID() (string, bool) {
	if name, found := q.parameter("id"); found && q.server.hasNamespace(name) {
		return name, true
	}
	return q.namespace()
}

// assignment returns the one parameter that is none of the given names.
func (q *infoQuery) assignment(others ...string) (name, value string) {
	for part := range strings.SplitSeq(q.parameters, ";") {
		key, v, ok := strings.Cut(part, "=")
		known := false
		for _, other := range others {
			known = known || key == other
		}
		if ok && !known {
			return key, v
		}
	}
	return "", ""
}
