package server

import (
	"errors"
	"slices"
	"strings"

	"github.com/aerolith/aerolith/aero"
)

// setIndexName is the name of the source of an index of a set's records.
const setIndexName = "set"

// createsSetIndex reports whether the parameters ask for an index of a set's records.
func (q *infoQuery) createsSetIndex() bool {
	source, _ := q.parameter("indextype")
	return strings.EqualFold(source, setIndexName)
}

// setIndex reads the definition of an index of a set's records, in the order in which a real node looks at the parameters.
func (p *indexParser) setIndex() bool {
	for _, name := range []string{"context", "indexdata", "type", "bin", "exp"} {
		if _, found := p.query.parameter(name); found {
			return p.refuse(name + " parameter is not supported for set index")
		}
	}
	d := &p.definition
	var ok bool
	if d.Set, ok = p.query.required("set"); !ok {
		return false
	}
	switch {
	case len(d.Set) > setNameMax:
		return p.refuse("'set' value too long")
	case !p.query.server.hasNamespace(d.Namespace):
		return p.refuse("namespace not found")
	}
	d.Source = aero.IndexSet
	return true
}

// namedNamespace returns the namespace that the parameters must name, whether or not there is one of the name.
func (q *infoQuery) namedNamespace() (string, bool) {
	for _, parameter := range []string{"namespace", "ns"} {
		if name, found := q.parameter(parameter); found && name != "" {
			return name, true
		}
	}
	return q.namespace()
}

// setIndexRecord appends what a list says of an index of a set's records.
func (q *infoQuery) setIndexRecord(stats *IndexStats) {
	f := q.newFields(":")
	f.text("ns", stats.Definition.Namespace)
	f.text("indexname", stats.Definition.Name)
	f.text("set", stats.Definition.Set)
	f.text("indextype", setIndexName)
}

// setIndexStats appends the numbers of an index of a set's records.
func (q *infoQuery) setIndexStats(stats *IndexStats) {
	f := q.newFields(";")
	f.number("entries", stats.Entries)
	f.number("used_bytes", stats.UsedBytes)
	f.number("load_pct", uint64(stats.LoadPercent))
}

// setsIndex changes the option of a set that is an index, and reports whether the option is one; ok says that it could.
func (q *infoQuery) setsIndex(namespace, set, name, value string) (is, ok bool) {
	if set == "" || name != "enable-index" {
		return false, false
	}
	var err error
	switch value {
	case "true":
		err = q.server.store.EnableSetIndex(namespace, set)
	case "false":
		err = q.server.store.DisableSetIndex(namespace, set)
	default:
		return true, false
	}
	var code aero.ResultCode
	if err != nil && !errors.As(err, &code) {
		q.server.counters.storeFailures.Add(1)
		q.server.options.Events.Observe(Event{Kind: EventStoreFailed, Err: err})
	}
	return true, err == nil
}

// namedIndexes returns the indexes of a namespace that have a name: those that are part of a cluster's metadata.
func (s *Server) namedIndexes(namespace string) []IndexStats {
	return slices.DeleteFunc(s.store.Indexes(namespace), func(x IndexStats) bool { return x.Definition.Name == "" })
}
