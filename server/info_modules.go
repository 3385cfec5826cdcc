package server

import (
	"encoding/base64"
	"errors"
	"strconv"
	"strings"
)

// The bounds of modules, which are those of a real node.
const (
	moduleNameMax = 127
	moduleSizeMax = 1 << 20
	moduleType    = "LUA"
	// base64Group is how many characters of base 64 belong together.
	base64Group = 4
)

// moduleCommands returns the commands on modules of functions.
func moduleCommands() []infoCommand {
	return []infoCommand{
		{name: "udf-list", answer: answerModuleList},
		{name: "udf-get", answer: answerModuleGet},
		{name: "udf-put", answer: answerModulePut},
		{name: "udf-remove", answer: answerModuleRemove},
		{name: "udf-clear-cache", kind: kindClient, answer: func(q *infoQuery) { q.text("ok") }},
	}
}

// answerModuleList lists the modules.
func answerModuleList(q *infoQuery) {
	if q.server.modules == nil {
		return
	}
	for _, m := range q.server.modules.Modules() {
		q.text("filename=" + m.Name + ",hash=" + m.Hash + ",type=" + moduleType + ";")
	}
}

// moduleName returns the parameter that names a module; it answers with an error and returns false if there is none.
func (q *infoQuery) moduleName() (string, bool) {
	name, found := q.parameter("filename")
	if !found || name == "" || len(name) > moduleNameMax {
		q.text("error=invalid_filename")
		return "", false
	}
	return name, true
}

// answerModuleGet answers with a module's source.
func answerModuleGet(q *infoQuery) {
	name, ok := q.moduleName()
	if !ok {
		return
	}
	if q.server.modules != nil {
		for _, m := range q.server.modules.Modules() {
			switch {
			case m.Name != name:
			case len(m.Source) == 0:
				q.text("error=empty")
				return
			default:
				q.text("type=" + moduleType + ";content=" + base64.StdEncoding.EncodeToString(m.Source) + ";")
				return
			}
		}
	}
	q.text("error=not_found")
}

// answerModulePut registers a module.
func answerModulePut(q *infoQuery) {
	name, ok := q.moduleName()
	if !ok {
		return
	}
	if dot := strings.IndexByte(name, '.'); dot <= 0 || dot == len(name)-1 {
		q.text("error=invalid_filename")
		return
	}
	source, problem := q.moduleSource()
	if problem != "" {
		q.text("error=" + problem)
		return
	}
	if q.server.modules == nil {
		q.text("error=not_supported")
		return
	}
	q.modulePut(name, source)
}

// moduleSource returns the source that the parameters carry, or the problem with them.
func (q *infoQuery) moduleSource() (source []byte, problem string) {
	length, found := q.parameter("content-len")
	if !found {
		return nil, "invalid_content_len"
	}
	if kind, found := q.parameter("udf-type"); found && kind != moduleType {
		return nil, "invalid_udf_type"
	}
	size, err := strconv.ParseUint(length, 10, 32)
	if err != nil || size%base64Group != 0 {
		return nil, "invalid_content_len"
	}
	content, found := q.parameter("content")
	if !found || uint64(len(content)) != size {
		return nil, "invalid_content"
	}
	if base64.StdEncoding.DecodedLen(len(content)) > moduleSizeMax {
		return nil, "invalid_udf_content_len,>1M"
	}
	source, err = base64.StdEncoding.DecodeString(content)
	if err != nil {
		return nil, "invalid_base64_content"
	}
	return source, ""
}

// modulePut hands a module to the store and answers.
func (q *infoQuery) modulePut(name string, source []byte) {
	err := q.server.modules.PutModule(name, source)
	var failed *ModuleError
	switch {
	case err == nil:
		q.text("ok")
	case errors.As(err, &failed):
		q.text("error=compile_error;file=" + failed.File + ";line=")
		q.number(uint64(max(failed.Line, 0)))
		q.text(";message=" + base64.StdEncoding.EncodeToString([]byte(failed.Message)))
	default:
		q.server.storeFailed(err)
		q.text("error=timeout")
	}
}

// answerModuleRemove removes a module.
func answerModuleRemove(q *infoQuery) {
	name, ok := q.moduleName()
	if !ok {
		return
	}
	if q.server.modules != nil {
		if err := q.server.modules.RemoveModule(name); err != nil {
			q.server.storeFailed(err)
			q.text("error=timeout")
			return
		}
	}
	q.text("ok")
}

// storeFailed notes that the store failed without a result code, where the connection goes on.
func (s *Server) storeFailed(err error) {
	s.counters.storeFailures.Add(1)
	s.options.Events.Observe(Event{Kind: EventStoreFailed, Err: err})
}
