package server

import "github.com/aerolith/aerolith/aero"

// indexCommands returns the commands on secondary indexes. There are none here: lists are
// empty, removing what is missing succeeds as on a real node, and creating is refused.
func indexCommands() []infoCommand {
	none := func(*infoQuery) {}
	return []infoCommand{
		{name: "sindex", kind: kindClient, answer: none},
		{name: "sindex-list", answer: answerIndexList},
		{name: "sindex-exists", answer: func(q *infoQuery) { q.onIndex(func() { q.text("false") }) }},
		{name: "sindex-stat", answer: func(q *infoQuery) {
			q.onIndex(func() { q.fail(aero.CodeIndexNotFound, "no index") })
		}},
		{name: "sindex-create", answer: func(q *infoQuery) {
			q.onIndex(func() { q.fail(aero.CodeUnsupportedFeature, "secondary indexes are not supported") })
		}},
		{name: "sindex-delete", answer: func(q *infoQuery) { q.onIndex(func() { q.text("ok") }) }},
		{name: "query-show", answer: answerQueryShow},
		{name: "query-abort", answer: func(q *infoQuery) {
			if _, ok := q.required("id"); ok {
				q.fail(aero.CodeNotFound, "query not found")
			}
		}},
		{name: "query-abort-all", answer: func(q *infoQuery) { q.text("number-of-queries-killed:0") }},
	}
}

// answerIndexList lists the indexes of a namespace, if it exists, or of all.
func answerIndexList(q *infoQuery) {
	_, byName := q.parameter("namespace")
	_, byAlias := q.parameter("ns")
	if byName || byAlias {
		// The answer is either the error or the empty list.
		_, _ = q.namespace()
	}
}

// onIndex checks the parameters that name an index, then answers.
func (q *infoQuery) onIndex(answer func()) {
	if _, ok := q.required("indexname"); !ok {
		return
	}
	if _, ok := q.namespace(); ok {
		answer()
	}
}

// answerQueryShow shows the query of an id, of which there is none, or the empty list.
func answerQueryShow(q *infoQuery) {
	if id, found := q.parameter("id"); found && id != "" {
		q.fail(aero.CodeNotFound, "query not found")
	}
}
