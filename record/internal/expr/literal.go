package expr

import (
	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/record/internal/cdt/pack"
	"github.com/aerolith/aerolith/record/internal/geo"
)

// literal compiles a constant: any packed value that is not a list.
func (c *compiler) literal() (*node, bool) {
	kind := pack.KindOf(c.rest)
	b, ok := c.packed()
	if !ok || !c.grow(literalSize(kind)) {
		return nil, false
	}
	v, ok := literalValue(kind, b)
	if !ok {
		return nil, false
	}
	return &node{eval: evalConstant, typ: v.typ, constant: v}, true
}

// literalSize returns the size of a constant in the server's form.
func literalSize(kind pack.Kind) int {
	switch kind {
	case pack.KindNil:
		return sizePlain
	case pack.KindInteger, pack.KindNegative, pack.KindFloat:
		return sizeWide
	case pack.KindGeoJSON:
		return sizeGeo
	}
	return sizeBytes
}

// literalValue returns the value of a constant.
func literalValue(kind pack.Kind, b []byte) (value, bool) {
	switch kind {
	case pack.KindMap:
		return value{typ: TypeMap, data: b}, true
	case pack.KindExtension, pack.KindWildcard, pack.KindInfinity:
		return value{typ: typeOther, data: b}, true
	case pack.KindGeoJSON:
		text, _, _ := pack.Text(b)
		shape, err := geo.Parse(text[1:])
		return value{typ: TypeGeo, data: text[1:], shape: shape}, err == nil
	case pack.KindString, pack.KindBytes:
		return textValue(b)
	}
	v := fromPacked(b)
	return v, v.known()
}

// textValue returns the value of a string-like constant, which must say of which type it is.
func textValue(b []byte) (value, bool) {
	text, _, _ := pack.Text(b)
	if len(text) == 0 {
		return value{}, false
	}
	v := value{data: text[1:]}
	switch aero.ParticleType(text[0]) {
	case aero.ParticleString:
		v.typ = TypeString
	case aero.ParticleBlob:
		v.typ = TypeBlob
	case aero.ParticleHLL:
		v.typ = TypeHLL
	default:
		return value{}, false
	}
	return v, true
}

// evalConstant is a constant.
func evalConstant(_ *machine, n *node) value { return n.constant }

// buildQuote reads a list that is meant as it stands.
func buildQuote(c *compiler, n *node, _ int) bool {
	if pack.KindOf(c.rest) != pack.KindList {
		return false
	}
	b, ok := c.packed()
	n.constant = value{typ: TypeList, data: b}
	return ok
}
