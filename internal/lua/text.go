package lua

import (
	"encoding/hex"
	"strconv"
	"strings"

	"github.com/aerolith/aerolith/aero"
)

// Bounds of what tostring shows of lists and maps: they may contain each other, and themselves.
const (
	maxTextDepth = 8
	maxTextBytes = 1 << 20
)

// text returns a value as tostring shows it.
func text(v any) string {
	var b strings.Builder
	appendText(&b, v, 0)
	return b.String()
}

// appendText adds a value inside so many lists and maps.
func appendText(b *strings.Builder, v any, depth int) {
	if depth > maxTextDepth || b.Len() > maxTextBytes {
		b.WriteString("...")
		return
	}
	switch v := v.(type) {
	case nil:
		b.WriteString("NIL")
	case bool:
		b.WriteString(strconv.FormatBool(v))
	case int64:
		b.WriteString(strconv.FormatInt(v, 10))
	case float64:
		b.WriteString(strconv.FormatFloat(v, 'g', -1, 64))
	case string:
		b.WriteString(strconv.Quote(v))
	case aero.GeoJSON:
		b.WriteString(string(v))
	case *bytesValue:
		b.WriteString(strings.ToUpper(hex.EncodeToString(v.data)))
	case *listValue:
		b.WriteString("List(")
		for i, item := range v.items {
			separate(b, i)
			appendText(b, item, depth+1)
		}
		b.WriteString(")")
	case *mapValue:
		b.WriteString("Map(")
		count := 0
		v.each(func(key, value any) bool {
			separate(b, count)
			count++
			appendText(b, key, depth+1)
			b.WriteString("->")
			appendText(b, value, depth+1)
			return b.Len() <= maxTextBytes
		})
		b.WriteString(")")
	default:
		b.WriteString("OPAQUE")
	}
}

// separate writes what stands between elements.
func separate(b *strings.Builder, index int) {
	if index > 0 {
		b.WriteString(", ")
	}
}
