package typedjson

import (
	"encoding/base64"
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/aerolith/aerolith/aero"
)

// Append appends a value as JSON on one line: of a type that aero.Particle.Value returns, nested ones included.
//
// Errors: ErrType for other types, aero.ErrTooDeep; dst is then returned as far as it came.
func Append(dst []byte, v any) ([]byte, error) { return appendValue(dst, v, 0) }

// appendValue is Append at a depth of nesting.
func appendValue(dst []byte, v any, depth int) ([]byte, error) {
	if depth > aero.MaxValueDepth {
		return dst, aero.ErrTooDeep
	}
	switch v := v.(type) {
	case nil:
		return append(dst, "null"...), nil
	case bool:
		return strconv.AppendBool(dst, v), nil
	case int64:
		return strconv.AppendInt(dst, v, 10), nil
	case uint64:
		return strconv.AppendUint(dst, v, 10), nil
	case float64:
		return appendFloat(dst, v), nil
	case string:
		return appendText(dst, v), nil
	case []byte:
		return append(appendBytes(dst, tagBlob, v), '}'), nil
	case aero.HLL:
		return append(appendBytes(dst, tagHLL, v), '}'), nil
	case aero.GeoJSON:
		return appendGeo(dst, v), nil
	case aero.List:
		return appendList(dst, v, depth)
	case aero.Map:
		return appendMap(dst, v, depth)
	case aero.Opaque:
		return appendTyped(dst, tagOpaque, v.Data, uint8(v.Type)), nil
	case aero.Extension:
		return appendTyped(dst, tagExtension, v.Data, v.Type), nil
	default:
		return dst, fmt.Errorf("%T: %w", v, ErrType)
	}
}

// appendFloat appends a float so that it cannot be taken for an integer.
func appendFloat(dst []byte, v float64) []byte {
	switch {
	case math.IsNaN(v):
		text := textNaN
		if bits := math.Float64bits(v); bits != math.Float64bits(math.NaN()) {
			text = bitsPrefix + strconv.FormatUint(bits, 16)
		}
		return fmt.Appendf(dst, `{%q:%q}`, tagFloat, text)
	case math.IsInf(v, 1):
		return fmt.Appendf(dst, `{%q:%q}`, tagFloat, textInfinity)
	case math.IsInf(v, -1):
		return fmt.Appendf(dst, `{%q:%q}`, tagFloat, textNegInfinity)
	}
	start := len(dst)
	dst = strconv.AppendFloat(dst, v, 'g', -1, 64)
	if !strings.ContainsAny(string(dst[start:]), ".e") {
		dst = append(dst, ".0"...)
	}
	return dst
}

// appendText appends a string; one that is not UTF-8 goes as bytes.
func appendText(dst []byte, v string) []byte {
	if !utf8.ValidString(v) {
		return append(appendBytes(dst, tagString, []byte(v)), '}')
	}
	return AppendString(dst, v)
}

// AppendString appends a string as JSON. What is not UTF-8 in it becomes the replacement character.
func AppendString(dst []byte, v string) []byte {
	dst = append(dst, '"')
	for _, r := range v {
		switch {
		case r == '"' || r == '\\':
			dst = append(dst, '\\', byte(r))
		case r == '\n':
			dst = append(dst, `\n`...)
		case r == '\t':
			dst = append(dst, `\t`...)
		case r == '\r':
			dst = append(dst, `\r`...)
		case r < ' ' || r == 0x7f || r == '\u2028' || r == '\u2029':
			dst = fmt.Appendf(dst, `\u%04x`, r)
		default:
			dst = utf8.AppendRune(dst, r)
		}
	}
	return append(dst, '"')
}

// appendGeo appends a geographic value. Text that is not UTF-8 goes as bytes within.
func appendGeo(dst []byte, v aero.GeoJSON) []byte {
	dst = fmt.Appendf(dst, `{%q:`, tagGeo)
	return append(appendText(dst, string(v)), '}')
}

