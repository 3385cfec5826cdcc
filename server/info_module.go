package server

// moduleCommands returns the commands on Lua modules. There are none here: lists are empty, removing what is missing
// succeeds as on a real node, and storing is refused.
func moduleCommands() []infoCommand {
	return []infoCommand{
		{name: "udf-list", answer: func(*infoQuery) {}},
		{name: "udf-get", answer: func(q *infoQuery) { q.onModule("error=not_found") }},
		{name: "udf-put", answer: func(q *infoQuery) { q.onModule("error=not_supported") }},
		{name: "udf-remove", answer: func(q *infoQuery) { q.onModule("ok") }},
		{name: "udf-clear-cache", kind: kindClient, answer: func(q *infoQuery) { q.text("ok") }},
	}
}

// onModule checks the parameter that names a module, then answers with text.
func (q *infoQuery) onModule(text string) {
	if name, found := q.parameter("filename"); !found || name == "" {
		q.text("error=invalid_filename")
		return
	}
	q.text(text)
}
