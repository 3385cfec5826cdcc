package server

import (
	"encoding/base64"
	"errors"
	"slices"
	"strings"

	"github.com/aerolith/aerolith/aero"
)

// The longest values of the parameters that define an index, in bytes.
const (
	indexNameMax    = 63
	binNameMax      = 15
	indexContextMax = 2047
	indexExpression = 4 << 10
)

// The answers to types and sources that do not exist.
const (
	badIndexSource = "bad 'indextype' - must be one of 'default', 'list', 'mapkeys', 'mapvalues'"
	badIndexType   = "bad 'type' - must be one of 'numeric', 'string', 'blob', 'geo2dsphere'"
	badIndexData   = "bad 'indexdata' bin type - must be one of 'numeric', 'string', 'blob', 'geo2dsphere'"
	badMapKeys     = "bad 'indexdata' bin type for 'indextype' 'mapkeys' - must be one of 'numeric', 'string', 'blob'"
)

// answerIndexCreate defines an index.
func answerIndexCreate(q *infoQuery) {
	d := indexParser{query: q}
	if !d.parse() {
		return
	}
	err := q.server.store.CreateIndex(&d.definition)
	message := "index could not be created"
	switch {
	case errors.Is(err, aero.CodeIndexFound):
		message = "'indexname' already exists with different definition"
	case errors.Is(err, aero.CodeIndexMaxCount):
		message = "already at sindex definition limit"
	case errors.Is(err, aero.CodeParameter) && d.definition.Context != nil:
		message = "'context' invalid cdt context"
	case errors.Is(err, aero.CodeParameter) && d.definition.Expression != nil:
		message = "bad 'exp'"
	}
	q.done(err, message)
}

// indexParser reads the parameters of a definition. Each of its steps answers with an error and returns false if a
// parameter is missing or makes no sense.
type indexParser struct {
	query      *infoQuery
	definition aero.IndexDefinition
}

// parse reads all parameters, in the order in which a real node looks at them.
func (p *indexParser) parse() bool {
	d := &p.definition
	var ok bool
	if d.Name, ok = p.query.required("indexname"); !ok {
		return false
	}
	if len(d.Name) > indexNameMax {
		return p.refuse("'indexname' value too long")
	}
	if p.query.createsSetIndex() {
		d.Namespace, ok = p.query.namedNamespace()
		return ok && p.setIndex()
	}
	if d.Namespace, ok = p.query.namespace(); !ok {
		return false
	}
	if d.Set, _, ok = p.optional("set", setNameMax); !ok {
		return false
	}
	return p.context() && p.source() && p.typeAndBin() && p.mapKeys()
}

// refuse answers with an error.
func (p *indexParser) refuse(message string) bool {
	p.query.fail(aero.CodeParameter, message)
	return false
}

// optional returns the value of a parameter and whether there is one.
func (p *indexParser) optional(name string, limit int) (value string, found, ok bool) {
	value, found = p.query.parameter(name)
	switch {
	case found && value == "":
		return "", true, p.refuse("missing '" + name + "' value")
	case len(value) > limit:
		return "", true, p.refuse("'" + name + "' value too long")
	}
	return value, found, true
}

// context reads the context.
func (p *indexParser) context() bool {
	text, found, ok := p.optional("context", indexContextMax)
	if !ok || !found {
		return ok
	}
	decoded, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return p.refuse("'context' invalid base64")
	}
	p.definition.Context = decoded
	return true
}

// source reads which part of a bin is indexed.
func (p *indexParser) source() bool {
	text, found, ok := p.optional("indextype", indexNameMax)
	if !ok || !found {
		return ok
	}
	at := slices.Index(indexSources(), strings.ToLower(text))
	if at < 0 {
		return p.refuse(badIndexSource)
	}
	p.definition.Source = aero.IndexSource(at)
	return true
}

// typeAndBin reads type and bin: as two parameters, or as one in the older form.
func (p *indexParser) typeAndBin() bool {
	data, old, ok := p.optional("indexdata", indexNameMax)
	if !ok {
		return false
	}
	name, found, ok := p.optional("type", indexNameMax)
	switch {
	case !ok:
		return false
	case !old && !found:
		return p.refuse("both 'indexdata' and 'type' are missing")
	case old && found:
		return p.refuse("both 'indexdata' and 'type' are specified")
	case old:
		return p.data(data)
	}
	if p.definition.Type, ok = indexTypes()[strings.ToLower(name)]; !ok {
		return p.refuse(badIndexType)
	}
	return p.binOrExpression()
}

// data reads bin and type in the older form.
func (p *indexParser) data(data string) bool {
	bin, name, ok := strings.Cut(data, ",")
	switch {
	case !ok:
		return p.refuse("'indexdata' missing bin type")
	case bin == "":
		return p.refuse("'indexdata' missing bin name")
	case len(bin) > binNameMax:
		return p.refuse("'indexdata' bin name too long")
	}
	p.definition.Bin = bin
	if p.definition.Type, ok = indexTypes()[strings.ToLower(name)]; !ok {
		return p.refuse(badIndexData)
	}
	return true
}

// binOrExpression reads what is indexed in the newer form.
func (p *indexParser) binOrExpression() bool {
	bin, hasBin, ok := p.optional("bin", binNameMax)
	if !ok {
		return false
	}
	text, hasExpression, ok := p.optional("exp", indexExpression)
	switch {
	case !ok:
		return false
	case hasBin && hasExpression:
		return p.refuse("both 'bin' and 'exp' are specified")
	case !hasBin && !hasExpression:
		return p.refuse("both 'bin' and 'exp' are missing")
	case hasExpression && p.definition.Context != nil:
		return p.refuse("both 'context' and 'exp' are specified")
	}
	p.definition.Bin = bin
	if !hasExpression {
		return true
	}
	decoded, err := base64.StdEncoding.DecodeString(text)
	if err != nil || len(decoded) == 0 {
		return p.refuse("bad 'exp'")
	}
	p.definition.Expression = decoded
	return true
}

// mapKeys refuses regions as keys of maps.
func (p *indexParser) mapKeys() bool {
	if p.definition.Source == aero.IndexMapKeys && p.definition.Type == aero.ParticleGeoJSON {
		return p.refuse(badMapKeys)
	}
	return true
}