// appendBytes appends an object that holds bytes in base 64, without its end.
func appendBytes(dst []byte, tag string, v []byte) []byte {
	dst = fmt.Appendf(dst, `{%q:"`, tag)
	return append(base64.StdEncoding.AppendEncode(dst, v), '"')
}

// appendTyped appends an object that holds bytes and a type.
func appendTyped(dst []byte, tag string, v []byte, kind uint8) []byte {
	return fmt.Appendf(appendBytes(dst, tag, v), `,%q:%d}`, fieldType, kind)
}

// appendList appends a list: an array, within an object if the list has properties.
func appendList(dst []byte, v aero.List, depth int) ([]byte, error) {
	if !v.Ordered && !v.Indexed {
		return appendItems(dst, v.Items, depth)
	}
	dst, err := appendItems(fmt.Appendf(dst, `{%q:`, tagList), v.Items, depth)
	if v.Ordered {
		dst = fmt.Appendf(dst, `,%q:true`, fieldOrdered)
	}
	if v.Indexed {
		dst = fmt.Appendf(dst, `,%q:true`, fieldIndexed)
	}
	return append(dst, '}'), err
}

// appendItems appends an array.
func appendItems(dst []byte, items []any, depth int) ([]byte, error) {
	dst = append(dst, '[')
	for i, item := range items {
		if i > 0 {
			dst = append(dst, ',')
		}
		var err error
		if dst, err = appendValue(dst, item, depth+1); err != nil {
			return dst, err
		}
	}
	return append(dst, ']'), nil
}

// appendMap appends a map: an object if its keys can be names and it has no properties.
func appendMap(dst []byte, v aero.Map, depth int) ([]byte, error) {
	plain := plainKeys(v.Entries)
	if plain && v.Order == aero.MapUnordered && !v.Indexed {
		return appendObject(dst, v.Entries, depth)
	}
	dst = fmt.Appendf(dst, `{%q:`, tagMap)
	var err error
	if plain {
		dst, err = appendObject(dst, v.Entries, depth)
	} else {
		dst, err = appendPairs(dst, v.Entries, depth)
	}
	switch v.Order {
	case aero.MapKeyOrdered:
		dst = fmt.Appendf(dst, `,%q:%q`, fieldOrder, orderKey)
	case aero.MapKeyValueOrdered:
		dst = fmt.Appendf(dst, `,%q:%q`, fieldOrder, orderKeyValue)
	}
	if v.Indexed {
		dst = fmt.Appendf(dst, `,%q:true`, fieldIndexed)
	}
	return append(dst, '}'), err
}

// plainKeys reports whether all keys are different strings of UTF-8 that are no tags.
func plainKeys(entries []aero.MapEntry) bool {
	seen := make(map[string]bool, len(entries))
	for i := range entries {
		key, ok := entries[i].Key.(string)
		if !ok || seen[key] || !utf8.ValidString(key) || strings.HasPrefix(key, string(tagMark)) {
			return false
		}
		seen[key] = true
	}
	return true
}

// appendObject appends entries whose keys are plain.
func appendObject(dst []byte, entries []aero.MapEntry, depth int) ([]byte, error) {
	dst = append(dst, '{')
	for i := range entries {
		if i > 0 {
			dst = append(dst, ',')
		}
		key, _ := entries[i].Key.(string)
		dst = append(AppendString(dst, key), ':')
		var err error
		if dst, err = appendValue(dst, entries[i].Value, depth+1); err != nil {
			return dst, err
		}
	}
	return append(dst, '}'), nil
}

// appendPairs appends entries as an array of pairs.
func appendPairs(dst []byte, entries []aero.MapEntry, depth int) ([]byte, error) {
	pairs := make([]any, len(entries))
	for i := range entries {
		pairs[i] = aero.List{Items: []any{entries[i].Key, entries[i].Value}}
	}
	return appendItems(dst, pairs, depth)
}
