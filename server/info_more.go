package server

import (
	"context"
	"encoding/hex"
	"strconv"
	"strings"

	"github.com/aerolith/aerolith/aero"
)

// moreCommands returns the commands that tools ask for now and then.
func moreCommands() []infoCommand {
	text := func(value string) func(*infoQuery) { return func(q *infoQuery) { q.text(value) } }
	return []infoCommand{
		{name: "admin-tls-std", kind: kindClient, answer: text("")},
		{name: "build_sha", summary: true, answer: func(q *infoQuery) { q.text(q.server.options.Release) }},
		{name: "build_ee_sha", summary: true, answer: text("")},
		{name: "build_time", summary: true, answer: text("")},
		{name: "debug-record", answer: answerDebugRecord},
		{name: "debug-record-meta", answer: answerDebugRecord},
		{name: "endpoints", kind: kindClient, answer: answerEndpoints},
		{name: "get-stats", answer: text("")},
		{name: "index-pressure", answer: answerIndexPressure},
		{name: "mcast", kind: kindClient, answer: func(q *infoQuery) { q.fail(aero.CodeParameter, "not multicast") }},
		{name: "mesh", kind: kindClient, answer: text("")},
		{name: "physical-devices", answer: answerPhysicalDevices},
		{name: "smd-info", kind: kindClient, answer: answerMetadataInfo},
		{name: "smd-show", kind: kindClient, answer: answerMetadataShow},
		{name: "tip", answer: func(q *infoQuery) { q.fail(aero.CodeForbidden, "a single node has no peers") }},
		{name: "eviction-reset", answer: answerEvictionReset},
		{name: "truncate-undo", answer: refuseTruncateUndo},
		{name: "truncate-namespace-undo", answer: refuseTruncateUndo},
	}
}

// numberText returns a number as text.
func numberText(n int) string { return strconv.Itoa(n) }

// answerDebugRecord shows what is known of a record: its metadata and the types and sizes of its bins, no values.
func answerDebugRecord(q *infoQuery) {
	namespace, ok := q.namespace()
	if !ok {
		return
	}
	digest, ok := q.digestParameter()
	if !ok {
		return
	}
	cmd := aero.RecordCommand{Namespace: namespace, Digest: digest, Flags: aero.FlagRead | aero.FlagReadAllBins, ReadTouchPercent: -1}
	var res aero.RecordResult
	if err := q.server.store.Execute(context.Background(), &cmd, &res); err != nil {
		q.server.storeFailed(err)
		q.fail(aero.CodeUnknown, "record cannot be read")
		return
	}
	if res.Code != aero.CodeOK {
		q.fail(res.Code, "record not found")
		return
	}
	f := q.newFields(";")
	f.text("digest", hex.EncodeToString(digest[:]))
	f.number("partition", uint64(digest.Partition()))
	f.number("generation", uint64(res.Generation))
	f.number("void-time", uint64(res.VoidTime))
	f.number("bins", uint64(len(res.Bins)))
	for i, bin := range res.Bins {
		f.text("bin["+numberText(i)+"]", "type:"+numberText(int(bin.Value.Type))+":size:"+numberText(len(bin.Value.Data)))
	}
}

// answerEndpoints shows where the node listens.
func answerEndpoints(q *infoQuery) {
	f := q.newFields(";")
	if addresses := q.server.addresses.Load(); addresses != nil {
		f.text("service.addresses", strings.Join(*addresses, ","))
	}
	if addresses := q.server.secureAddresses.Load(); addresses != nil {
		f.text("service.tls-addresses", strings.Join(*addresses, ","))
	}
}

// answerIndexPressure shows that no primary index lies on a device of its own.
func answerIndexPressure(q *infoQuery) {
	for i, name := range q.server.store.Namespaces() {
		if i > 0 {
			q.text(";")
		}
		q.text(name + ":0:0")
	}
}

// answerPhysicalDevices says that the age of devices is not known here.
func answerPhysicalDevices(q *infoQuery) {
	if _, ok := q.required("path"); ok {
		q.fail(aero.CodeUnsupportedFeature, "devices are not looked at")
	}
}

// metadataModules are the modules of a cluster's metadata: each is settled, for there is one node.
func metadataModules() []string {
	return []string{"evict", "roster", "security", "sindex", "truncate", "UDF", "XDR", "masking"}
}

// answerMetadataInfo shows the state of the cluster's metadata.
func answerMetadataInfo(q *infoQuery) {
	for i, name := range metadataModules() {
		if i > 0 {
			q.text(";")
		}
		q.text(name + ":state=pr,n_items=" + numberText(q.server.metadataItems(name)))
	}
}

// metadataItems returns how many items a module of the metadata has, as far as others may know.
func (s *Server) metadataItems(module string) int {
	count := 0
	switch module {
	case "UDF":
		if s.modules != nil {
			count = len(s.modules.Modules())
		}
	case "sindex":
		for _, name := range s.store.Namespaces() {
			count += len(s.namedIndexes(name))
		}
	}
	return count
}

// answerMetadataShow shows the items of a module of the metadata by name, without their content.
func answerMetadataShow(q *infoQuery) {
	module, ok := q.required("module")
	if !ok {
		return
	}
	var names []string
	known := false
	for _, name := range metadataModules() {
		known = known || name == module && name != "security"
	}
	switch {
	case !known:
		q.fail(aero.CodeParameter, "unknown module")
		return
	case module == "UDF" && q.server.modules != nil:
		for _, m := range q.server.modules.Modules() {
			names = append(names, m.Name+"="+m.Hash)
		}
	case module == "sindex":
		for _, namespace := range q.server.store.Namespaces() {
			for _, index := range q.server.namedIndexes(namespace) {
				names = append(names, namespace+"|"+index.Definition.Name+"="+index.Definition.Bin)
			}
		}
	}
	if len(names) == 0 {
		q.text("<empty>")
		return
	}
	q.text(strings.Join(names, ";"))
}

// answerEvictionReset forgets how deep eviction has gone, which is decided anew each time anyway.
func answerEvictionReset(q *infoQuery) {
	if _, ok := q.namespace(); !ok {
		return
	}
	if ttl, found := q.parameter("ttl"); found {
		if _, err := strconv.ParseUint(ttl, 10, 32); err != nil {
			q.fail(aero.CodeParameter, "bad ttl")
			return
		}
		q.fail(aero.CodeUnsupportedFeature, "eviction by a given depth")
		return
	}
	q.text("ok")
}

// refuseTruncateUndo says that what was truncated is gone.
func refuseTruncateUndo(q *infoQuery) {
	if _, ok := q.namespace(); ok {
		q.fail(aero.CodeUnsupportedFeature, "truncation cannot be undone")
	}
}
