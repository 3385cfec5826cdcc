package server

import (
	"encoding/base64"
	"errors"
	"strings"

	"github.com/aerolith/aerolith/aero"
)

// indexCommands returns the commands on secondary indexes.
func indexCommands() []infoCommand {
	return []infoCommand{
		{name: "sindex", kind: kindClient, answer: answerIndex},
		{name: "sindex-list", answer: answerIndexList},
		{name: "sindex-exists", answer: func(q *infoQuery) {
			q.onIndex(func(namespace, name string) {
				if _, found := q.index(namespace, name); found {
					q.text("true")
					return
				}
				q.text("false")
			})
		}},
		{name: "sindex-stat", answer: func(q *infoQuery) { q.onIndex(q.indexStats) }},
		{name: "sindex-create", answer: answerIndexCreate},
		{name: "sindex-delete", answer: func(q *infoQuery) {
			q.onIndex(func(namespace, name string) {
				q.done(q.server.store.DropIndex(namespace, name), "index could not be removed")
			})
		}},
		{name: "aerolith-sindex-check", answer: answerIndexCheck},
	}
}

// answerIndexCheck compares the indexes of a namespace with its records, which takes a while where there are many. No real
// node has this command.
func answerIndexCheck(q *infoQuery) {
	namespace, ok := q.namespace()
	if !ok {
		return
	}
	entries, missing, extra, err := q.server.store.CheckIndexes(namespace)
	if err != nil {
		q.done(err, "indexes could not be read")
		return
	}
	f := q.newFields(";")
	f.number("entries", entries)
	f.number("missing", missing)
	f.number("extra", extra)
}

// index returns an index by its name.
func (q *infoQuery) index(namespace, name string) (stats IndexStats, found bool) {
	for _, stats := range q.server.store.Indexes(namespace) {
		if name != "" && stats.Definition.Name == name {
			return stats, true
		}
	}
	return IndexStats{}, false
}

// onIndex checks the parameters that name an index, then answers.
func (q *infoQuery) onIndex(answer func(namespace, name string)) {
	name, ok := q.required("indexname")
	if !ok {
		return
	}
	if namespace, ok := q.namespace(); ok {
		answer(namespace, name)
	}
}

// done answers with ok, or with the code that the error is.
func (q *infoQuery) done(err error, message string) {
	code := aero.CodeUnknown
	switch {
	case err == nil:
		q.text("ok")
		return
	case !errors.As(err, &code):
		q.server.counters.storeFailures.Add(1)
		q.server.options.Events.Observe(Event{Kind: EventStoreFailed, Err: err})
	}
	q.fail(code, message)
}

// answerIndex answers the older form: sindex, sindex/NAMESPACE or sindex/NAMESPACE/INDEX.
func answerIndex(q *infoQuery) {
	namespace, name, one := strings.Cut(q.parameters, "/")
	switch {
	case namespace == "":
		q.indexList(q.server.store.Namespaces())
	case !q.server.hasNamespace(namespace):
		q.text("ns_type=unknown") // what clients expect instead of an error
	case one:
		q.indexStats(namespace, name)
	default:
		q.indexList([]string{namespace})
	}
}

// answerIndexList lists the indexes of a namespace, or of all.
func answerIndexList(q *infoQuery) {
	namespaces := q.server.store.Namespaces()
	_, byName := q.parameter("namespace")
	_, byAlias := q.parameter("ns")
	if byName || byAlias {
		namespace, ok := q.namespace()
		if !ok {
			return
		}
		namespaces = []string{namespace}
	}
	encoded, found := q.parameter("b64")
	if found && encoded != "true" && encoded != "false" {
		q.fail(aero.CodeParameter, "bad b64")
		return
	}
	q.indexList(namespaces)
}

// indexList appends a record for each index of the namespaces: those of values, then those of sets that have a name. Contexts
// and expressions are shown in base64.
func (q *infoQuery) indexList(namespaces []string) {
	var values, sets []IndexStats
	for _, namespace := range namespaces {
		for _, stats := range q.server.store.Indexes(namespace) {
			switch {
			case stats.Definition.Source != aero.IndexSet:
				values = append(values, stats)
			case stats.Definition.Name != "":
				sets = append(sets, stats)
			}
		}
	}
	separator := ""
	for i := range values {
		q.text(separator)
		separator = ";"
		q.indexRecord(&values[i])
	}
	for i := range sets {
		q.text(separator)
		separator = ";"
		q.setIndexRecord(&sets[i])
	}
}

// indexRecord appends what a list says of an index.
func (q *infoQuery) indexRecord(stats *IndexStats) {
	d := &stats.Definition
	f := q.newFields(":")
	f.text("ns", d.Namespace)
	f.text("indexname", d.Name)
	f.text("set", orNull(d.Set))
	f.text("bin", orNull(d.Bin))
	f.text("type", indexTypeName(d.Type))
	f.text("indextype", indexSourceName(d.Source))
	f.text("context", orNull(base64.StdEncoding.EncodeToString(d.Context)))
	f.text("exp", orNull(base64.StdEncoding.EncodeToString(d.Expression)))
	state := "WO"
	if stats.Ready {
		state = "RW"
	}
	f.text("state", state)
}

// orNull returns what a real node shows for an empty text.
func orNull(text string) string {
	if text == "" {
		return "null"
	}
	return text
}

// indexStats appends the numbers of an index.
func (q *infoQuery) indexStats(namespace, name string) {
	stats, found := q.index(namespace, name)
	if !found {
		q.fail(aero.CodeIndexNotFound, "no index")
		return
	}
	if stats.Definition.Source == aero.IndexSet {
		q.setIndexStats(&stats)
		return
	}
	f := q.newFields(";")
	f.number("entries", stats.Entries)
	f.number("used_bytes", stats.UsedBytes)
	f.number("entries_per_bval", stats.EntriesPerValue)
	f.number("entries_per_rec", stats.EntriesPerRecord)
	f.number("load_pct", uint64(stats.LoadPercent))
	f.number("load_time", uint64(stats.LoadTime.Seconds()))
	f.number("stat_gc_recs", 0)
}

// indexTypes and indexSources are the names of types and sources, in a real node's words.
func indexTypes() map[string]aero.ParticleType {
	return map[string]aero.ParticleType{
		"numeric": aero.ParticleInteger, "string": aero.ParticleString, "blob": aero.ParticleBlob,
		"geo2dsphere": aero.ParticleGeoJSON,
	}
}

// indexSources are the names of the sources of entries, by their number.
func indexSources() []string { return []string{"default", "list", "mapkeys", "mapvalues"} }

// indexTypeName returns the name of a type.
func indexTypeName(of aero.ParticleType) string {
	for name, t := range indexTypes() {
		if t == of {
			return name
		}
	}
	return ""
}

// indexSourceName returns the name of a source.
func indexSourceName(source aero.IndexSource) string {
	names := indexSources()
	if int(source) >= len(names) {
		return ""
	}
	return names[source]
}
