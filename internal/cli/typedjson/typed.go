package typedjson

import (
	"encoding/base64"
	"math"
	"strconv"
	"strings"

	"github.com/aerolith/aerolith/aero"
)

// object is a decoded object whose meaning is looked for.
type object []aero.MapEntry

// interpret returns what an object stands for: a map, or the value that its tag names.
func interpret(entries []aero.MapEntry) (any, error) {
	tag := ""
	for i := range entries {
		key, _ := entries[i].Key.(string)
		if !strings.HasPrefix(key, string(tagMark)) {
			continue
		}
		if tag != "" {
			return nil, syntax("object with both %q and %q", tag, key)
		}
		tag = key
	}
	if tag == "" {
		return aero.Map{Entries: entries}, nil
	}
	o := object(entries)
	switch tag {
	case tagBlob:
		return o.bytes(tag)
	case tagHLL:
		b, err := o.bytes(tag)
		return aero.HLL(b), err
	case tagString:
		b, err := o.bytes(tag)
		return string(b), err
	case tagGeo:
		text, err := o.text(tag)
		return aero.GeoJSON(text), err
	case tagFloat:
		return o.float()
	case tagList:
		return o.list()
	case tagMap:
		return o.mapping()
	case tagOpaque:
		b, kind, err := o.typed(tag)
		return aero.Opaque{Type: aero.ParticleType(kind), Data: b}, err
	case tagExtension:
		b, kind, err := o.typed(tag)
		return aero.Extension{Type: kind, Data: b}, err
	default:
		return nil, syntax("unknown tag %q; a map with such a key is written {\"$map\":[[key,value],…]}", tag)
	}
}

// get returns the value under a name, nil for none.
func (o object) get(name string) any {
	for i := range o {
		if o[i].Key == name {
			return o[i].Value
		}
	}
	return nil
}

// only checks that the object has no other names than those allowed.
func (o object) only(names ...string) error {
	for i := range o {
		known := false
		for _, name := range names {
			known = known || o[i].Key == name
		}
		if !known {
			return syntax("%q does not belong beside %q", o[i].Key, names[0])
		}
	}
	return nil
}

// text returns the string under the tag, which must be alone.
func (o object) text(tag string) (string, error) {
	text, ok := o.get(tag).(string)
	if !ok {
		return "", syntax("%q wants a string", tag)
	}
	return text, o.only(tag)
}

// bytes returns the bytes under the tag, which must be alone.
func (o object) bytes(tag string) ([]byte, error) {
	text, err := o.text(tag)
	if err != nil {
		return nil, err
	}
	return decodeBytes(tag, text)
}

// decodeBytes reads base 64.
func decodeBytes(tag, text string) ([]byte, error) {
	b, err := base64.StdEncoding.Strict().DecodeString(text)
	if err != nil {
		return nil, syntax("%q wants base 64: %v", tag, err)
	}
	return b, nil
}

// typed returns the bytes under the tag and the type beside them.
func (o object) typed(tag string) ([]byte, uint8, error) {
	text, ok := o.get(tag).(string)
	kind, isNumber := o.get(fieldType).(int64)
	if !ok || !isNumber || kind < 0 || kind > math.MaxUint8 {
		return nil, 0, syntax("%q wants a string, and %q a number from 0 to 255", tag, fieldType)
	}
	if err := o.only(tag, fieldType); err != nil {
		return nil, 0, err
	}
	b, err := decodeBytes(tag, text)
	return b, uint8(kind), err
}

// float returns a float that JSON has no number for.
func (o object) float() (any, error) {
	text, err := o.text(tagFloat)
	if err != nil {
		return nil, err
	}
	switch text {
	case textNaN:
		return math.NaN(), nil
	case textInfinity:
		return math.Inf(1), nil
	case textNegInfinity:
		return math.Inf(-1), nil
	}
	digits, found := strings.CutPrefix(text, bitsPrefix)
	bits, err := strconv.ParseUint(digits, 16, 64)
	if !found || err != nil {
		return nil, syntax("%q wants NaN, +Inf, -Inf or 0x and the bits", tagFloat)
	}
	return math.Float64frombits(bits), nil
}

// flag returns a property that is true, false or missing.
func (o object) flag(name string) (set bool, err error) {
	switch v := o.get(name).(type) {
	case nil:
		return false, nil
	case bool:
		return v, nil
	default:
		return false, syntax("%q wants true or false", name)
	}
}

// list returns a list with properties.
func (o object) list() (any, error) {
	list, ok := o.get(tagList).(aero.List)
	if !ok || list.Ordered || list.Indexed {
		return nil, syntax("%q wants an array", tagList)
	}
	var err error
	if list.Ordered, err = o.flag(fieldOrdered); err != nil {
		return nil, err
	}
	if list.Indexed, err = o.flag(fieldIndexed); err != nil {
		return nil, err
	}
	return list, o.only(tagList, fieldOrdered, fieldIndexed)
}

// mapping returns a map with properties, or with other keys than names.
func (o object) mapping() (any, error) {
	m, err := entriesOf(o.get(tagMap))
	if err != nil {
		return nil, err
	}
	if m.Indexed, err = o.flag(fieldIndexed); err != nil {
		return nil, err
	}
	switch o.get(fieldOrder) {
	case nil:
	case orderKey:
		m.Order = aero.MapKeyOrdered
	case orderKeyValue:
		m.Order = aero.MapKeyValueOrdered
	default:
		return nil, syntax("%q wants %q or %q", fieldOrder, orderKey, orderKeyValue)
	}
	return m, o.only(tagMap, fieldOrder, fieldIndexed)
}

// entriesOf returns the entries of a map from an object or an array of pairs.
func entriesOf(v any) (aero.Map, error) {
	switch v := v.(type) {
	case aero.Map:
		if v.Order == aero.MapUnordered && !v.Indexed {
			return v, nil
		}
	case aero.List:
		m := aero.Map{Entries: make([]aero.MapEntry, len(v.Items))}
		for i, item := range v.Items {
			pair, ok := item.(aero.List)
			if !ok || len(pair.Items) != 2 || pair.Ordered || pair.Indexed {
				return aero.Map{}, syntax("entry %d of %q is no pair [key,value]", i, tagMap)
			}
			m.Entries[i] = aero.MapEntry{Key: pair.Items[0], Value: pair.Items[1]}
		}
		return m, nil
	}
	return aero.Map{}, syntax("%q wants an object or an array of pairs", tagMap)
}
